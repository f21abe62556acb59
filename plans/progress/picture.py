"""What the public sees of a plan's progress: the state of every measure with its last word, shares, money, numbers.

Only approved evaluations, action plans and values are read; a constant number of queries for any number of items.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Sum
from django.utils.translation import gettext as _

from kpss_portal.charts import Chart, Series
from plans.models import (
    ActionEntry,
    Evaluation,
    IndicatorPart,
    IndicatorReport,
    ItemResult,
    Plan,
    PlanItem,
)
from plans.progress.items import measures_with_priorities, root_of, runs_in
from plans.progress.labels import known_labels
from plans.progress.shares import Share, share_of
from plans.progress_enums import EvaluationState, Fulfilment

SIGNS = {  # kind and sign of a badge
    Fulfilment.FULFILLED: ("ok", "done"),
    Fulfilment.CONTINUOUS: ("ok", "again"),
    Fulfilment.PARTLY: ("run", "mostly"),
    Fulfilment.IN_PROGRESS: ("run", "half"),
    Fulfilment.NOT_STARTED: ("off", "empty"),
    Fulfilment.NOT_FULFILLED: ("bad", "cross"),
    Fulfilment.MOVED: ("off", "onward"),
    Fulfilment.CANCELLED: ("off", "stopped"),
}
UNKNOWN = ("off", "question")


def badge_of(status: str, labels: dict[str, str]) -> dict[str, str]:
    """A status as a sign and a word."""
    kind, sign = SIGNS[Fulfilment(status)] if status else UNKNOWN
    return {"kind": kind, "sign": sign, "label": labels.get(status, "") or _("not known")}


@dataclass(frozen=True)
class Word:
    """What an approved evaluation says of one item."""

    year: int
    day: date
    status: str
    text: str
    group_word: str
    who: str
    spent: int | None
    money_note: str


@dataclass
class Row:
    """One measure in a year."""

    item: PlanItem
    url: str
    root: PlanItem | None
    is_planned: bool
    words: list[Word] = field(default_factory=list)  # the newest first, none after the year
    entry: ActionEntry | None = None
    reports: list[IndicatorReport] = field(default_factory=list)
    badge: dict[str, str] = field(default_factory=dict)

    @property
    def last(self) -> Word | None:
        """The last word."""
        return self.words[0] if self.words else None

    def status_in(self, year: int) -> str:
        """What the evaluation of the year says; empty where it says nothing."""
        return next((word.status for word in self.words if word.year == year), "")


@dataclass
class Picture:
    """The progress of a plan in one year."""

    plan: Plan
    year: int
    rows: list[Row]
    roots: list[PlanItem]
    labels: dict[str, str]
    evaluations: list[Evaluation]  # approved, the oldest first
    running: Evaluation | None

    @property
    def evaluation(self) -> Evaluation | None:
        """The approved evaluation of the year."""
        return next((found for found in self.evaluations if found.year == self.year), None)

    def planned(self, year: int | None = None) -> list[Row]:
        """Measures that were planned for the year."""
        year = year or self.year
        return [row for row in self.rows if runs_in(row.item, year)]

    def share(self, rows: Iterable[Row] | None = None, year: int | None = None) -> Share:
        """How many of the planned measures are where."""
        year = year or self.year
        chosen = self.rows if rows is None else rows
        return share_of(row.status_in(year) for row in chosen if runs_in(row.item, year))


# --- reading ------------------------------------------------------------------------------------------------------


def evaluations_of(slug: str) -> tuple[list[Evaluation], Evaluation | None]:
    """The approved ones, the oldest first, and the newest that is under way; one query."""
    begun = Evaluation.objects.filter(slug=slug).exclude(state=EvaluationState.DRAFT).select_related("pdf")
    rows = list(begun.defer("content").order_by("year"))
    running = [found for found in rows if found.frozen_at is None]
    return [found for found in rows if found.frozen_at is not None], running[-1] if running else None


def picture_of(plan: Plan, year: int, evaluations: list[Evaluation], running: Evaluation | None = None) -> Picture:
    """All working measures of the plan as they stood in the year."""
    (items, roots), labels = measures_with_priorities(plan), known_labels.get()
    lineages = [item.lineage for item in items]
    words = words_of(plan.slug, lineages)
    entries = {entry.item.lineage: entry for entry in entries_of(plan.slug, lineages) if entry.action_plan.year == year}
    reports = reports_of(lineages)
    rows = []
    for item in items:
        said = [word for word in words.get(item.lineage, []) if word.year <= year]
        known = [report for report in reports.get(item.lineage, []) if report.year == year]
        url = f"{plan.get_absolute_url()}polozky/{item.code}/"
        row = Row(item, url, root_of(item, roots), runs_in(item, year), said, entries.get(item.lineage), known)
        row.badge = badge_of(said[0].status if said else "", labels)
        rows.append(row)
    return Picture(plan, year, rows, roots, labels, evaluations, running)


def words_of(slug: str, lineages: Iterable[UUID]) -> dict[UUID, list[Word]]:
    """What approved evaluations say, by the lineage of the item, the newest first; one query."""
    results = (
        ItemResult.objects.filter(
            evaluation__slug=slug, evaluation__frozen_at__isnull=False, item__lineage__in=lineages
        )
        .select_related("evaluation", "item")
        .defer("evaluation__content")
        .annotate(total=Sum("spent__amount_czk"))
        .order_by("-evaluation__year")
    )
    found: dict[UUID, list[Word]] = {}
    for row in results:
        found.setdefault(row.item.lineage, []).append(_word(row))
    return found


def _word(row: Any) -> Word:
    evaluation = row.evaluation
    return Word(
        evaluation.year,
        evaluation.decided_on,
        row.status,
        row.text,
        row.group_word,
        row.filled_by or "",
        row.total,
        row.money_note,
    )


def entries_of(slug: str, lineages: Iterable[UUID]) -> list[ActionEntry]:
    """What approved action plans say of the items; the newest version of each year comes last. One query."""
    entries = ActionEntry.objects.filter(action_plan__slug=slug, action_plan__frozen_at__isnull=False)
    entries = entries.filter(item__lineage__in=lineages).select_related("action_plan", "item")
    return list(entries.defer("action_plan__content").order_by("action_plan__year", "action_plan__version"))


def values_of(lineages: Iterable[UUID]) -> Any:
    """Approved values of indicators, the oldest first."""
    rows = IndicatorReport.objects.approved().filter(item_lineage__in=lineages).select_related("indicator")
    return rows.order_by("year", "indicator__position", "pk")


def reports_of(lineages: Iterable[UUID]) -> dict[UUID, list[IndicatorReport]]:
    """Approved values of indicators by the lineage of their item, with parts; the oldest first. Two queries."""
    parts = Prefetch("parts", IndicatorPart.objects.select_related("area", "municipality"))
    rows = values_of(lineages).prefetch_related(parts)
    found: dict[UUID, list[IndicatorReport]] = {}
    for row in rows:
        found.setdefault(row.item_lineage, []).append(row)
    return found


# --- charts -------------------------------------------------------------------------------------------------------


def shares_chart(title: str, groups: list[tuple[str, Share]], key: str) -> Chart:
    """Groups of measures as stacked bars: done, running, otherwise, not known."""
    names = [name for name, _share in groups]
    series = [
        Series(_("fulfilled or going on as planned"), [share.done for _name, share in groups]),
        Series(_("begun or partly fulfilled"), [share.running for _name, share in groups]),
        Series(
            _("otherwise (not begun, not fulfilled, cancelled, moved)"),
            [share.known - share.done - share.running for _name, share in groups],
        ),
        Series(_("not known"), [share.unknown for _name, share in groups]),
    ]
    labels = [_("%(done)d of %(total)d done") % {"done": share.done, "total": share.total} for _name, share in groups]
    return Chart(title, names, series, kind="stacked", key=key, labels=labels)
