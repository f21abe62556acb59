"""Workbooks from strangers are read safely; what we write can be read again without loss."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.opendocument import load as load_ods
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P
from openpyxl.chart import BarChart

from kpss_portal import spreadsheets
from kpss_portal.spreadsheets import (
    SpreadsheetError,
    Table,
    escaped,
    read_workbook,
    unescaped,
    write_csv,
    write_ods,
    write_xlsx,
)

NOT_A_SPREADSHEET = "To není tabulka. Vyberte soubor typu xlsx, ods nebo csv."
DAMAGED = "Soubor je poškozený a nedá se přečíst. Uložte ho znovu a zkuste to ještě jednou."
TOO_BIG_INSIDE = "Soubor by po rozbalení zabral příliš mnoho místa."
WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "csv": lambda tables: write_csv(tables[0])}
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
WRITABLE_TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff\x85\u2028\u2029"), max_size=30
)
NUMBERS = st.integers(-(10**15), 10**15) | st.decimals(-(10**6), 10**6, places=2)
MIDNIGHT, HALF_PAST_ONE = (datetime.fromisoformat(f"2026-11-24T{clock}") for clock in ("00:00", "13:30"))
DAYS = st.dates(date(1901, 1, 1), date(2200, 1, 1))


def read(data: bytes, **options):
    return read_workbook(io.BytesIO(data), **options)


def fault_of(data: bytes, **options) -> str:
    with pytest.raises(SpreadsheetError) as told:
        read(data, **options)
    return str(told.value)


def xlsx(*rows, name: str = "List") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def ods(*rows) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = OdsTable(name="List")
    for row in rows:
        line = TableRow()
        for cell in row:
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def ods_text(text: str, **attributes) -> TableCell:
    cell = TableCell(valuetype="string", **attributes)
    cell.addElement(P(text=text))
    return cell


def rows_of(workbook, name: str | None = None):
    sheet = workbook.sheets[name] if name else next(iter(workbook.sheets.values()))
    return [sheet.header, *(cells for _number, cells in sheet.rows)]


# --- what is let in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\n"])
def test_empty_file_is_told(data):
    assert fault_of(data) == "Soubor je prázdný."


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 x", b"<!DOCTYPE html><p>x", b"<html><p>x", b"{\\rtf1 x}", b"a;b\x00c", b"\x89PNG\r\n\x1a\n\x00\x00"],
)
def test_other_kinds_of_files_are_refused_by_their_content(data):
    assert fault_of(data) == NOT_A_SPREADSHEET


def test_zip_of_something_else_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert fault_of(stream.getvalue()) == NOT_A_SPREADSHEET


@pytest.mark.parametrize("data", [b"PK\x03\x04 that is all", xlsx(["a"])[:-40]])
def test_damaged_zip_is_told(data):
    assert fault_of(data) == DAMAGED


def test_workbook_with_broken_inside_is_told():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")

    assert fault_of(stream.getvalue()) == DAMAGED


def test_old_excel_or_a_password_is_told():
    assert fault_of(spreadsheets.OLD_OFFICE + b"x" * 600) == (
        "To je starý soubor Excelu nebo soubor s heslem. Uložte ho jako xlsx bez hesla."
    )


def test_macros_are_refused():
    told = "Soubor obsahuje makra. Uložte ho jako obyčejný sešit (xlsx) bez maker."

    assert fault_of(with_member(xlsx(["a"]), "xl/vbaProject.bin", b"x")) == told
    assert fault_of(with_member(ods([ods_text("a")]), "Basic/Standard/script-lb.xml", b"x")) == told


def test_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1_000_000)
    bomb = with_member(xlsx(["a"]), "xl/media/bomb.xml", b"0" * 1_100_000)

    assert len(bomb) < 20_000
    assert fault_of(bomb) == TOO_BIG_INSIDE


def test_zip_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(with_member(xlsx(["a"]), "xl/media/bomb.xml", b"0" * 1_100_000))
    real, claimed = (1_100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    bomb = bytes(bomb).replace(real, claimed)

    assert fault_of(bomb) in {TOO_BIG_INSIDE, DAMAGED}


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_MEMBERS", 5)

    assert fault_of(xlsx(["a"])) == TOO_BIG_INSIDE


@pytest.mark.parametrize(
    ("data", "member"), [(xlsx(["a"]), "xl/worksheets/sheet1.xml"), (ods([ods_text("a")]), "content.xml")]
)
def test_workbook_with_entities_in_its_xml_is_refused(data, member):
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, zipfile.ZipFile(io.BytesIO(data)) as whole:
        for name in whole.namelist():
            archive.writestr(name, laughs if name == member else whole.read(name))

    assert fault_of(stream.getvalue()) == DAMAGED


def test_large_file_is_refused_without_reading_it_all(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 1024 * 1024)
    asked = []
    stream = io.BytesIO(b"a;b\n" * 600_000)
    file = SimpleNamespace(read=lambda size: asked.append(size) or stream.read(size))

    with pytest.raises(SpreadsheetError, match="Soubor je větší než 1 MB"):
        read_workbook(file)
    assert asked == [1024 * 1024 + 1]


def test_text_named_as_a_workbook_is_read_as_text():
    file = io.BytesIO(b"kod;nazev\r\n1;Cil\r\n")
    file.name = "plan.xlsx"

    assert rows_of(read_workbook(file)) == [["kod", "nazev"], ["1", "Cil"]]


def test_workbook_named_as_text_is_read_as_a_workbook():
    file = io.BytesIO(xlsx(["kód"], [1]))
    file.name = "plan.csv"

    assert read_workbook(file).kind == "xlsx"


# --- size -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_rows_over_the_limit_are_told_with_the_sheet(kind):
    data = WRITERS[kind]([Table("Položky", ["a"], [[number] for number in range(6)])])
    name = "csv" if kind == "csv" else "Položky"

    assert len(read(data, most_rows=6).sheets[name].rows) == 6
    assert fault_of(data, most_rows=5) == f"List „{name}“ má víc než 5 řádků."


def test_a_hundred_thousand_rows_are_refused():
    data = b"a;b\n" + b"1;2\n" * 100_000

    assert fault_of(data) == "List „csv“ má víc než 20000 řádků."


def test_hundred_thousand_rows_told_by_one_repeated_row_are_refused():
    row = TableRow(numberrowsrepeated="100000")
    row.addElement(ods_text("a"))
    document = OpenDocumentSpreadsheet()
    table = OdsTable(name="List")
    table.addElement(row)
    document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)

    assert fault_of(stream.getvalue()) == "List „List“ má víc než 20000 řádků."


def test_empty_rows_to_the_end_of_the_sheet_do_not_count():
    document = load_ods(io.BytesIO(ods([ods_text("a")], [ods_text("b")])))
    table = document.spreadsheet.getElementsByType(OdsTable)[0]
    empty = TableRow(numberrowsrepeated="1048574")
    empty.addElement(TableCell(numbercolumnsrepeated="16384"))
    table.addElement(empty)
    stream = io.BytesIO()
    document.write(stream)

    assert rows_of(read(stream.getvalue())) == [["a"], ["b"]]


def test_one_cell_far_below_does_not_take_long_to_refuse():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1048576"] = "a", "b"
    stream = io.BytesIO()
    book.save(stream)

    assert rows_of(read(stream.getvalue())) == [["a"]]  # what stands below 20,000 empty rows is not of the table


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_too_many_columns_are_told(kind):
    data = WRITERS[kind]([Table("Položky", ["a"] * 201, [])])

    assert fault_of(data).endswith("má příliš mnoho sloupců.")


# --- texts: encodings and delimiters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_czech_text_is_read_in_usual_encodings_and_delimiters(encoding, delimiter):
    text = f"kód{delimiter}název\r\n1.1{delimiter}Žluťoučký kůň\r\n"

    assert rows_of(read(text.encode(encoding))) == [["kód", "název"], ["1.1", "Žluťoučký kůň"]]


def test_letters_that_no_encoding_has_are_told():
    assert fault_of("název;č".encode("cp1250") + b"\x81\x83") == (
        "Písmena v souboru se nedají přečíst. Uložte ho v kódování UTF-8."
    )


def test_quoted_delimiters_and_lines_stay_in_their_cell():
    data = b'a;b\r\n"x;y";"one\r\ntwo"\r\n"say ""yes""";z\r\n'

    assert rows_of(read(data)) == [["a", "b"], ["x;y", "one\r\ntwo"], ['say "yes"', "z"]]


