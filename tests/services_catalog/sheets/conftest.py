"""Sheets of towns for tests."""

import json
from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from openpyxl import Workbook

from kpss_portal.spreadsheets import read_workbook
from services_catalog.code_lists import load_code_lists
from services_catalog.importing.writing import write
from services_catalog.models import LifeSituation, ServiceType, TargetGroup
from services_catalog.sheets.mapping import Mapping, layout_of
from services_catalog.sheets.meanings import Words
from services_catalog.sheets.reading import preview_of_sheet
from tests.community.factories import MunicipalityFactory

DATA = Path(__file__).parents[1] / "data"


@cache
def rows_of(model):
    """Rows of a code list as it is shipped; made once, since the tests need them hundreds of times."""
    with transaction.atomic():
        load_code_lists()
        rows = list(model.objects.all())
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def code_lists(db):
    for model in (ServiceType, TargetGroup):
        rows = [copy(row) for row in rows_of(model)]
        for row in rows:
            row.pk = None
        model.objects.bulk_create(rows)


def place_of_pribor():
    """The town whose guide is imported, and what the guide should come to; its situations are in the catalogue."""
    MunicipalityFactory(code="599808", name="Příbor", slug="pribor")
    expected = json.loads((DATA / "pribor_expected.json").read_text(encoding="utf-8"))["services"]
    for number, name in enumerate(dict.fromkeys(name for row in expected for name in row["life_situations"])):
        LifeSituation.objects.create(name=name, slug=f"pribor-{number}")
    return expected


def workbook(*rows, merged=(), title="Služby", encoding="utf-8", delimiter=None):
    """An xlsx workbook of the rows, or a CSV file when a delimiter is given."""
    if delimiter:
        lines = "\r\n".join(delimiter.join(str(cell or "") for cell in row) for row in rows)
        return lines.encode(encoding)
    book: Workbook = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def preview(data, mapping=None):
    """What a file would do, with its layout."""
    mapping = mapping or Mapping()
    layout = layout_of(read_workbook(BytesIO(data)), mapping)
    return preview_of_sheet(layout, Words(mapping.words)), layout


def imported(data, mapping=None, by=None):
    """The file written into the catalogue."""
    found, _layout = preview(data, mapping)
    assert (found.problems, found.unknown) == ([], [])
    return write(found, "tabulka.xlsx", by)
