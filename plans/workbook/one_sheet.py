"""A table of one sheet whose columns are known by their headings, in any order: projects of the pool, milestones."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kpss_portal.czech import fold
from kpss_portal.spreadsheets import read_workbook

ABSENT = "\0"  # in the place of a cell whose column the table does not have; no file can hold this letter


def rows_of(file: BinaryIO, header: Sequence[str], *, needed: Sequence[int], most_rows: int) -> list[list[Any]]:
    """Filled rows of the first sheet in the order of `header`, each with its number in the file before its values.

    Values can be kept as JSON; ABSENT stands for a column that is not there. SpreadsheetError or ValidationError says what is
    wrong with the file as a whole.
    """
    sheet = next(iter(read_workbook(file, most_rows=most_rows).sheets.values()))
    given = [fold(str(cell or "")).strip() for cell in sheet.header]
    places = [given.index(fold(name)) if fold(name) in given else None for name in header]
    for index in needed:
        if places[index] is None:
            raise ValidationError(_("The table lacks the column “%(name)s”.") % {"name": header[index]})
    rows = [(number, [_kept(cells, place) for place in places]) for number, cells in sheet.rows]
    return [[number, *values] for number, values in rows if any(value not in (None, "", ABSENT) for value in values)]


def _kept(cells: list[Any], place: int | None) -> Any:
    if place is None:
        return ABSENT
    value = cells[place] if place < len(cells) else None
    return value if value is None or isinstance(value, bool | int | str) else _plain(value)


def _plain(value: Any) -> str:
    return value.strftime("%-d. %-m. %Y") if isinstance(value, date) else str(value)


def words_of(values: Sequence[Any]) -> list[str]:
    """The values as stripped texts; an empty cell, or one that is not there, is an empty text."""
    return ["" if value in (None, ABSENT) else str(value).strip() for value in values]
