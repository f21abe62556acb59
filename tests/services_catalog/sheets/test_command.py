"""`manage.py import_catalogue`: what it says, what it writes, what it refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from services_catalog.models import ColumnMapping, ImportBatch, Service, WordMeaning
from tests.services_catalog.sheets.conftest import workbook
from tests.services_catalog.sheets.test_reading import HEAD, ROW


@pytest.fixture
def table(tmp_path, code_lists):
    path = tmp_path / "sluzby.xlsx"
    path.write_bytes(workbook(HEAD, ROW, ("NADPIS",), ("Jiná", "Stacionář", "§ 46", None, None)))
    return path


def run(*args, **options):
    out, told = StringIO(), StringIO()
    try:
        call_command("import_catalogue", *map(str, args), stdout=out, stderr=told, **options)
    except CommandError as fault:
        return str(fault), told.getvalue()
    return out.getvalue(), told.getvalue()


def test_it_imports_and_tells_counts_and_what_was_left_out(table):
    said, _faults = run(table)

    assert said.splitlines() == [
        "Řádek 3 vynechán: Vyplněná je jen jedna buňka: vypadá to na nadpis.",
        "Vytvořeno: 2, změněno: 0, beze změny: 0, vynecháno: 1.",
    ]
    assert Service.objects.count() == 2


def test_a_dry_run_writes_nothing_but_the_report(table, tmp_path):
    report = tmp_path / "report.json"

    said, _faults = run(table, dry_run=True, report=report)

    assert said.splitlines()[-1] == "Vytvořilo by se: 2, změnilo: 0, beze změny: 0, vynecháno: 1."
    assert (Service.objects.count(), ColumnMapping.objects.count(), ImportBatch.objects.count()) == (0, 0, 0)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [(row["row"], row["outcome"], row["service"]) for row in told["rows"]] == [
        (2, "created", None),
        (3, "skipped", None),
        (4, "created", None),
    ]
    assert told["written"] is False


def test_the_report_names_the_service_and_the_values_of_each_row(table, tmp_path):
    report = tmp_path / "report.json"
    run(table, report=report)

    row = json.loads(report.read_text(encoding="utf-8"))["rows"][0]

    assert (row["outcome"], row["service"], row["name"]) == ("created", "poradna", "Poradna")
    assert row["reason"] == "Katalog nemá službu tohoto poskytovatele s tímto názvem."
    assert row["values"] == {
        "poskytovatel": "Naděje, z. s.",
        "nazev": "Poradna",
        "druh": "§ 37 odborné sociální poradenství",
        "telefon": "+420 416 123 456",
        "misto": [{"street": "Dlouhá 1", "postal_code": "41201", "municipality": "Litoměřice"}],
    }


def test_changes_are_reported_column_by_column(table, tmp_path):
    run(table)
    table.write_bytes(workbook(HEAD, (*ROW[:3], "155", ROW[4])))
    report = tmp_path / "report.json"

    run(table, report=report)

    row = json.loads(report.read_text(encoding="utf-8"))["rows"][0]
    assert (row["outcome"], row["reason"]) == ("changed", "Liší se: telefon.")
    assert row["changes"] == [{"column": "telefon", "before": "+420 416 123 456", "after": "155"}]


def test_what_is_not_understood_is_asked_about_and_nothing_is_written(table, tmp_path):
    table.write_bytes(workbook((*HEAD, "Barva"), ("A", "Jedna", "pomoc doma", "155", None, "modrá")))
    report = tmp_path / "report.json"

    said, faults = run(table, report=report)

    assert said == "Nic se nedovezlo."
    assert faults.splitlines() == [
        "Řekněte v přiřazení, co znamená sloupec „Barva“, nebo null, když se má vynechat.",
        "Řekněte v přiřazení, co znamená „pomoc doma“ (druh, řádky 2), nebo null, když se má vynechat.",
    ]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["columns_not_understood"] == ["Barva"]
    assert told["words_not_understood"] == [{"column": "druh", "word": "pomoc doma", "rows": [2]}]
    assert Service.objects.count() == 0


def test_the_mapping_answers_and_is_remembered(table, tmp_path):
    table.write_bytes(workbook((*HEAD, "Barva"), ("A", "Jedna", "pomoc doma", "155", None, "modrá")))
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps({"columns": {"Barva": None}, "words": {"druh": {"pomoc doma": "§ 40"}}}), encoding="utf-8"
    )

    said, _faults = run(table, mapping=mapping)

    assert said == "Vytvořeno: 1, změněno: 0, beze změny: 0, vynecháno: 0.\n"
    assert Service.objects.get().service_type.paragraph == "§ 40"
    assert (ColumnMapping.objects.get().headings[-1], WordMeaning.objects.get().means) == ("Barva", "§ 40")
    assert run(table)[0] == "Vytvořeno: 0, změněno: 0, beze změny: 1, vynecháno: 0.\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "Soubor sluzby.xlsx se nedá přečíst."),
        (b"", "Soubor je prázdný."),
        (b"%PDF-1.7", "To není tabulka."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "To je starý soubor Excelu"),
        (b"PK\x03\x04broken", "Soubor je poškozený"),
        ("Organizace;Služba\nA;=1+1\n".encode(), "vzorec"),
        (workbook(()), "List nemá žádné řádky."),
    ],
)
def test_files_that_cannot_be_used_are_refused_in_czech(table, content, message):
    table.unlink()
    if content is not None:
        table.write_bytes(content)

    assert message in run(table)[0]
    assert Service.objects.count() == 0


def test_a_failure_while_writing_leaves_nothing(table, monkeypatch):
    from services_catalog.importing import writing

    monkeypatch.setattr(writing, "_write_contacts", lambda service, row: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        call_command("import_catalogue", str(table))

    assert (Service.objects.count(), ColumnMapping.objects.count()) == (0, 0)


def test_a_sheet_of_headings_only_has_no_service(table):
    table.write_bytes(workbook(HEAD))

    said, faults = run(table)

    assert (said, faults) == ("Nic se nedovezlo.", "V tabulce není žádná služba.\n")
