"""The line of time of a plan: records of the portal between two days, what is tied to the plan, and what was written by hand.

Whoever has records registers a source (`plans/making/sources.py`). All that sources ask goes to the database as one question
(UNION ALL), so the page costs the same for ten records and for a thousand.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from plans.making.dating import Span, in_words
from plans.making_enums import MakingKind, Precision
from plans.models import Approval, Plan, PlanMaking

BEFORE_PERIOD = timedelta(days=548)  # a year and a half: what towns need to make a plan
FIELDS = ("source", "key", "kind", "title", "text", "address", "first", "last", "precision")


class Row(NamedTuple):
    """What the one question gives; texts, whatever they were in their tables."""

    source: int
    key: str
    kind: str
    title: str
    text: str
    address: str
    first: str
    last: str
    precision: str

    @property
    def span(self) -> Span:
        """From when to when."""
        first = date.fromisoformat(self.first[:10])
        last = max(first, date.fromisoformat(self.last[:10])) if self.last else first
        return Span(first, last, Precision(self.precision or Precision.DAY))


@dataclass(frozen=True)
class Asked:
    """Of which plan, and between which days records count that are not tied to it."""

    plan: Plan  # the version that everybody reads
    versions: tuple[int, ...]
    first: date
    last: date
    until: date | None  # nothing later belongs to it; unknown while a version is not approved

    @property
    def slug(self) -> str:
        """Address of the plan."""
        return self.plan.slug


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` names a record of the portal for ever, so that it can be left out."""

    key: str
    kind: MakingKind
    title: str
    span: Span
    url: str = ""
    text: str = ""

    @property
    def when(self) -> str:
        """In words."""
        return in_words(self.span)

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come."""
        return self.span.first > timezone.localdate()

    @property
    def is_by_hand(self) -> bool:
        """Whether the office wrote it."""
        return self.key.startswith("milestone:")


Tell = Callable[[Row, Asked], Entry | None]


@dataclass(frozen=True)
class Found:
    """Rows that a source wants, and how it tells of them."""

    rows: QuerySet[Any]
    tell: Tell


_sources: list[Callable[[Asked], Found]] = []


def source(find: Callable[[Asked], Found]) -> Callable[[Asked], Found]:
    """Registers a function that finds records of one kind."""
    _sources.append(find)
    return find


def ask(rows: QuerySet[Any], tell: Tell, **columns: Any) -> Found:
    """Rows of the one question; `columns` are names of fields or expressions. `first` is required, `last` may be unknown."""
    named = {f"row_{name}": _as_text(columns.get(name, Value(""))) for name in FIELDS if name != "source"}
    return Found(rows.order_by().annotate(**named), tell)


def day_of(name: str) -> Any:
    """The day of a moment, in Prague."""
    return TruncDate(F(name), output_field=DateField())


def _as_text(value: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value, TextField())


# --- the line -----------------------------------------------------------------------------------------------------


def asked_of(plan: Plan) -> tuple[Asked, PlanMaking | None]:
    """Between which days the plan was made, and what the office says about it; two queries."""
    fields = ("version", "starts_on", "frozen_at", "making")
    versions = list(Plan.objects.versions_of(plan.slug).select_related("making").only(*fields))
    decided = list(Approval.objects.filter(plan__in=versions).values_list("plan_id", "decided_on"))
    first = versions[0]
    made: PlanMaking | None = getattr(first, "making", None)
    begins = made.begins_on if made and made.begins_on else first.starts_on - BEFORE_PERIOD
    ends = (
        made.ends_on if made and made.ends_on else max((day for key, day in decided if key == first.pk), default=None)
    )
    is_done = all(version.frozen_at for version in versions)
    until = max((day for _key, day in decided), default=None) if is_done else None
    keys = tuple(version.pk for version in versions)
    return Asked(plan, keys, begins, max(begins, ends or timezone.localdate()), until), made


def entries_of(asked: Asked) -> list[Entry]:
    """All that is known, the oldest first; one query."""
    found = [find(asked) for find in _sources]
    parts = [
        each.rows.annotate(row_source=Value(number, IntegerField())).values_list(*(f"row_{name}" for name in FIELDS))
        for number, each in enumerate(found)
    ]
    entries: dict[str, Entry] = {}
    for number, *texts in parts[0].union(*parts[1:], all=True).order_by():
        row = Row(number, *(text or "" for text in texts))
        entry = found[number].tell(row, asked)
        if entry is not None and _belongs(entry, asked):
            entries[entry.key] = _joined(entries.get(entry.key), entry)
    return sorted(entries.values(), key=lambda entry: (entry.span.first, entry.span.last, entry.title))


def _belongs(entry: Entry, asked: Asked) -> bool:
    """What came after the last approval has made no plan; the office's own words always stand."""
    return entry.is_by_hand or asked.until is None or entry.span.first <= asked.until


def _joined(known: Entry | None, entry: Entry) -> Entry:
    """A record that came by two ways, such as a meeting of two groups, is told once with both words."""
    if known is None or known.text == entry.text or not entry.text:
        return known or entry
    words = sorted({*known.text.split("; "), *entry.text.split("; ")} - {""})
    return replace(known, text="; ".join(words), kind=min(known.kind, entry.kind, key=_rank))


def _rank(kind: MakingKind) -> int:
    return 0 if kind == MakingKind.STEERING else 1


def shown(entries: Iterable[Entry], made: PlanMaking | None) -> list[Entry]:
    """Without what the office left out."""
    left_out = set(made.left_out) if made else set()
    return [entry for entry in entries if entry.key not in left_out]


def by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    """Years with what happened in them."""
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.span.first.year)]


def counts_of(entries: Iterable[Entry]) -> list[tuple[MakingKind, int]]:
    """How many there are of each kind, in the order of kinds."""
    counted = Counter(entry.kind for entry in entries)
    return [(kind, counted[kind]) for kind in MakingKind if counted[kind]]
