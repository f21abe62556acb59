"""The guide of the town Příbor: what should come of its table of 94 services is held, row by row.

Source and provenance: services_catalog/data/PROVENANCE.md. Three things the table itself does not say, so that no
import can know them: two services without a phone whose provider has one, and a name of a kind for related help that
the expectations took from a row of the code list without a section.
"""

import json
import re

import pytest
from django.core.management import call_command

from kpss_portal.czech import fold
from services_catalog.importing import undo
from services_catalog.models import ImportBatch, Provider, Service
from tests.services_catalog.sheets.conftest import DATA

PHONES_NOT_TOLD = {26, 51}  # rows of services that have no phone though an empty cell means the provider's one


@pytest.fixture
def report(pribor, tmp_path, capsys):
    path = tmp_path / "report.json"
    call_command("import_catalogue", str(DATA / "pribor.csv"), mapping=DATA / "pribor_mapping.json", report=path)
    return json.loads(path.read_text(encoding="utf-8"))


def service_of(row):
    return Service.objects.get(slug=row["service"])


def contacts(service, kind):
    return [contact.value for contact in service.contacts.filter(kind=kind).order_by("position")]


def words(text):
    return set(re.findall(r"\w+", fold(text)))


def test_all_94_services_of_55_providers_are_made(pribor, report):
    assert report["counts"] == {"created": 94, "changed": 0, "same": 0, "skipped": 0}
    assert Service.objects.count() == 94
    assert Provider.objects.count() == len({row["provider"] for row in pribor})
    assert [(row["name"], row["provider"]) for row in report["rows"]] == [
        (row["service_name"], row["provider"]) for row in pribor
    ]


def test_kinds_are_as_expected(pribor, report):
    found = [service_of(row) for row in report["rows"]]

    assert [service.service_type.paragraph if service.service_type else None for service in found] == [
        row["type_paragraph"] for row in pribor
    ]
    assert [service.get_kind_display() for service in found] == [
        "registrovaná sociální služba" if row["type_paragraph"] else "související pomoc" for row in pribor
    ]
    assert [service.service_type.name for service in found if service.service_type] == [
        row["type_name"] for row in pribor if row["type_paragraph"]
    ]


def test_phones_are_as_expected(pribor, report):
    found = {
        row["row_no"]: contacts(service_of(told), "phone") for row, told in zip(pribor, report["rows"], strict=True)
    }
    expected = {row["row_no"]: row["phones"] for row in pribor}

    assert {number for number in expected if found[number] != expected[number]} == PHONES_NOT_TOLD


def test_mails_and_webs_are_as_expected(pribor, report):
    found = [service_of(row) for row in report["rows"]]

    assert [contacts(service, "email") for service in found] == [row["emails"] for row in pribor]
    assert [contacts(service, "web") for service in found] == [[row["web"]] if row["web"] else [] for row in pribor]


def test_addresses_are_as_expected(pribor, report):
    for row, told in zip(pribor, report["rows"], strict=True):
        places = service_of(told).places.order_by("position")
        found = [
            f"{place.street} {place.postal_code[:3]} {place.postal_code[3:]} {place.municipality}" for place in places
        ]
        assert [words(text) for text in found] == [words(address) for address in row["addresses"]]


def test_situations_ages_prices_and_hours_are_as_expected(pribor, report):
    for row, told in zip(pribor, report["rows"], strict=True):
        service = service_of(told)
        assert {situation.name for situation in service.situations.all()} == set(row["life_situations"])
        assert service.price_note == (row["price"] or "")
        assert service.for_whom == (f"Věk: {row['age']}" if row["age"] else "")
        assert service.description == (f"Otevírací doba: {row['opening_hours']}" if row["opening_hours"] else "")


def test_the_report_tells_of_every_cell_that_was_taken_over(report):
    taken = {row["row"]: row["notes"] for row in report["rows"] if row["notes"]}

    assert taken[33] == [
        "Poskytovatel je převzatý z řádku výše.",
        "celá adresa: převzato z buňky výše.",
        "telefon: převzato z prvního řádku poskytovatele.",
        "web: převzato z prvního řádku poskytovatele.",
    ]
    assert report["columns"][-1] == {"heading": "Aktualizováno", "means": None}


def test_the_same_table_once_more_changes_nothing(report, pribor, tmp_path):
    path = tmp_path / "again.json"
    call_command("import_catalogue", str(DATA / "pribor.csv"), report=path)  # the mapping is remembered

    again = json.loads(path.read_text(encoding="utf-8"))
    assert again["counts"] == {"created": 0, "changed": 0, "same": 94, "skipped": 0}
    assert [row["service"] for row in again["rows"]] == [row["service"] for row in report["rows"]]


def test_the_import_is_undone_whole(report, coordinator):
    undo(ImportBatch.objects.get(), coordinator)

    assert (Service.objects.count(), Provider.objects.count()) == (0, 0)
