"""Workbooks from strangers, read safely; workbooks for people, written so that they can be read again without loss.

The type is told by content, never by name. Sizes are checked before anything is unpacked, XML by defusedxml. Cells come
as text, int, Decimal, date, datetime, bool or None. Formulae are refused: their value is somebody else's computation.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import defusedxml
from django.utils.translation import gettext as _

defusedxml.defuse_stdlib()  # openpyxl and odfpy read XML by the standard library

MOST_ROWS = 20_000  # a catalogue of the whole country has 6,733 services, a plan some hundred items
MOST_COLUMNS = 200
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2_000
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
QUOTED = re.compile(r'"[^"]*"')
DELIMITERS = ";,\t"
FIRST_ROWS = 20  # in which the delimiter of a text file is looked for
LONGEST_HEADING = 100_000  # letters in which the delimiter of a text file is looked for
RISKY_START = ("=", "+", "-", "@", "\t", "\r", "\x00")  # a spreadsheet would take such a text for a formula
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv"


class SpreadsheetError(ValueError):
    """The file cannot be used; the message is for the clerk."""


@dataclass(frozen=True)
class Merged:
    """Cells joined into one: rows as the spreadsheet numbers them, columns counted from zero."""

    first_row: int
    last_row: int
    column: int
    last_column: int


@dataclass
class Sheet:
    """A sheet: headings of its first row, and the rows below with their numbers as the spreadsheet shows them."""

    name: str
    header: list[Any] = field(default_factory=list)
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)

    @property
    def filled(self) -> list[tuple[int, list[Any]]]:
        """All rows, headings too, with what stands in cells merged downwards repeated in each of their rows.

        A title merged over several columns stays in the first of them: it is no value of the others.
        """
        rows = {number: list(cells) for number, cells in [(1, self.header), *self.rows] if cells}
        for merged in self.merged:
            value = _at(rows.get(merged.first_row, []), merged.column)
            if value is not None:
                _fill_down(rows, merged, value)
        return sorted(rows.items())


def _at(cells: list[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else None


def _fill_down(rows: dict[int, list[Any]], merged: Merged, value: Any) -> None:
    for number in range(merged.first_row + 1, min(merged.last_row, merged.first_row + MOST_ROWS) + 1):
        if number in rows:  # a row with nothing else in it says nothing
            cells = rows[number]
            cells += [None] * (merged.column + 1 - len(cells))
            cells[merged.column] = value


@dataclass
class Workbook:
    """Sheets by name, in their order."""

    kind: str
    sheets: dict[str, Sheet] = field(default_factory=dict)


# --- reading ------------------------------------------------------------------------------------------------------


def read_workbook(file: BinaryIO, *, most_rows: int = MOST_ROWS) -> Workbook:
    """The workbook in an xlsx, ods or csv file; SpreadsheetError says what is wrong with it."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SpreadsheetError(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    if not data.strip():
        raise SpreadsheetError(_("The file is empty."))
    if data.startswith(OLD_OFFICE):
        raise SpreadsheetError(
            _("This is an old Excel file or a file with a password. Save it as xlsx without a password.")
        )
    if data.startswith(ZIP):
        return _read_zipped(data, most_rows)
    if data.startswith((b"%PDF", b"<!DOCTYPE", b"<html", b"{\\rtf")):
        raise SpreadsheetError(_("This is not a spreadsheet. Choose a file of the type xlsx, ods or csv."))
    return _read_csv(data, most_rows)


def _read_zipped(data: bytes, most_rows: int) -> Workbook:
    names = _checked_members(data)
    try:
        if "xl/workbook.xml" in names:
            return _read_xlsx(data, most_rows)
        if "content.xml" in names and "mimetype" in names:
            return _read_ods(data, most_rows)
    except SpreadsheetError:
        raise
    except Exception as fault:  # parsers fail in many ways on a broken file; the clerk needs one sentence
        raise SpreadsheetError(_("The file is damaged and cannot be read. Save it once more and try again.")) from fault
    raise SpreadsheetError(_("This is not a spreadsheet. Choose a file of the type xlsx, ods or csv."))


