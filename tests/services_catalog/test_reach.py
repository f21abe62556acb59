"""What serves a municipality and how far the rest is; the page that says so, its sheet, and what they cost."""

from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpss_portal.spreadsheets import read_workbook
from services_catalog.enums import ContactKind, ServiceForm
from services_catalog.indexing import reindex_services
from services_catalog.models import Service, ServiceContact
from services_catalog.reach import NEAR_KM, distance_km, reach_of
from services_catalog.snapshot import take_snapshot
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, ServiceTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    """Terezín, Bohušovice 2 km away, and Brno 190 km away."""
    return tuple(
        MunicipalityFactory(name=name, slug=slug, latitude=Decimal(north), longitude=Decimal(east))
        for name, slug, north, east in (
            ("Terezín", "terezin", "50.511", "14.150"),
            ("Bohušovice", "bohusovice", "50.493", "14.151"),
            ("Brno", "brno", "49.200", "16.600"),
        )
    )


def at(town, **values):
    return PlaceFactory(municipality=town, service=ServiceFactory(**values)).service


def for_people_of(town, *forms, **values):
    service = ServiceFactory(forms=forms, **values)
    service.served_municipalities.add(town)
    return service


def soup(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(part):
    return " ".join(part.get_text(" ").replace("\xa0", " ").split())


# --- reach --------------------------------------------------------------------------------------------------------


def test_services_are_told_apart_by_how_they_reach_people(towns):
    here, near, far = towns
    comes = for_people_of(here, ServiceForm.FIELD)
    everywhere = ServiceFactory(serves_whole_territory=True, forms=[ServiceForm.FIELD])
    is_here = at(here, forms=[ServiceForm.OUTPATIENT])
    elsewhere = for_people_of(here, ServiceForm.RESIDENTIAL)
    neighbour = at(near)
    kind = ServiceTypeFactory(code="DruhSocialniSluzby/99", name="raná péče")
    remote = at(far, service_type=kind)

    reach = reach_of(here.pk, take_snapshot())

    assert reach.come == {comes.pk, everywhere.pk}
    assert (reach.here, reach.go) == ({is_here.pk}, {elsewhere.pk})
    assert reach.near == {neighbour.pk: 2}
    assert {kind: key for kind, (key, _far) in reach.further.items()} == {kind.pk: remote.pk}


def test_a_kind_that_is_near_is_not_looked_for_further_away(towns):
    here, near, far = towns
    at(near)
    at(far)

    assert reach_of(here.pk, take_snapshot()).further == {}


def test_of_several_places_the_nearest_one_counts(towns):
    here, near, far = towns
    service = at(far)
    PlaceFactory(service=service, municipality=near)

    assert reach_of(here.pk, take_snapshot()).near == {service.pk: 2}


def test_only_the_asked_services_are_considered(towns):
    kept, left = for_people_of(towns[0]), for_people_of(towns[0])

    reach = reach_of(towns[0].pk, take_snapshot(), frozenset({kept.pk}))

    assert (reach.serving, left.pk in reach.serving) == ({kept.pk}, False)


def test_serving_agrees_with_the_queryset(towns):
    here, near, _far = towns
    for_people_of(here, ServiceForm.FIELD)
    at(here, forms=[ServiceForm.FIELD])
    at(near)
    ServiceFactory(serves_whole_territory=True, is_published=False)
    PlaceFactory(municipality=here, hidden=True)

    asked = Service.objects.public().serving(here).values_list("pk", flat=True)

    assert reach_of(here.pk, take_snapshot()).serving == set(asked)


def test_a_municipality_of_unknown_position_has_nothing_near():
    here = MunicipalityFactory()
    at(MunicipalityFactory(latitude=Decimal("50.5"), longitude=Decimal("14.1")))

    reach = reach_of(here.pk, take_snapshot())

    assert (reach.near, reach.further) == ({}, {})


def test_distance_is_that_of_the_earth():
    assert round(distance_km((50.0755, 14.4378), (49.1951, 16.6068))) == 184


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_groups_services_and_says_where_the_nearest_of_the_rest_is(client, towns):
    here, near, far = towns
    for_people_of(here, ServiceForm.FIELD, name="Přijede")
    at(here, name="Je tady", forms=[ServiceForm.OUTPATIENT])
    for_people_of(here, ServiceForm.RESIDENTIAL, name="Jinde")
    at(near, name="Blízko")
    at(far, name="Daleko", service_type=ServiceTypeFactory(code="DruhSocialniSluzby/99", name="raná péče"))

    page = soup(client, "/katalog/obce/terezin/")

    groups = {
        section["aria-labelledby"]: [words(link) for link in section.select(".section-body li a[href*=sluzby]")]
        for section in page.select("section.section")
    }
    assert {name: groups[name] for name in ("prijedou", "tady", "jinde", "okoli", "dal")} == {
        "prijedou": ["Přijede"],
        "tady": ["Je tady"],
        "jinde": ["Jinde"],
        "okoli": ["Blízko"],
        "dal": ["Daleko"],
    }
    assert "Raná péče" in words(page.select_one("section[aria-labelledby=dal]"))
    assert words(page.select("dl.figures dd")[-1]) == "3"


def test_an_empty_page_gives_advice(client):
    MunicipalityFactory(name="Pustina", slug="pustina")

    told = words(soup(client, "/katalog/obce/pustina/").main)

    for sentence in (
        "Portál zatím o obci nemá žádná čísla.",
        "Žádná služba neuvádí, že slouží lidem odtud",
        "Žádná služba tu nemá své místo.",
        "Portál neví, kde obec leží",
    ):
        assert sentence in told


def test_a_field_service_with_its_place_here_is_told_once(client, towns):
    at(towns[0], name="Místní pečovatelky", forms=[ServiceForm.FIELD])

    page = soup(client, "/katalog/obce/terezin/")

    assert [words(heading) for heading in page.select(".service-list h3")] == ["Místní pečovatelky"]
    assert "Žádná služba tu nemá své místo" not in words(page.main)


def test_long_groups_lead_to_the_catalogue(client, towns, monkeypatch):
    monkeypatch.setattr("services_catalog.views.municipalities.MOST_SHOWN", 2)
    for _number in range(5):
        for_people_of(towns[0], ServiceForm.FIELD)

    section = soup(client, "/katalog/obce/terezin/").select_one("section[aria-labelledby=prijedou]")

    assert (len(section.select(".service-list > li")), "Všech 5 služeb v katalogu" in words(section)) == (2, True)


def test_the_page_leads_on(client, towns):
    links = {link["href"] for link in soup(client, "/katalog/obce/terezin/").select("main a")}

    assert {
        "/katalog/?obec=terezin",
        "/katalog/mapa/?obec=terezin",
        "/katalog/bila-mista/?obec=terezin",
        "/katalog/obce/terezin/sluzby.csv",
        "/katalog/obce/terezin/vlozit-na-web/",
    } <= links


def test_the_list_of_municipalities_says_how_many_services_each_has(client, towns):
    for_people_of(towns[0])
    FigureFactory(municipality=towns[0], value=2901)

    rows = [words(row) for row in soup(client, "/katalog/obce/").select("tbody tr")]

    assert rows == ["Bohušovice 0 neuvedeno", "Brno 0 neuvedeno", "Terezín 1 2 901 1. ledna 2022"]


def near_in_catalogue(client, query):
    reindex_services()
    section = soup(client, f"/katalog/?obec=terezin{query}").select_one(".near-by")
    return [(words(row.h3), "2 km odtud" in words(row)) for row in section.select("li:has(> div)")] if section else []


def test_the_catalogue_offers_what_is_near_where_nothing_serves_the_municipality(client, towns):
    kind = ServiceTypeFactory(code="X/1", name="denní stacionáře", slug="stacionare")
    at(towns[1], name="Stacionář Duha", service_type=kind)
    at(towns[1], name="Poradna")
    at(towns[2], name="Stacionář Brno", service_type=kind)

    assert near_in_catalogue(client, "") == [("Poradna", True), ("Stacionář Duha", True)]
    assert near_in_catalogue(client, "&druh=stacionare") == [("Stacionář Duha", True)]
    assert near_in_catalogue(client, "&q=stacionář") == [("Stacionář Duha", True)]
    assert near_in_catalogue(client, "&q=noclehárna") == []
    told = words(soup(client, "/katalog/?obec=terezin&q=stacionář").select_one("main"))
    assert "Obci Terezín nic z toho neslouží" in told


def test_what_serves_the_municipality_stands_before_what_is_near_and_is_counted_alone(client, towns):
    serving = for_people_of(towns[0], ServiceForm.FIELD, name="Pečovatelky")
    at(towns[1], name="Poradna")

    answer = client.get("/katalog/?obec=terezin")

    assert (answer.context["count"], [card.key for card in answer.context["cards"]]) == (1, [serving.pk])
    assert [str(card.name) for card in answer.context["near"]] == ["Poradna"]


def test_a_hidden_place_is_not_near(client, towns):
    PlaceFactory(municipality=towns[1], service=ServiceFactory(name="Azyl"), hidden=True)

    assert near_in_catalogue(client, "") == []


@pytest.mark.parametrize("address", ["/katalog/obce/terezin/", "/katalog/obce/terezin/sluzby.csv"])
def test_pages_of_a_municipality_cost_the_same_for_one_service_and_for_ten(client, towns, address):
    here, near, far = towns
    OfficeFactory()
    costs = []
    for count in (1, 9):
        for number in range(count):
            for_people_of(here, ServiceForm.FIELD, phone="416 123 456")
            at(here, phone="416 123 456")
            at(near, phone="416 123 456")
            kind = ServiceTypeFactory(code=f"DruhSocialniSluzby/{count}{number}", name=f"druh {count}{number}")
            at(far, service_type=kind)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 10


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_the_sheet_has_every_service_of_the_page_with_its_way_and_distance(client, towns):
    here, near, _far = towns
    for_people_of(here, ServiceForm.FIELD, name="Přijede", phone="416 123 456")
    at(here, name="Je tady", forms=[ServiceForm.OUTPATIENT])
    for_people_of(here, ServiceForm.RESIDENTIAL, name="Jinde")
    at(near, name="Blízko")

    answer = client.get("/katalog/obce/terezin/sluzby.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="sluzby-terezin.csv"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbfjak se k n\xc3\xad lid\xc3\xa9 z obce dostanou;")
    sheet = next(iter(read_workbook(BytesIO(answer.content)).sheets.values()))
    assert [cells[:3] for _number, cells in sheet.rows] == [
        ["přijedou za vámi", None, "Přijede"],
        ["má místo v obci", None, "Je tady"],
        ["sídlí jinde, slouží i lidem odtud", None, "Jinde"],
        ["v okolí", "2", "Blízko"],
    ]
    assert "Veřejná 1, 412 01 Bohušovice" in str(sheet.rows[3])


def test_nothing_in_the_sheet_can_be_taken_for_a_formula(client, towns):
    service = for_people_of(towns[0], name="=HYPERLINK(1)")
    ServiceContact.objects.create(service=service, kind=ContactKind.PHONE, value="+420 416 123 456")
    ServiceContact.objects.create(service=service, kind=ContactKind.WEB, value="@SUM(A1)")

    told = client.get("/katalog/obce/terezin/sluzby.csv").content.decode()

    assert [start in told for start in (";'=HYPERLINK", ";'+420", ";'@SUM", ";=", ";+", ";@")] == [True] * 3 + [
        False
    ] * 3


def test_a_municipality_out_of_the_territory_has_neither_page_nor_sheet_nor_fragment(client):
    MunicipalityFactory(slug="cizi", in_territory_from=None)

    for end in ("", "sluzby.csv", "vlozit/", "vlozit-na-web/"):
        assert client.get(f"/katalog/obce/cizi/{end}").status_code == 404


def test_near_is_as_far_as_people_go():
    assert NEAR_KM == 15
