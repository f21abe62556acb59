"""Milestones of a plan from a spreadsheet, into it, and an import taken back."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Min
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpss_portal.audit import record
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Table
from plans.making.dating import Span, clean_span
from plans.making_enums import MakingKind
from plans.models import Milestone, Plan
from plans.workbook import one_sheet
from plans.workbook.cells import CellError, answer_of

MOST_ROWS = 1000
NEEDED = 3  # columns without which a table makes no sense: when, kind, what happened
WIDTHS = (24, 24, 50, 60, 40, 10)
BATCHES_SHOWN = 5


def header() -> list[str]:
    """Headings, in the order of the columns; the import knows them."""
    return [_("when"), _("kind"), _("what happened"), _("more about it"), _("link"), _("public")]


def table_of(milestones: Iterable[Milestone]) -> Table:
    """Milestones as a sheet."""
    rows = [
        [
            each.when,
            str(MakingKind(each.kind).label),
            each.title,
            each.text,
            each.url,
            _("yes") if each.is_public else _("no"),
        ]
        for each in milestones
    ]
    return Table(pgettext("name of a sheet", "milestones"), header(), rows, WIDTHS)


@dataclass(frozen=True)
class Line:
    """A row of an import: what it would store, or what is wrong with it."""

    row: int
    milestone: Milestone
    faults: list[str]
    is_known: bool  # the same thing of the same time is written down already

    @property
    def outcome(self) -> bool:
        """What becomes of the row."""
        return self.is_known


def rows_of(file: BinaryIO) -> list[list[Any]]:
    """Filled rows of the first sheet, as `one_sheet.rows_of` says."""
    return one_sheet.rows_of(file, header(), needed=range(NEEDED), most_rows=MOST_ROWS)


def lines_of(first: Plan, rows: Iterable[list[Any]]) -> list[Line]:
    """What the rows would store, each with its faults."""
    known = {(each.span, fold(each.title)) for each in Milestone.objects.filter(plan=first)}
    kinds = {fold(str(label)): value for value, label in MakingKind.choices}
    return [_line(number, one_sheet.words_of(values), first, kinds, known) for number, *values in rows]


def _line(row: int, words: list[str], first: Plan, kinds: dict[str, str], known: set[tuple[Span, str]]) -> Line:
    when, kind, title, text, url, public = words
    faults: list[str] = []
    milestone = Milestone(plan=first, title=title, text=text, url=url)
    try:
        milestone.is_public = answer_of(public) is not False
    except CellError as fault:
        faults.append(str(fault))
    try:
        milestone.span = clean_span(when)
    except ValueError as fault:
        faults.append(f"“{when}”: {fault}" if when else str(fault))
    milestone.kind = kinds.get(fold(kind), "")
    if not milestone.kind:
        allowed = ", ".join(str(label) for label in MakingKind.labels)
        faults.append(_("“%(value)s” is not a kind. Choose of: %(kinds)s.") % {"value": kind, "kinds": allowed})
    faults += _faults_of(milestone)
    is_known = not faults and (milestone.span, fold(title)) in known
    return Line(row, milestone, faults, is_known)


def _faults_of(milestone: Milestone) -> list[str]:
    told_already = ["plan", "kind", "starts_on", "ends_on", "precision"]
    try:
        milestone.clean_fields(exclude=told_already)
    except ValidationError as fault:
        labels = {field.name: capfirst(str(field.verbose_name)) for field in Milestone._meta.fields}
        return [f"{labels[name]}: {' '.join(told)}" for name, told in fault.message_dict.items()]
    return []


@transaction.atomic
def apply(lines: Iterable[Line], *, by: Any) -> int:
    """Stores what is new, all of it or nothing, as one batch that can be taken back. Gives its number."""
    new = [line.milestone for line in lines if not line.is_known]
    batch = uuid.uuid4()
    for milestone in new:
        milestone.batch, milestone.created_by = batch, by
    Milestone.objects.bulk_create(new)
    if new:
        record(by, "milestones.import", new[0].plan, {"rows": len(new)})
    return len(new)


def batches() -> list[dict[str, Any]]:
    """The last imports: batch, when, how many of its rows are still here."""
    rows: Any = (
        Milestone.objects.filter(batch__isnull=False).order_by().values("batch", "plan__short_title", "plan__title")
    )
    return list(rows.annotate(count=Count("pk"), at=Min("created_at")).order_by("-at")[:BATCHES_SHOWN])


@transaction.atomic
def take_back(batch: uuid.UUID, *, by: Any) -> int:
    """Deletes what an import has written and nobody has changed since. Gives how many; none for an import that is gone."""
    rows = list(Milestone.objects.filter(batch=batch).select_related("plan"))
    if rows:
        record(by, "milestones.take_back", rows[0].plan, {"rows": len(rows)})
    Milestone.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
