"""What an import would change, for the preview: rows added, removed and changed, field by field."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from plans.workbook.cells import plain_number, text_of
from plans.workbook.columns import CHAPTERS, COSTS, INDICATORS, ITEMS, PLAN
from plans.workbook.draft import PlanDraft
from plans.workbook.sheets import Row, rows_of

KEYS = {
    PLAN: (),
    CHAPTERS: ("poradi",),
    ITEMS: ("kod",),
    COSTS: ("kod", "rok", "zdroj", "druh"),
    INDICATORS: ("kod", "nazev"),
}
NAMES = {PLAN: "nazev", CHAPTERS: "nadpis", ITEMS: "nazev", COSTS: "castka", INDICATORS: "nazev"}
LISTS = {"oblasti", "sluzby"}  # their order says nothing


@dataclass(frozen=True)
class FieldChange:
    """A field before and after, in words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """A row that is added (no fields, only after), removed, or changed."""

    key: str
    name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass
class SheetChanges:
    """Changes of one sheet."""

    sheet: str
    added: list[RowChange] = field(default_factory=list)
    removed: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    is_reordered: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.is_reordered)


def changes_between(before: PlanDraft | None, after: PlanDraft) -> list[SheetChanges]:
    """Changes by sheet; sheets without a change are left out."""
    old = rows_of(before) if before else {sheet: [] for sheet in KEYS}
    new = rows_of(after)
    return [changes for sheet in KEYS if (changes := _compare(sheet, old[sheet], new[sheet]))]


def _compare(sheet: str, old: list[Row], new: list[Row]) -> SheetChanges:
    before, after = {_key(sheet, row): row for row in old}, {_key(sheet, row): row for row in new}
    changes = SheetChanges(sheet)
    changes.added = [_named(sheet, key, row) for key, row in after.items() if key not in before]
    changes.removed = [_named(sheet, key, row) for key, row in before.items() if key not in after]
    for key in (key for key in after if key in before):
        fields = _field_changes(before[key], after[key])
        if fields:
            changes.changed.append(_named(sheet, key, after[key], fields))
    kept_before = [key for key in before if key in after]
    changes.is_reordered = sheet == ITEMS and kept_before != [key for key in after if key in before]
    return changes


def _key(sheet: str, row: Row) -> str:
    return " · ".join(words_of(row[column]) or "–" for column in KEYS[sheet])


def _named(sheet: str, key: str, row: Row, fields: tuple[FieldChange, ...] = ()) -> RowChange:
    return RowChange(key, words_of(row[NAMES[sheet]]), fields)


def _field_changes(before: Row, after: Row) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(column, words_of(before[column]), words_of(after[column]))
        for column in after
        if _comparable(column, before[column]) != _comparable(column, after[column])
    )


def _comparable(column: str, value: Any) -> Any:
    if column in LISTS:
        return sorted(str(value).split("; "))
    return words_of(value)


def words_of(value: Any) -> str:
    """The value as the preview shows it."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return plain_number(Decimal(value))
    if isinstance(value, date):
        return text_of(value)
    return value or ""
