"""Tables of analyses: what a pasted cell says, and what the portal makes ready of its own data."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from community.enums import FigureKind
from plans.analyses import (
    MOST_ROWS,
    READY,
    age_table,
    cell_of,
    coverage_table,
    exact,
    population_table,
    table_from_text,
    unmet_table,
)
from services_catalog.models import UnmetSearch
from tests.community.factories import FigureFactory, MunicipalityFactory
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, ServiceTypeFactory


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1 234", 1234),
        ("1\xa0234,5", {"n": "1234.5"}),
        ("1234.50", {"n": "1234.5"}),
        ("12 %", 12),
        ("83 000 Kč", 83000),
        ("−5", -5),
        ("–", None),
        ("neuvedeno", None),
        ("", None),
        ("asi 5", "asi 5"),
        ("1.234.567", "1.234.567"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_says_a_number_a_text_or_that_it_is_not_known(text, cell):
    assert cell_of(text) == cell


@given(some.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_stays_exact(number):
    cell = exact(number)

    assert Decimal(cell["n"] if isinstance(cell, dict) else cell) == number


def test_a_table_pasted_from_a_spreadsheet_keeps_its_shape():
    columns, rows = table_from_text("Obec\t2021\t2022\r\nTerezín\t2 900\t–\r\n\r\nLovosice\t8 700\t8 650\r\n")

    assert (columns, rows) == (["Obec", "2021", "2022"], [["Terezín", 2900, None], ["Lovosice", 8700, 8650]])


@pytest.mark.parametrize(
    "text", ["", "Obec\t2021", "Obec\nTerezín", "Obec\t2021\nTerezín\t1\t2\t3", "a\tb\n" + "x\t1\n" * (MOST_ROWS + 1)]
)
def test_what_is_no_table_is_told(text):
    with pytest.raises(ValidationError):
        table_from_text(text)


@pytest.fixture
def towns(db):
    """Two municipalities of the territory."""
    return MunicipalityFactory(name="Čížkovice"), MunicipalityFactory(name="Chotiněves")


def test_inhabitants_are_summed_only_where_all_are_known(towns):
    first, second = towns
    FigureFactory(municipality=first, value=1000, as_of=date(2021, 1, 1))
    FigureFactory(municipality=first, value=990, as_of=date(2022, 1, 1))
    FigureFactory(municipality=second, value=200, as_of=date(2022, 1, 1))

    table = population_table()

    assert table.columns[1:] == ["1. 1. 2021", "1. 1. 2022"]
    assert table.rows == [["Čížkovice", 1000, 990], ["Chotiněves", None, 200], ["Celkem", None, 1190]]
    assert (table.as_of, table.source) == (date(2022, 1, 1), "Český statistický úřad")


def test_a_share_without_both_figures_is_left_out(towns):
    first, second = towns
    FigureFactory(municipality=first, kind=FigureKind.POPULATION_15_PLUS, value=800)
    FigureFactory(municipality=first, kind=FigureKind.POPULATION_65_PLUS, value=200)
    FigureFactory(municipality=second, kind=FigureKind.POPULATION_65_PLUS, value=50)

    assert age_table().rows == [["Čížkovice", 25, 200]]


def test_a_secret_address_does_not_say_which_municipality_is_served(towns):
    kind = ServiceTypeFactory()
    service = ServiceFactory(service_type=kind)
    PlaceFactory(service=service, municipality=towns[0], is_address_hidden=True)

    assert coverage_table().rows == [[str(kind), 1, 0]]


def test_kinds_of_services_count_municipalities_once(towns):
    kind = ServiceTypeFactory()
    for _number in range(2):
        PlaceFactory(service=ServiceFactory(service_type=kind), municipality=towns[0])
    ServiceFactory(service_type=kind).served_municipalities.set([towns[1]])

    assert coverage_table().rows == [[str(kind), 3, 2]]


@pytest.mark.django_db
def test_searches_of_one_or_two_people_stay_private():
    UnmetSearch.objects.create(words="hlidani deti v noci", day=date.today(), count=3)  # noqa: DTZ011  # a day is enough
    UnmetSearch.objects.create(words="muj soused", day=date.today(), count=2)  # noqa: DTZ011  # as above

    assert [row[0] for row in unmet_table().rows] == ["hlidani deti v noci"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", READY)
def test_a_ready_table_of_an_empty_portal_is_empty_and_whole(key):
    table = READY[key].build()

    assert table.title
    assert table.source is not None
    assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("key", READY)
def test_a_ready_table_costs_the_same_for_any_territory(db, key):
    kind = ServiceTypeFactory()
    costs = []
    for count in (1, 6):
        for _number in range(count):
            town = MunicipalityFactory()
            FigureFactory(municipality=town)
            PlaceFactory(service=ServiceFactory(service_type=kind), municipality=town)
        READY[key].build()  # what is remembered between requests is remembered for both
        with CaptureQueriesContext(connection) as queries:
            READY[key].build()
        costs.append(len(queries))

    assert costs[0] == costs[1]