def _checked_members(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise SpreadsheetError(_("The file is damaged and cannot be read. Save it once more and try again.")) from fault
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise SpreadsheetError(_("The file would take too much space when unpacked."))
    names = {member.filename for member in members}
    if any("vbaproject" in name.lower() or name.lower().startswith("basic/") for name in names):
        raise SpreadsheetError(_("The file contains macros. Save it as an ordinary workbook (xlsx) without macros."))
    if any(member.flag_bits & 0x1 for member in members):
        raise SpreadsheetError(_("The file is protected by a password."))
    return names


def _read_xlsx(data: bytes, most_rows: int) -> Workbook:
    from openpyxl import load_workbook

    _check_unpacked_truly(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    workbook = Workbook("xlsx")
    for sheet in book.worksheets:
        rows = ([cell.value for cell in row] for row in sheet.iter_rows())
        found = workbook.sheets[sheet.title] = _sheet(sheet.title, rows, most_rows)
        found.merged = _xlsx_merged(data, sheet._worksheet_path)  # a book read as a stream does not tell them itself
    book.close()
    return workbook


def _xlsx_merged(data: bytes, path: str) -> list[Merged]:
    """Joined cells of one sheet."""
    from openpyxl.utils import column_index_from_string

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = MERGED.findall(archive.read(path.lstrip("/")))
    return [
        Merged(int(top), int(bottom), *(column_index_from_string(column.decode()) - 1 for column in (left, right)))
        for left, top, right, bottom in found
    ]


def _check_unpacked_truly(data: bytes) -> None:
    """A zip may lie about its sizes: the members are unpacked piece by piece and counted."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                while piece := stream.read(1 << 20):
                    total += len(piece)
                    if total > MOST_UNPACKED:
                        raise SpreadsheetError(_("The file would take too much space when unpacked."))


def _read_ods(data: bytes, most_rows: int) -> Workbook:
    from odf import table
    from odf.opendocument import load

    _check_unpacked_truly(data)
    document = load(io.BytesIO(data))
    workbook = Workbook("ods")
    for found in document.spreadsheet.getElementsByType(table.Table):
        name = found.getAttribute("name")
        merged: list[Merged] = []
        sheet = workbook.sheets[name] = _sheet(name, _ods_rows(found, merged), most_rows)
        sheet.merged = merged
    return workbook


def _ods_rows(table_element: Any, merged: list[Merged]) -> Iterator[list[Any]]:
    """Values of each row; joined cells are added to `merged` on the way."""
    from odf.table import TableRow

    number = 0
    for row in table_element.getElementsByType(TableRow):
        values = _ods_cells(row)
        merged += _ods_merged(row, number + 1)
        number += int(row.getAttribute("numberrowsrepeated") or 1)
        repeated = int(row.getAttribute("numberrowsrepeated") or 1)
        if not any(value is not None for value in values):
            for _index in range(min(repeated, MOST_ROWS)):  # empty rows to the end of the sheet are one element
                yield []
            continue
        for _index in range(min(repeated, MOST_ROWS + 2)):
            yield values


def _ods_merged(row: Any, number: int) -> Iterator[Merged]:
    from odf.table import CoveredTableCell, TableCell

    column = 0
    for cell in row.childNodes:
        if cell.qname not in (TableCell().qname, CoveredTableCell().qname):
            continue
        height, width = (int(cell.getAttribute(f"number{of}spanned") or 1) for of in ("rows", "columns"))
        if cell.qname == TableCell().qname and height * width > 1:
            yield Merged(number, number + height - 1, column, column + width - 1)
        column += int(cell.getAttribute("numbercolumnsrepeated") or 1)


def _ods_cells(row: Any) -> list[Any]:
    from odf.table import CoveredTableCell, TableCell

    values: list[Any] = []
    for cell in row.childNodes:
        if cell.qname not in (TableCell().qname, CoveredTableCell().qname):
            continue
        value = _ods_value(cell)
        repeated = int(cell.getAttribute("numbercolumnsrepeated") or 1)
        values += [value] * min(repeated, 1 if value is None and len(values) > MOST_COLUMNS else MOST_COLUMNS + 1)
    while values and values[-1] is None:
        values.pop()
    return values


def _ods_value(cell: Any) -> Any:
    if cell.getAttribute("formula"):
        return Formula()
    kind = cell.getAttribute("valuetype")
    if kind in ("float", "currency", "percentage"):
        return _number(Decimal(cell.getAttribute("value")))
    if kind == "date":
        moment = datetime.fromisoformat(cell.getAttribute("datevalue"))
        return moment.date() if moment.time() == time() else moment
    if kind == "boolean":
        return cell.getAttribute("booleanvalue") == "true"
    text = "\n".join(_ods_text(paragraph) for paragraph in cell.childNodes if paragraph.qname[1] == "p")
    return text or None


def _ods_text(node: Any) -> str:
    parts = []
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            parts.append(child.data)
        elif child.qname[1] == "s":
            parts.append(" " * int(child.getAttribute("c") or 1))
        elif child.qname[1] == "tab":
            parts.append("\t")
        elif child.qname[1] == "line-break":
            parts.append("\n")
        else:
            parts.append(_ods_text(child))
    return "".join(parts)


class Formula:
    """Stands in a cell that computes."""


def _sheet(name: str, rows: Iterable[Sequence[Any]], most_rows: int) -> Sheet:
    sheet = Sheet(name)
    empty = 0
    for number, values in enumerate(rows, start=1):
        cells = [_cell(name, number, value) for value in _trimmed(values)]
        if len(cells) > MOST_COLUMNS:
            raise SpreadsheetError(_("The sheet “%(sheet)s” has too many columns.") % {"sheet": name})
        if number == 1:
            sheet.header = cells
        elif cells:
            sheet.rows.append((number, cells))
        empty = 0 if cells else empty + 1
        if len(sheet.rows) > most_rows:
            raise SpreadsheetError(
                _("The sheet “%(sheet)s” has more than %(limit)d rows.") % {"sheet": name, "limit": most_rows}
            )
        if empty > most_rows:
            break
    return sheet


def _trimmed(values: Sequence[Any]) -> list[Any]:
    cells = list(values)
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def _cell(sheet: str, row: int, value: Any) -> Any:
    if isinstance(value, Formula) or (type(value).__name__ in {"ArrayFormula", "DataTableFormula"}):
        raise SpreadsheetError(_formula_message(sheet, row))
    if isinstance(value, str):
        if value.startswith("=") and len(value) > 1:
            raise SpreadsheetError(_formula_message(sheet, row))
        return unescaped(value)
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def _formula_message(sheet: str, row: int) -> str:
    return _("Sheet “%(sheet)s”, row %(row)d: a formula. Paste the values instead (Paste special, Values).") % {
        "sheet": sheet,
        "row": row,
    }


def _number(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() and abs(number) < 10**18 else number


def _read_csv(data: bytes, most_rows: int) -> Workbook:
    text = _decoded(data)
    if "\x00" in text:
        raise SpreadsheetError(_("This is not a spreadsheet. Choose a file of the type xlsx, ods or csv."))
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        sheet = _sheet("csv", ([_csv_value(value) for value in row] for row in rows), most_rows)
    except csv.Error as fault:
        raise SpreadsheetError(_("The text file is damaged: quotation marks do not fit.")) from fault
    return Workbook("csv", {"csv": sheet})


def _delimiter(text: str) -> str:
    """What divides most of the first rows into the same number of cells; a title above the headings does not mislead."""
    start = text[:LONGEST_HEADING]
    (count, _width), sign = max((_evenness(start, sign), sign) for sign in DELIMITERS)
    first_line = QUOTED.sub("", start).partition("\n")[0]
    return sign if count > 1 else max(DELIMITERS, key=first_line.count)


def _evenness(text: str, sign: str) -> tuple[int, int]:
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), FIRST_ROWS))
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width


def _csv_value(value: str) -> str | None:
    return value or None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(data, "cp1250")


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise SpreadsheetError(_("The letters of the file are not readable. Save it in UTF-8.")) from fault


# --- writing ------------------------------------------------------------------------------------------------------


def escaped(value: Any) -> Any:
    """A text that cannot be taken for a formula; `unescaped` gives the original back."""
    if isinstance(value, str) and (value.startswith(RISKY_START) or re.match(r"'+[=+\-@\t\r\x00]", value)):
        return "'" + value
    return value


def unescaped(value: str) -> str:
    """The text before `escaped`."""
    return value[1:] if re.match(r"'+[=+\-@\t\r\x00]", value) else value


@dataclass(frozen=True)
class Table:
    """A sheet to be written: headings, rows, and widths of columns in letters."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()


def write_csv(table: Table) -> bytes:
    """CSV in UTF-8 with a byte-order mark and semicolons, which Czech spreadsheets open by a double click."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([escaped(word) for word in table.header])  # people name columns too
    writer.writerows([_csv_text(value) for value in row] for row in table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _csv_text(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    if isinstance(value, bool):
        return "ano" if value else "ne"
    return escaped(value)


def write_xlsx(tables: Sequence[Table]) -> bytes:
    """An xlsx workbook with frozen headings; the same tables give the same bytes."""
    from openpyxl import Workbook as XlsxBook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = XlsxBook(write_only=False)
    book.remove(book.active)
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook has no time zone
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.append([_xlsx_value(word) for word in table.header])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in table.rows:
            sheet.append([_xlsx_value(value) for value in row])
        sheet.freeze_panes = "A2"
        for index, width in enumerate(table.widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, date):
                    cell.number_format = "d. m. yyyy"
    stream = io.BytesIO()
    book.save(stream)
    return _with_fixed_times(stream.getvalue())


def _xlsx_value(value: Any) -> Any:
    if isinstance(value, str):
        return escaped(_without_control(value))
    return value


def _without_control(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _with_fixed_times(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(member.filename, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def write_ods(tables: Sequence[Table]) -> bytes:
    """An ods workbook with the same values."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as OdsTable
    from odf.table import TableRow

    document = OpenDocumentSpreadsheet()
    for table in tables:
        element = OdsTable(name=table.name)
        for row in [table.header, *table.rows]:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            element.addElement(line)
        document.spreadsheet.addElement(element)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _ods_cell(value: Any) -> Any:
    from odf.table import TableCell

    if value is None or value == "":
        return TableCell()
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
    if isinstance(value, int | float | Decimal):
        return TableCell(valuetype="float", value=str(value))
    if isinstance(value, datetime | date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    return _ods_text_cell(escaped(_without_control(str(value))))


def _ods_text_cell(text: str) -> Any:
    from odf.table import TableCell
    from odf.text import P

    cell = TableCell(valuetype="string")
    for line in text.split("\n"):
        paragraph = P()
        _add_text(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _add_text(paragraph: Any, line: str) -> None:
    """Runs of spaces and tabs have their own elements in this format."""
    from odf.text import S, Tab

    for piece in re.split(r"(\t| {2,}|^ | $)", line):
        if piece == "\t":
            paragraph.addElement(Tab())
        elif piece.startswith(" ") and not piece.strip():
            paragraph.addElement(S(c=len(piece)))
        elif piece:
            paragraph.addText(piece)
