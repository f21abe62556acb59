"""How a sheet is to be read: which column is what, which empty cells take over what stands above, what its words mean.

It comes from a file, from memory, or from recognised headings, in this order; what none of them knows is asked.
"""

import json
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Sheet, Workbook
from services_catalog.enums import AskedColumn
from services_catalog.models import ColumnMapping, WordMeaning
from services_catalog.sheets.cells import key_of
from services_catalog.sheets.columns import LABELS, SEVERAL, heading_key, heading_row, recognised, shape_of

TAKEN_OVER = ("poskytovatel", "telefon", "web")  # cells that towns leave empty when the row above says the same
NAMES = {"sheet", "header_row", "columns", "fill_down", "words"}


class MappingFault(ValueError):
    """A mapping that cannot be used; the message is for the clerk."""


@dataclass
class Mapping:
    """Answers of a person; `columns` by headings, `words` by column and word; None and empty leave out."""

    sheet: str = ""
    header_row: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    by_place: list[str] | None = None  # the same for each heading in its order, headings without words included
    taken_over: tuple[str, ...] | None = None
    words: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Layout:
    """A sheet with its columns told: `columns` for each heading, empty if it is left out."""

    sheet: Sheet
    header_row: int
    headings: list[str]
    columns: list[str]
    taken_over: tuple[str, ...]
    is_remembered: bool = False
    asked: list[str] = field(default_factory=list)  # headings of which nobody has said what they mean

    @property
    def rows(self) -> list[tuple[int, list[Any]]]:
        """Rows below the headings."""
        return [(number, cells) for number, cells in self.sheet.filled if number > self.header_row]


def mapping_of(data: bytes) -> Mapping:
    """The mapping in a JSON file; MappingFault says what is wrong with it."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise MappingFault(_("The file with the mapping is not valid JSON.")) from fault
    if not isinstance(told, dict) or set(told) - NAMES:
        raise MappingFault(
            _("The mapping may say only: %(names)s.") % {"names": ", ".join(sorted(NAMES))},
        )
    columns, words = told.get("columns", {}), told.get("words", {})
    _check_texts(columns)
    for said in words.values() if isinstance(words, dict) else [None]:
        _check_texts(said)
    mapping = Mapping(
        sheet=str(told.get("sheet") or ""),
        header_row=_row_number(told.get("header_row", 0)),
        columns={heading_key(heading) or heading: name or "" for heading, name in columns.items()},
        taken_over=_taken_over(told["fill_down"]) if "fill_down" in told else None,
        words={(column, word): means or "" for column, said in words.items() for word, means in said.items()},
    )
    _check_names(mapping)
    return mapping


def _check_texts(told: Any) -> None:
    if not isinstance(told, dict) or not all(value is None or isinstance(value, str) for value in told.values()):
        raise MappingFault(_("The mapping must pair texts with texts; null leaves out."))


def _row_number(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise MappingFault(_("The row with headings must be a whole number."))
    return told


def _taken_over(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or set(map(str, told)) - set(TAKEN_OVER):
        raise MappingFault(
            _("Only these columns may be taken over from the row above: %(names)s.") % {"names": ", ".join(TAKEN_OVER)}
        )
    return tuple(told)


def _check_names(mapping: Mapping) -> None:
    unknown = sorted(set(mapping.columns.values()) - set(LABELS) - {""})
    unknown += sorted({column for column, _word in mapping.words} - set(AskedColumn.values))
    if unknown:
        raise MappingFault(_("The mapping names columns that do not exist: %(names)s.") % {"names": ", ".join(unknown)})


def layout_of(workbook: Workbook, mapping: Mapping | None = None) -> Layout:
    """Which column of the sheet is what; MappingFault if the sheet has no rows or is not there."""
    mapping = mapping or Mapping()
    sheet = _sheet_of(workbook, mapping.sheet)
    rows = sheet.filled
    if not rows:
        raise MappingFault(_("The sheet has no rows."))
    number = mapping.header_row or heading_row(rows)
    cells = dict(rows).get(number)
    if cells is None:
        raise MappingFault(_("The row %(row)d of the sheet is empty.") % {"row": number})
    headings = [" ".join(str(cell or "").split()) for cell in cells]
    known = ColumnMapping.objects.filter(shape=shape_of(headings)).first()
    layout = Layout(sheet, number, headings, [], mapping.taken_over or (), known is not None)
    if mapping.taken_over is None:
        layout.taken_over = tuple(known.taken_over) if known else ("poskytovatel",)
    _tell_columns(layout, mapping, known.columns if known else None)
    _check_columns(layout)
    return layout


def _sheet_of(workbook: Workbook, name: str) -> Sheet:
    if name:
        if name not in workbook.sheets:
            raise MappingFault(_("The workbook has no sheet “%(name)s”.") % {"name": name})
        return workbook.sheets[name]
    filled = [sheet for sheet in workbook.sheets.values() if sheet.filled]
    if not filled:
        raise MappingFault(_("The sheet has no rows."))
    return filled[0]


def _tell_columns(layout: Layout, mapping: Mapping, remembered: list[str] | None) -> None:
    """Said by a person, else remembered, else recognised; a heading that none of these knows is asked about."""
    known = recognised(layout.headings)
    said = mapping.by_place if mapping.by_place is not None else remembered
    for place, heading in enumerate(layout.headings):
        key = heading_key(heading) or heading
        if key in mapping.columns:
            layout.columns.append(mapping.columns[key])
        elif said is not None and place < len(said):
            layout.columns.append(said[place] if said[place] in LABELS else "")
        else:
            layout.columns.append(known[place])
            if heading and not known[place]:
                layout.asked.append(heading)


def _check_columns(layout: Layout) -> None:
    told = [name for name in layout.columns if name]
    twice = sorted({name for name in told if told.count(name) > 1 and name not in SEVERAL})
    if twice:
        raise MappingFault(
            _("Two columns have the same meaning: %(names)s.")
            % {"names": ", ".join(str(LABELS[name]) for name in twice)}
        )


def remember(layout: Layout, words: Dictionary[tuple[str, str], str]) -> None:
    """Keeps the answers, so that the next sheet of this shape and with these words is not asked about."""
    ColumnMapping.objects.update_or_create(
        shape=shape_of(layout.headings),
        defaults={
            "headings": layout.headings,
            "columns": layout.columns,
            "taken_over": list(layout.taken_over),
        },
    )
    for (column, word), means in words.items():
        WordMeaning.objects.update_or_create(
            column=column, key=key_of(word), defaults={"word": word[:250], "means": means[:200]}
        )
