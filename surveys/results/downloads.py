"""Open data of results: a long table, its code book, and a workbook with both. All from the frozen document."""

from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Table as Sheet
from kpss_portal.spreadsheets import write_csv, write_xlsx
from surveys.results.columns import WRITTEN
from surveys.results.reading import Results
from surveys.results.tables import NO, NONE, YES, Kind, Table


def numbers_csv(results: Results) -> bytes:
    """All published numbers, a line each."""
    return write_csv(numbers_sheet(results))


def code_book_csv(results: Results) -> bytes:
    """What codes in the data mean."""
    return write_csv(code_book_sheet(results))


def workbook(results: Results) -> bytes:
    """Numbers, code book and what to know about them."""
    return write_xlsx([numbers_sheet(results), code_book_sheet(results), about_sheet(results)])


def numbers_sheet(results: Results) -> Sheet:
    """A line for each cell; a number that is not told is empty and the last column says so."""
    header = [
        _("table"),
        _("kind of table"),
        _("first column"),
        _("code"),
        _("in words"),
        _("second column"),
        _("code of the second"),
        _("the second in words"),
        _("people"),
        _("note"),
    ]
    rows = [row for table in results.tables.values() for row in _rows(results, table)]
    return Sheet(_("Numbers"), header, rows, [16, 16, 12, 12, 40, 12, 12, 40, 10, 14])


def _rows(results: Results, table: Table) -> list[list[Any]]:
    rows = []
    for key, n in table.cells.items():
        cells: list[Any] = []
        for place in range(2):
            name, category = key[place] if place < len(key) else ("", "")
            cells += [name, category, category_words(results, name, category) if name else ""]
        rows.append([table.id, kind_words(table.kind), *cells, n, "" if n is not None else _("not told")])
    return rows


def kind_words(kind: Kind) -> str:
    """How cells of a table add up."""
    return {Kind.SINGLE: _("one answer"), Kind.MULTIPLE: _("several answers"), Kind.CROSS: _("crossing")}[kind]


def category_words(results: Results, name: str, category: str) -> str:
    """Name of a category."""
    common = {NONE: _("no answer"), YES: _("yes"), NO: _("no"), WRITTEN: _("wrote something")}
    return results.labels.get(name, {}).get(category) or common.get(category, category)


def dimension_words(results: Results, name: str) -> str:
    """Name of a column; an option of several choices is named with its question."""
    if name in results.names:
        return results.names[name]
    question, option = name.rsplit(".", 1)
    return f"{results.names[question]} – {results.labels[question][option]}"


def code_book_sheet(results: Results) -> Sheet:
    """A line for each category of each column."""
    used: dict[str, dict[str, None]] = {}
    for table in results.tables.values():
        for key in table.cells:
            for name, category in key:
                used.setdefault(name, {})[category] = None
    rows = [
        [name, dimension_words(results, name), category, category_words(results, name, category)]
        for name, categories in used.items()
        for category in categories
    ]
    header = [_("column"), _("question"), _("code"), _("in words")]
    return Sheet(_("Code book"), header, rows, [12, 60, 12, 50])


def about_sheet(results: Results) -> Sheet:
    """What to know about the numbers."""
    document = results.document
    rows = [
        [_("survey"), document["title"]],
        [_("answers"), document["total"]],
        [_("smallest group shown"), document["k"]],
        [_("note on the method"), document["note"]],
        [_("tables that cannot be told"), ", ".join(document["withheld"])],
        [
            _("not told"),
            _("The number would be under the smallest group shown, or would let such a number be computed."),
        ],
        [_("several answers"), _("Each answer is counted by itself; answers do not add up to all people.")],
        [
            _("order of answers"),
            _("How many people put each answer in the first place; other places are not published."),
        ],
    ]
    return Sheet(_("About the data"), [_("what"), _("value")], rows, [30, 90])