def test_quotation_marks_that_do_not_fit_are_told():
    assert fault_of(b'a;b\r\n"x"y;z\r\n') == "Textový soubor je poškozený: uvozovky nesouhlasí."


def test_rows_keep_the_numbers_that_the_spreadsheet_shows():
    sheet = read(b"a;b\r\n\r\n1;2\r\n;\r\n3;4\r\n").sheets["csv"]

    assert sheet.rows == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_delimiter_inside_of_quoted_headings_is_not_counted():
    assert rows_of(read(b'"a, b, c";d\r\n1;2\r\n')) == [["a, b, c", "d"], ["1", "2"]]


# --- cells ----------------------------------------------------------------------------------------------------------


def test_cells_of_xlsx_come_with_their_types():
    workbook = read(
        xlsx(
            ["text", "číslo", "necelé", "den", "okamžik", "ano", "text s číslem", "nic"],
            ["Žák", 3, 2.5, MIDNIGHT, HALF_PAST_ONE, True, "007", None],
        )
    )

    assert workbook.kind == "xlsx"
    assert workbook.sheets["List"].rows == [
        (2, ["Žák", 3, Decimal("2.5"), date(2026, 11, 24), HALF_PAST_ONE, True, "007"])
    ]


def test_cells_of_ods_come_with_their_types():
    cells = [
        ods_text("Žák"),
        TableCell(valuetype="float", value="3"),
        TableCell(valuetype="currency", currency="CZK", value="2.5"),
        TableCell(valuetype="percentage", value="0.15"),
        TableCell(valuetype="date", datevalue="2026-11-24"),
        TableCell(valuetype="date", datevalue="2026-11-24T13:30:00"),
        TableCell(valuetype="boolean", booleanvalue="true"),
        TableCell(),
        ods_text("007"),
    ]
    workbook = read(ods([ods_text("a")], cells))

    assert workbook.kind == "ods"
    assert workbook.sheets["List"].rows == [
        (
            2,
            [
                "Žák",
                3,
                Decimal("2.5"),
                Decimal("0.15"),
                date(2026, 11, 24),
                HALF_PAST_ONE,
                True,
                None,
                "007",
            ],
        )
    ]


