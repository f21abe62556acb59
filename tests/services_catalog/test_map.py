"""The map: the complete list, the drawing beside it, the data of its script, and what it costs."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from community.models import Office
from services_catalog import mapping
from services_catalog.territory_drawing import drawing_of
from tests.community.factories import MunicipalityFactory, OfficeFactory, TerritoryMapFactory
from tests.services_catalog.factories import LifeSituationFactory, PlaceFactory, ServiceFactory, ServiceTypeFactory

pytestmark = pytest.mark.django_db
TILES = {
    "map_tiles_url": "https://mapy.example/{z}/{x}/{y}.png",
    "map_tiles_attribution": "© Mapy <b>&</b> spol.",
    "map_tiles_max_zoom": 18,
}


@pytest.fixture
def terezin():
    return MunicipalityFactory(
        name="Terezín",
        slug="terezin",
        code="565709",
        status="město",
        latitude=Decimal("50.511"),
        longitude=Decimal("14.150"),
    )


@pytest.fixture
def bohusovice():
    return MunicipalityFactory(
        name="Bohušovice", slug="bohusovice", latitude=Decimal("50.493"), longitude=Decimal("14.151")
    )


def soup(client, address="/katalog/mapa/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(part):
    return " ".join(part.get_text(" ").replace("\xa0", " ").split())


def policy(response):
    return dict(part.partition(" ")[::2] for part in response["Content-Security-Policy"].split("; "))


# --- the list and the drawing -------------------------------------------------------------------------------------


def test_the_list_numbers_municipalities_and_the_points_bear_the_same_numbers(client, terezin, bohusovice):
    PlaceFactory(service__name="Tady", municipality=terezin, street="Dlouhá 1")
    PlaceFactory(service__name="Tam", municipality=bohusovice)

    page = soup(client)

    assert [words(row.h3) for row in page.select(".map-towns > li")] == ["1 Bohušovice 1 služba", "2 Terezín 1 služba"]
    assert [(link["aria-label"], link["href"]) for link in page.select("svg.map a")] == [
        ("1: Bohušovice", "#misto-bohusovice"),
        ("2: Terezín", "#misto-terezin"),
    ]
    assert all(page.select_one(link["href"]) for link in page.select("svg.map a"))
    assert "Dlouhá 1, 412 01 Terezín" in words(page.select_one("#misto-terezin"))


def test_the_list_stands_before_the_drawing(client, terezin):
    PlaceFactory(municipality=terezin)

    page = str(soup(client).main)

    assert page.index("map-towns") < page.index("map-drawn")


def test_every_service_is_in_the_list_also_those_without_a_place(client, terezin):
    PlaceFactory(service__name="Na mapě", municipality=terezin)
    ServiceFactory(name="Všude", serves_whole_territory=True)
    PlaceFactory(service__name="Jinde", municipality=MunicipalityFactory(name="Praha", in_territory_from=None))
    PlaceFactory(service__name="Utajená", municipality=terezin, hidden=True)

    told = words(soup(client).select_one(".map-list"))

    assert "4 služby" in told
    assert [name in told for name in ("Na mapě", "Všude", "Jinde", "Utajená")] == [True] * 4
    assert "Mimo mapu Praha" in told
    assert "adresa se nezveřejňuje" in told


def test_an_outline_is_drawn_with_its_source_and_a_schematic_one_says_so(client, terezin):
    TerritoryMapFactory(is_schematic=True)

    page = soup(client)

    assert [path["d"][0] for path in page.select("svg.map path")] == ["M"]
    assert "Schematické území, nikoli skutečné hranice. Hranice: Zeměměřický úřad, 1. ledna 2026." in words(page.main)
    assert page.select_one("svg.map title").get_text() == "Obce, ve kterých jsou služby"
    assert page.select_one("svg.map desc")


def test_without_boundaries_the_points_alone_are_drawn(client, terezin):
    PlaceFactory(municipality=terezin)

    page = soup(client)

    assert (len(page.select("svg.map path")), len(page.select("svg.map a"))) == (0, 1)


def test_without_any_position_the_list_is_all_there_is(client):
    PlaceFactory(service__name="Služba")

    page = soup(client)

    assert (page.select("svg.map"), "Zatím není co nakreslit" in words(page.main)) == ([], True)
    assert "Služba" in words(page.select_one(".map-list"))


def test_a_new_upload_is_drawn_at_once(client, terezin):
    client.get("/katalog/mapa/")
    TerritoryMapFactory()

    assert len(soup(client).select("svg.map path")) == 1


def test_filters_of_the_catalogue_narrow_list_and_drawing(client, terezin, bohusovice):
    kind = ServiceTypeFactory(code="DruhSocialniSluzby/99", name="raná péče", slug="rana-pece")
    situated = PlaceFactory(service__name="V situaci", municipality=terezin).service
    situated.situations.add(LifeSituationFactory(slug="starnu"))
    PlaceFactory(service__name="Raná", service__service_type=kind, municipality=bohusovice)

    by_situation, by_kind = soup(client, "/katalog/mapa/?situace=starnu"), soup(client, "/katalog/mapa/?druh=rana-pece")

    assert [words(link) for link in by_situation.select(".map-entries a")] == ["V situaci"]
    assert [link["aria-label"] for link in by_kind.select("svg.map a")] == ["1: Bohušovice"]


def test_the_chosen_municipality_is_marked(client, terezin):
    TerritoryMapFactory()

    assert [path["class"] for path in soup(client, "/katalog/mapa/?obec=terezin").select("svg.map path")] == [["here"]]


@pytest.mark.parametrize("query", ["situace=neni", "druh=%00", "obec=x", "q=" + "a" * 10_000, "q=%27%3B--", "strana=9"])
def test_nonsense_in_the_address_is_passed_over_or_told(client, terezin, query):
    page = soup(client, f"/katalog/mapa/?{query}")

    assert page.select_one(".map-list")


def test_nothing_found_gives_advice(client, terezin):
    LifeSituationFactory(slug="prazdna")

    page = soup(client, "/katalog/mapa/?situace=prazdna")

    assert page.select_one(".map-list .alert a")["href"] == "/kontakty/"


def test_many_services_are_counted_by_municipality_and_the_catalogue_names_them(client, terezin, monkeypatch):
    monkeypatch.setattr(mapping, "MOST_NAMED", 2)
    for _number in range(3):
        PlaceFactory(municipality=terezin)

    page = soup(client)

    assert words(page.select_one("#misto-terezin h3")) == "1 Terezín 3 služby"
    assert page.select(".map-entries") == []
    assert "po jedné" in words(page.main)


def test_the_drawing_of_a_municipality_is_one_picture_without_links(client, terezin):
    TerritoryMapFactory()

    drawing = soup(client, "/katalog/obce/terezin/").select_one("svg.map")

    assert (drawing["role"], drawing.select("a"), len(drawing.select("path.here"))) == ("img", [], 1)
    assert drawing.title.get_text() == "Terezín na mapě území"


def test_a_name_from_the_file_cannot_become_markup(client, terezin):
    uploaded = TerritoryMapFactory()
    uploaded.shapes[0]["name"] = '"><script>alert(1)</script>'
    uploaded.source = "<script>alert(2)</script>"
    uploaded.save()

    page = soup(client)

    assert page.main.select("script") == []
    assert "alert(2)" in words(page.main)


def test_there_is_no_drawing_where_nothing_is_known():
    assert drawing_of() is None


# --- data of the script -------------------------------------------------------------------------------------------


def test_the_script_gets_outlines_and_the_same_points(client, terezin):
    TerritoryMapFactory()
    PlaceFactory(municipality=terezin)

    data = client.get("/katalog/mapa/mapa.json").json()

    assert data["points"] == [
        {"number": 1, "name": "Terezín", "count": 1, "url": "#misto-terezin", "east": 14.15, "north": 50.511}
    ]
    assert [(area["name"], len(area["rings"][0]), area["rings"][0][0]) for area in data["areas"]] == [
        ("Terezín", 5, [14.1, 50.5])
    ]


def test_only_the_map_loads_leaflet(client, terezin):
    scripts = {
        address: client.get(address).content.decode().count("leaflet") for address in ("/", "/katalog/obce/terezin/")
    }

    assert set(scripts.values()) == {0}
    assert "leaflet/leaflet" in client.get("/katalog/mapa/").content.decode()


def test_the_file_leaves_as_it_came(client):
    TerritoryMapFactory()

    answer = client.get("/katalog/mapa/uzemi.geojson")

    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"{}", "application/geo+json")


def test_without_a_file_there_is_none(client):
    assert client.get("/katalog/mapa/uzemi.geojson").status_code == 404


# --- tiles --------------------------------------------------------------------------------------------------------


def test_tiles_are_offered_only_when_the_office_sets_them_and_only_their_host_is_allowed(client, terezin):
    OfficeFactory()
    assert policy(client.get("/katalog/mapa/"))["img-src"] == "'self'"

    office = Office.objects.get()
    for name, value in TILES.items():
        setattr(office, name, value)
    office.save()
    answer = client.get("/katalog/mapa/")

    figure = BeautifulSoup(answer.content, "html.parser").select_one("[data-map]")
    assert policy(answer)["img-src"] == "'self' https://mapy.example"
    assert (figure["data-tiles"], figure["data-tiles-max-zoom"]) == (TILES["map_tiles_url"], "18")
    assert figure["data-tiles-attribution"] == TILES["map_tiles_attribution"]
    assert policy(client.get("/katalog/"))["img-src"] == "'self'"


def test_tiles_that_came_by_another_door_and_are_wrong_are_not_used(client, terezin):
    OfficeFactory(**TILES | {"map_tiles_url": "https://x.example/{z}/{x}/{y}; img-src *"})

    answer = client.get("/katalog/mapa/")

    assert policy(answer)["img-src"] == "'self'"
    assert "data-tiles" not in answer.content.decode()


@pytest.mark.parametrize("missing", TILES)
def test_tiles_are_stored_whole_or_not_at_all(missing):
    with pytest.raises(IntegrityError, match="office_map_tiles_whole"):
        OfficeFactory(**{name: value for name, value in TILES.items() if name != missing})


# --- costs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/katalog/mapa/", "/katalog/mapa/mapa.json"])
def test_the_map_costs_the_same_for_one_municipality_and_for_ten(client, address):
    OfficeFactory()
    TerritoryMapFactory()
    costs = []
    for count in (1, 9):
        for number in range(count):
            town = MunicipalityFactory(latitude=Decimal(f"50.{count}{number}"), longitude=Decimal("14.1"))
            PlaceFactory(municipality=town)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 10
