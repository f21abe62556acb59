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
from services_catalog.code_lists import load_code_lists
from services_catalog.importing.exporting import with_parts
from services_catalog.importing.undoing import undo
from services_catalog.models import ImportBatch, Provider, Service
from tests.services_catalog.sheets.conftest import DATA, place_of_pribor

PHONES_NOT_TOLD = {26, 51}  # rows of services that have no phone though an empty cell means the provider's one


@pytest.fixture(scope="module")
def imported(kept, tmp_path_factory):
    """The table brought in, once for all tests here: what was said of it, and what it should come to."""

    def bring():
        load_code_lists()
        expected = place_of_pribor()
        return run(tmp_path_factory.mktemp("pribor"), mapping=DATA / "pribor_mapping.json"), expected

    return kept(bring)


def run(folder, **options):
    path = folder / "report.json"
    call_command("import_catalogue", str(DATA / "pribor.csv"), report=path, **options)
    return json.loads(path.read_text(encoding="utf-8"))


def contacts(service, kind):
    return [contact.value for contact in service.contacts.all() if contact.kind == kind]


def words(text):
    return set(re.findall(r"\w+", fold(text)))


def lines(places):
    return [f"{place.street} {place.postal_code[:3]} {place.postal_code[3:]} {place.municipality}" for place in places]


def as_told(row):
    """What is expected of a row, in the shape of `as_stored`."""
    return {
        "name": row["service_name"],
        "provider": row["provider"],
        "section": row["type_paragraph"],
        "kind": "registrovaná" if row["type_paragraph"] else "související",
        "type": row["type_name"] if row["type_paragraph"] else None,
        "phones": row["phones"],
        "emails": row["emails"],
        "webs": [row["web"]] if row["web"] else [],
        "addresses": [words(address) for address in row["addresses"]],
        "situations": set(row["life_situations"]),
        "price": row["price"] or "",
        "age": f"Věk: {row['age']}" if row["age"] else "",
        "hours": f"Otevírací doba: {row['opening_hours']}" if row["opening_hours"] else "",
    }


def as_stored(service):
    return {
        "name": service.name,
        "provider": service.provider.name,
        "section": service.service_type.paragraph if service.service_type else None,
        "kind": service.get_kind_display().split()[0],
        "type": service.service_type.name if service.service_type else None,
        "phones": contacts(service, "phone"),
        "emails": contacts(service, "email"),
        "webs": contacts(service, "web"),
        "addresses": [words(line) for line in lines(service.places.all())],
        "situations": {situation.name for situation in service.situations.all()},
        "price": service.price_note,
        "age": service.for_whom,
        "hours": service.description,
    }


@pytest.mark.django_db
def test_all_that_is_expected_comes_of_the_94_rows(imported):
    report, pribor = imported

    stored = {service.slug: as_stored(service) for service in with_parts(Service.objects.all())}
    found = [stored[row["service"]] for row in report["rows"]]
    expected = [as_told(row) for row in pribor]
    wrong = {
        (row["row_no"], part)
        for row, ours, theirs in zip(pribor, found, expected, strict=True)
        for part in theirs
        if ours[part] != theirs[part]
    }
    assert wrong == {(number, "phones") for number in PHONES_NOT_TOLD}
    assert report["counts"] == {"created": 94, "changed": 0, "same": 0, "skipped": 0}
    assert (len(stored), Provider.objects.count()) == (94, len({row["provider"] for row in pribor}))


def test_the_table_is_told_row_by_row_changes_nothing_twice_and_is_undone_whole(imported, tmp_path, coordinator):
    report, _expected = imported
    taken = {row["row"]: row["notes"] for row in report["rows"]}
    assert taken[33] == [
        "Poskytovatel je převzatý z řádku výše.",
        "celá adresa: převzato z buňky výše.",
        "telefon: převzato z prvního řádku poskytovatele.",
        "web: převzato z prvního řádku poskytovatele.",
    ]
    assert report["columns"][-1] == {"heading": "Aktualizováno", "means": None}

    again = run(tmp_path)  # the mapping is remembered

    assert again["counts"] == {"created": 0, "changed": 0, "same": 94, "skipped": 0}
    assert [row["service"] for row in again["rows"]] == [row["service"] for row in report["rows"]]

    undo(ImportBatch.objects.get(created_count=94), coordinator)

    assert (Service.objects.count(), Provider.objects.count()) == (0, 0)