def test_formulae_are_refused_with_their_place():
    told = "List „List“, řádek 2: vzorec. Vložte místo něj hodnoty (Vložit jinak, Hodnoty)."

    assert fault_of(xlsx(["a"], ["=1+1"])) == told
    assert fault_of(ods([ods_text("a")], [TableCell(formula="of:=1+1", valuetype="float", value="2")])) == told
    assert fault_of(b"a\r\n=1+1\r\n") == told.replace("„List“", "„csv“")


def test_formula_in_the_heading_is_refused_too():
    assert fault_of(xlsx(["=A2"])).startswith("List „List“, řádek 1: vzorec.")


def test_sheets_come_by_name_in_their_order_and_a_missing_one_is_missing():
    data = write_xlsx([Table("Plán", ["a"], []), Table("Položky", ["b"], [["x"]])])

    assert list(read(data).sheets) == ["Plán", "Položky"]
    assert read(data).sheets.get("Náklady") is None


def test_sheet_of_a_chart_alone_is_not_a_table():
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_chartsheet("Graf").add_chart(BarChart())
    stream = io.BytesIO()
    book.save(stream)

    assert list(read(stream.getvalue()).sheets) == ["Sheet"]


# --- there and back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+420 416", "'+420 416"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("'=x", "''=x"),
        ("''-x", "'''-x"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_texts_that_look_like_formulae_are_escaped(text, safe):
    assert escaped(text) == safe


@MANY
@given(st.text() | st.text(st.sampled_from("'=+-@\t\rx")))
@example("'=")
@example("''")
def test_escaping_loses_nothing(text):
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(spreadsheets.RISKY_START)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("text", ["=SUM(A1)", "+420 416 770 011", "'=x", "a  b", " začátek", "konec ", "x\ty", "a\nb"])
def test_texts_come_back_as_they_were(kind, text):
    data = WRITERS[kind]([Table("List", ["název"], [[text]])])

    assert rows_of(read(data)) == [["název"], [text]]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_values_come_back_with_their_types(kind):
    row = [1, Decimal("2.50"), date(2026, 11, 24), True, False, None, "7", 12_345_678_901, -3]
    data = WRITERS[kind]([Table("List", ["a"] * len(row), [row])])

    assert rows_of(read(data))[1] == row


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@MANY
@given(row=st.lists(WRITABLE_TEXT | NUMBERS | DAYS | st.booleans(), min_size=1, max_size=6))
def test_any_row_comes_back(kind, row):
    data = WRITERS[kind]([Table("List", ["a"] * len(row), [[*row, "konec"]])])

    assert rows_of(read(data))[1] == [value if value != "" else None for value in [*row, "konec"]]


@MANY
@given(row=st.lists(WRITABLE_TEXT, min_size=1, max_size=6))
def test_any_row_of_texts_comes_back_by_csv(row):
    data = write_csv(Table("List", ["a"] * len(row), [[*row, "konec"]]))

    assert rows_of(read(data))[1] == [value or None for value in [*row, "konec"]]


@MANY
@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\x00")
@example(b'"')
def test_no_bytes_whatever_do_more_than_a_sentence(data):
    with suppress(SpreadsheetError):
        assert read(data).kind == "csv"


def test_csv_for_czech_spreadsheets_opens_by_a_double_click():
    data = write_csv(Table("List", ["název", "Kč", "platí"], [["Péče", Decimal("1.5"), True]]))

    assert data == "\ufeffnázev;Kč;platí\r\nPéče;1,5;ano\r\n".encode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_same_tables_give_the_same_bytes(kind):
    table = Table("List", ["a"], [["x", 1, date(2026, 1, 1)]], widths=(20,))

    assert WRITERS[kind]([table]) == WRITERS[kind]([table])


def test_headings_are_frozen_and_days_look_czech():
    data = write_xlsx([Table("List", ["název", "den"], [["x", date(2026, 1, 9)]], widths=(30, 12))])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["List"]

    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet["B2"].number_format) == (30, "d. m. yyyy")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_control_characters_do_not_break_the_workbook(kind):
    data = WRITERS[kind]([Table("List", ["a"], [["be\x07fore\x00"]])])

    assert rows_of(read(data)) == [["a"], ["before"]]
