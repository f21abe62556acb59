"""The catalogue that the product ships comes in whole, a second time changes nothing, and its own export comes back the same."""

import csv
from io import BytesIO

import pytest

from kpss_portal.models import SearchEntry
from kpss_portal.spreadsheets import Table, read_workbook, write_csv, write_ods, write_xlsx
from services_catalog.code_lists import DATA, load_code_lists
from services_catalog.importing.exporting import export_table
from services_catalog.importing.preview import Preview
from services_catalog.importing.reading import preview_of
from services_catalog.importing.writing import write
from services_catalog.models import Capacity, ImportBatch, OpeningHours, Place, Service

CATALOGUE = DATA / "catalogue_litomericko.csv"
WRITERS = {
    "xlsx": lambda table: write_xlsx([table]),
    "ods": lambda table: write_ods([table]),
    "csv": write_csv,
}
pytestmark = pytest.mark.django_db


def preview_of_catalogue() -> Preview:
    return preview_of(read_workbook(BytesIO(CATALOGUE.read_bytes())))


@pytest.fixture(scope="module")
def catalogue(kept) -> tuple[Preview, ImportBatch]:
    """The catalogue as it came in, once for all tests here: its preview and what was written."""

    def bring():
        load_code_lists()
        preview = preview_of_catalogue()
        return preview, write(preview, CATALOGUE.name, None)

    return kept(bring)


def exported() -> Table:
    return export_table(Service.objects.all())


def details() -> list[int]:
    return [model.objects.count() for model in (Service, Capacity, OpeningHours, Place)]


def test_it_brings_76_services(catalogue):
    preview, batch = catalogue

    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        identifiers = {row["identifier"] for row in csv.DictReader(file)}
    assert (batch.created_count, batch.changed_count, len(preview.problems)) == (76, 0, 0)
    assert set(Service.objects.values_list("identifier", flat=True)) == identifiers
    assert SearchEntry.objects.filter(kind="service").count() == 76


def test_a_second_time_changes_nothing(catalogue):
    before = exported()

    batch = write(preview_of_catalogue(), CATALOGUE.name, None)

    assert (batch.created_count, batch.changed_count, batch.rows) == (0, 0, [])
    assert exported() == before


@pytest.mark.parametrize("kind", WRITERS)
def test_it_survives_its_export_and_import(catalogue, kind):
    before, counts = exported(), details()

    preview = preview_of(read_workbook(BytesIO(WRITERS[kind](before))))
    batch = write(preview, f"sluzby.{kind}", None)

    assert (preview.problems, batch.created_count, batch.changed_count) == ([], 0, 0)
    assert (exported(), details()) == (before, counts)
