"""White spots and capacities: how they are counted, what the page and its sheets say, what they cost."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.models import Municipality
from kpss_portal.spreadsheets import read_workbook
from plans.analyses import READY
from services_catalog.enums import ServiceForm
from services_catalog.models import AgeGroup, Capacity, OfferedForm, ServiceType
from services_catalog.snapshot import take_snapshot
from services_catalog.white_spots import Spot, matrix_of, supplies
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory, PlanningAreaFactory
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, ServiceTypeFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    """Aš, Brod 2 km away, and Cheb far away."""
    return [
        MunicipalityFactory(name=name, slug=name.lower(), latitude=Decimal(north), longitude=Decimal("14.15"))
        for name, north in (("Aš", "50.51"), ("Brod", "50.49"), ("Cheb", "49.5"))
    ]


@pytest.fixture
def care():
    return ServiceTypeFactory(name="pečovatelská služba", slug="pecovatelska-sluzba")


def kind(number, name, **values):
    return ServiceTypeFactory(code=f"DruhSocialniSluzby/{number}", name=name, slug=f"druh-{number}", **values)


def capacity(service, number, form=ServiceForm.RESIDENTIAL, unit="bed"):
    offered, _made = OfferedForm.objects.get_or_create(service=service, form=form)
    return Capacity.objects.create(offered_form=offered, number=number, unit=unit)


def everywhere(**values):
    return ServiceFactory(serves_whole_territory=True, **values)


def counted(towns, **options):
    return supplies(towns, ServiceType.objects.all(), take_snapshot(), **options)


def soup(client, address="/katalog/bila-mista/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(part):
    return " ".join(part.get_text(" ").replace("\xa0", " ").split())


def sheet(client, address):
    answer = client.get(address)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = next(iter(read_workbook(BytesIO(answer.content)).sheets.values()))
    return [found.header, *(cells for _number, cells in found.rows)]


# --- the matrix ---------------------------------------------------------------------------------------------------


def test_a_kind_is_here_near_or_nowhere(towns, care):
    PlaceFactory(service__service_type=care, municipality=towns[0])
    empty = kind(50, "raná péče")

    matrix = matrix_of(towns, [care, empty], take_snapshot())

    assert [line.spots for line in matrix.lines] == [[Spot.HERE, Spot.NEAR, Spot.NONE], [Spot.NONE] * 3]
    assert [(line.here, line.near, line.none) for line in matrix.lines] == [(1, 1, 1), (0, 0, 3)]
    assert matrix.with_spot(matrix.lines[0], Spot.NEAR) == [towns[1]]
    assert matrix.column(towns[0]) == [(care, Spot.HERE), (empty, Spot.NONE)]


def test_a_service_that_says_it_comes_is_here(towns, care):
    ServiceFactory(service_type=care).served_municipalities.add(towns[2])

    assert matrix_of(towns, [care], take_snapshot()).lines[0].spots == [Spot.NONE, Spot.NONE, Spot.HERE]


def test_unpublished_and_hidden_ones_are_nowhere(towns, care):
    everywhere(service_type=care, is_published=False)
    PlaceFactory(service__service_type=care, municipality=towns[0], hidden=True)

    assert matrix_of(towns, [care], take_snapshot()).lines[0].spots == [Spot.NONE] * 3


# --- capacities ---------------------------------------------------------------------------------------------------


def test_a_capacity_counts_once_however_many_places_the_service_has(towns, care):
    service = everywhere(service_type=care)
    capacity(service, 120)
    for town in towns:
        PlaceFactory(service=service, municipality=town)

    assert [(supply.number, supply.known, supply.offering) for supply in counted(towns)] == [(120, 1, 1)]


def test_different_units_and_forms_are_never_added(towns, care):
    service = everywhere(service_type=care)
    capacity(service, 10, ServiceForm.FIELD, "client")
    capacity(service, 7, ServiceForm.FIELD, "contact")
    capacity(service, 5, ServiceForm.OUTPATIENT, "client")
    capacity(everywhere(service_type=care), 3, ServiceForm.FIELD, "client")

    found = {(supply.form.value, supply.unit.value): supply.number for supply in counted(towns)}

    assert found == {("field", "client"): 13, ("field", "contact"): 7, ("outpatient", "client"): 5}


def test_an_unknown_capacity_is_told_and_not_counted_as_zero(towns, care):
    capacity(everywhere(service_type=care), 10, ServiceForm.FIELD, "client")
    everywhere(service_type=care, forms=[ServiceForm.FIELD])

    (supply,) = counted(towns)

    assert (supply.number, supply.known, supply.offering) == (10, 1, 2)


def test_a_service_that_serves_nobody_in_the_territory_is_left_out(towns, care):
    far = MunicipalityFactory(in_territory_from=None)
    capacity(PlaceFactory(service__service_type=care, municipality=far).service, 10)

    assert counted(towns) == []


def people(towns, kind="population", value=1000, **values):
    for town in towns:
        FigureFactory(municipality=town, kind=kind, value=value, **values)


def test_a_share_is_of_the_people_of_the_relevant_age(towns):
    people(towns)
    people(towns, "population_65plus", 200, as_of=date(2023, 12, 31), source="MMR")
    capacity(everywhere(service_type=kind(49, "domovy pro seniory", paragraph="§ 49")), 30)
    capacity(everywhere(service_type=kind(57, "azylové domy", paragraph="§ 57")), 30)

    shares = {supply.kind.paragraph: (supply.people.kind, supply.per_thousand) for supply in counted(towns)}
    home = next(supply for supply in counted(towns) if supply.kind.paragraph == "§ 49")

    assert shares == {"§ 49": ("population_65plus", Decimal("50.0")), "§ 57": ("population", Decimal("10.0"))}
    assert (home.people.number, home.people.to_day, home.people.source) == (600, date(2023, 12, 31), "MMR")


def test_the_newest_figures_count_and_each_municipality_must_have_one(towns, care):
    people(towns, value=1, as_of=date(2019, 1, 1))
    people(towns[:2], value=500)
    capacity(everywhere(service_type=care), 10)
    (whole,) = counted(towns)
    assert (whole.people.number, whole.people.from_day) == (1001, date(2019, 1, 1))

    Municipality.objects.filter(pk=towns[2].pk).first().figures.all().delete()
    (lacking,) = counted(towns)

    assert (lacking.people.number, lacking.per_thousand) == (None, None)


def test_an_age_that_no_figure_has_leaves_the_share_unknown(towns):
    people(towns)
    capacity(everywhere(service_type=kind(62, "nízkoprahová zařízení", paragraph="§ 62")), 10)

    (supply,) = counted(towns)

    assert (supply.people.kind, supply.per_thousand) == (None, None)


@pytest.mark.parametrize(
    ("codes", "relevant"),
    [
        ([8, 9], "population_65plus"),
        ([6, 7], "population_15_64"),
        ([7, 8], "population_15plus"),
        ([4, 7], "population"),
        ([10], "population"),
        ([], "population"),
    ],
)
def test_age_groups_that_services_state_say_whose_share_it_is(towns, care, codes, relevant):
    people(towns, relevant)
    service = everywhere(service_type=care)
    for code in codes:
        name = f"VekovaSkupinaOsoby/{code}"
        service.age_groups.add(AgeGroup.objects.create(code=name, name=name, slug=f"vek-{code}"))
    capacity(service, 3)

    (supply,) = counted(towns)

    assert (supply.people.kind, supply.per_thousand) == (relevant, Decimal("1.0"))


def test_one_service_without_stated_ages_makes_it_everybody(towns, care):
    people(towns)
    service = everywhere(service_type=care)
    service.age_groups.add(AgeGroup.objects.create(code="VekovaSkupinaOsoby/9", name="nad 80", slug="nad-80"))
    capacity(service, 3)
    capacity(everywhere(service_type=care), 3)

    assert [supply.people.kind for supply in counted(towns)] == ["population"]


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_matrix_says_each_sign_in_words_too(client, towns, care):
    PlaceFactory(service__service_type=care, municipality=towns[0])

    table = soup(client).select_one("table.spots")

    assert [words(cell) for cell in table.select("thead th")] == [
        "Druh služby",
        "dostupná v obcích",
        "Aš",
        "Brod",
        "Cheb",
    ]
    assert [words(cell) for cell in table.select("tbody tr > *")] == [
        "pečovatelská služba",
        "1",
        "je dostupná",
        "v okolí",
        "bílé místo",
    ]
    assert table.find_parent(attrs={"role": "region", "tabindex": "0"})["aria-label"] == "Druhy služeb a obce"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("obec=as", {"here": ["pečovatelská služba"], "near": [], "none": ["raná péče"]}),
        ("druh=pecovatelska-sluzba", {"here": ["Aš"], "near": ["Brod"], "none": ["Cheb"]}),
    ],
)
def test_one_municipality_and_one_kind_are_lists(client, towns, care, query, expected):
    Municipality.objects.filter(pk=towns[0].pk).update(slug="as")
    PlaceFactory(service__service_type=care, municipality=towns[0])
    kind(50, "raná péče")

    page = soup(client, f"/katalog/bila-mista/?{query}")

    found = {
        section["aria-labelledby"].removeprefix("s-"): [words(row) for row in section.select("li")]
        for section in page.select("section[aria-labelledby^=s-]")
    }
    assert (found, page.select("table.spots")) == (expected, [])


def test_filters_choose_kinds_and_people(client, towns, care):
    area, group = PlanningAreaFactory(slug="seniori"), TargetGroupFactory()
    group.planning_areas.add(area)
    for_seniors = everywhere(service_type=care)
    for_seniors.target_groups.add(group)
    everywhere(service_type=kind(57, "azylové domy", group="prevention"))

    by_group = soup(client, "/katalog/bila-mista/?skupina=prevence")
    by_people = soup(client, "/katalog/bila-mista/?cilova-skupina=seniori")

    assert [words(row.th) for row in by_group.select("table.spots tbody tr")] == ["azylové domy"]
    assert [words(row.select("td")[0]) for row in by_people.select("table.spots tbody tr")] == ["0", "3"]


def test_capacities_are_told_with_unit_date_and_source(client, towns, care):
    people(towns)
    capacity(everywhere(service_type=care), 15, ServiceForm.FIELD, "client")

    (row,) = soup(client).select("#kapacity ~ *, section[aria-labelledby=kapacity] tbody tr")[-1:]

    assert words(row) == (
        "pečovatelská služba, terénní 15 klienti 1 z 1 služeb 5 obyvatelé: 3 000 1. ledna 2022, Český statistický úřad"
    )


def test_unknown_shares_are_said_to_be_unknown(client, towns, care):
    capacity(everywhere(service_type=care), 15)

    told = words(soup(client).select_one("section[aria-labelledby=kapacity] tbody tr"))

    assert ("neuvedeno" in told, "počet neznáme u všech obcí" in told) == (True, True)


def test_an_empty_portal_gives_advice(client):
    told = words(soup(client).main)

    assert ("Zatím není co porovnat" in told, "Žádná vybraná služba neuvádí kapacitu." in told) == (True, True)


@pytest.mark.parametrize(
    "query", ["obec=%00", "druh=x&druh=y", "skupina=neni", "cilova-skupina=" + "a" * 5000, "strana=9"]
)
@pytest.mark.parametrize("path", ["", "bila-mista.csv", "kapacity.csv"])
def test_nonsense_in_the_address_is_passed_over(client, towns, care, path, query):
    assert client.get(f"/katalog/bila-mista/{path}?{query}").status_code == 200


def test_sheets_say_the_same_in_words(client, towns, care):
    people(towns)
    capacity(PlaceFactory(service__service_type=care, municipality=towns[0]).service, 9)

    assert sheet(client, "/katalog/bila-mista/bila-mista.csv") == [
        ["Druh služby", "Aš", "Brod", "Cheb"],
        ["pečovatelská služba", "je dostupná", "v okolí do 15 km", "bílé místo"],
    ]
    assert sheet(client, "/katalog/bila-mista/kapacity.csv")[1] == [
        "pečovatelská služba", "pobytová", "9", "lůžka", "1", "1", "3,0", "obyvatelé", "3000", "2022-01-01",
        "Český statistický úřad",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["", "?druh=pecovatelska-sluzba", "bila-mista.csv", "kapacity.csv"])
def test_white_spots_cost_the_same_for_one_row_and_for_ten(client, care, address):
    OfficeFactory()
    costs = []
    for count in (1, 9):
        for number in range(count):
            town = MunicipalityFactory(latitude=Decimal(f"50.{count}{number}"), longitude=Decimal("14.1"))
            FigureFactory(municipality=town)
            service = PlaceFactory(
                municipality=town, service__service_type=kind(f"{count}{number}", f"druh {count}{number}")
            ).service
            capacity(service, 5)
        client.get(f"/katalog/bila-mista/{address}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/katalog/bila-mista/{address}")
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 10


# --- tables of an analysis ----------------------------------------------------------------------------------------


def test_an_analysis_gets_white_spots_by_kind_with_names_of_municipalities(towns, care):
    PlaceFactory(service__service_type=care, municipality=towns[0])
    kind(50, "raná péče")

    table = READY["white-spots"].build()

    assert table.rows == [["pečovatelská služba", 1, 1, 1, "Cheb"], ["raná péče", 0, 0, 3, "Aš, Brod, Cheb"]]
    assert table.title == "1 druh služby není nikde na dosah"
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_a_long_list_of_municipalities_is_cut_and_says_so(care):
    for number in range(20):
        MunicipalityFactory(name=f"Obec {number:02}")

    assert READY["white-spots"].build().rows[0][4].endswith("Obec 11 a dalších 8")


def test_an_analysis_gets_capacities_with_dates_and_sources(towns, care):
    people(towns)
    capacity(everywhere(service_type=care), 15, ServiceForm.FIELD, "client")
    capacity(everywhere(service_type=kind(62, "nízkoprahová zařízení", paragraph="§ 62")), 4)

    table = READY["capacity"].build()

    assert table.rows == [
        ["nízkoprahová zařízení", "pobytová", "lůžka", 4, 1, 1, None, None],
        ["pečovatelská služba", "terénní", "klienti", 15, 1, 1, 5, "obyvatelé, 1. 1. 2022"],
    ]
    assert table.source == "katalog portálu, Český statistický úřad"
