"""Public pages of networks: what they say, how much they cost, what they keep for themselves."""

from datetime import date

import pytest
from django.urls import reverse

from kpss_portal.canonical import sha256_of
from services_catalog.network import financing, networks
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import MONEY, RESOLUTION, approved_network, network_of
from tests.services_catalog.network.test_financing import DAY, scenario_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(db):
    OfficeFactory()
    found = MunicipalityFactory(name="Ves", slug="ves")
    FigureFactory(municipality=found, value=96, as_of=DAY)
    FigureFactory(municipality=MunicipalityFactory(name="Město", slug="mesto"), value=24_000, as_of=DAY)
    return found


@pytest.fixture
def year(village, coordinator):
    """An approved network of two services, one of which serves the village, with approved contributions."""
    serves = ServiceFactory(name="Jezdí k nám", slug="jezdi-k-nam", serves_whole_territory=True)
    network = approved_network(serves, ServiceFactory(name="Nejezdí"), by=coordinator)
    financing.approve(scenario_of(network, coordinator), RESOLUTION, by=coordinator)
    return network


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_without_any_network_the_list_says_so(client, village):
    assert "Zatím není schválena žádná síť" in text_of(client, "/katalog/sit/")


def test_year_shows_services_units_money_and_who_pays(client, year):
    text = text_of(client, "/katalog/sit/2026/")

    for words in ("Jezdí k nám", "2 000 000 Kč", "600 000 Kč", "2 390 Kč", "Z/123/2025", year.content_sha256):
        assert words in text, words


def test_draft_is_not_found_by_the_public(client, village, coordinator):
    network_of(by=coordinator)

    assert client.get("/katalog/sit/2026/").status_code == 404
    assert client.get("/katalog/sit/2026/verze/1/sit.csv").status_code == 404


def test_reader_sees_the_draft(signed_in, village, coordinator, reader):
    network_of(by=coordinator)

    assert "jen úřad a čtenáři" in text_of(signed_in(reader), "/katalog/sit/2026/")


@pytest.mark.parametrize("query", ["verze=99", "verze=x", "verze="])
def test_bad_query_is_ignored(client, year, query):
    assert "Jezdí k nám" in text_of(client, f"/katalog/sit/2026/?{query}")


def test_older_version_stays_at_its_address(client, year, coordinator):
    update = networks.new_version(year, by=coordinator)
    networks.leave_out(update.entries.get(service__name="Nejezdí"), by=coordinator)
    update.change_note = "Služba skončila."
    update.save()
    networks.approve(update, RESOLUTION, by=coordinator)

    assert "platí novější" in text_of(client, "/katalog/sit/2026/?verze=1")
    assert "Nejezdí" not in text_of(client, "/katalog/sit/2026/")
    text = text_of(client, "/katalog/sit/2026/porovnani/?verze=2")
    assert "Nejezdí" in text
    assert "1 služba je stejná" in text


def test_comparison_of_one_network_says_there_is_nothing_to_compare(client, year):
    assert "není s čím porovnávat" in text_of(client, "/katalog/sit/2026/porovnani/?s=2020-1")


def test_content_gives_the_checksum_that_is_shown(client, year):
    data = client.get("/katalog/sit/2026/verze/1/obsah.json").content.decode()

    assert sha256_of(data) == year.content_sha256


def test_sheets_carry_whole_crowns(client, year):
    sheet = client.get("/katalog/sit/2026/verze/1/sit.csv").content.decode("utf-8-sig")
    payers = client.get("/katalog/sit/2026/prispevky.csv").content.decode("utf-8-sig")

    assert ";1000000;700000;" in sheet
    assert payers.splitlines()[2].endswith(";Ves;96;2025-01-01;12;2390;0;2390")


def test_document_that_is_not_made_yet_is_promised(client, year):
    assert client.get("/katalog/sit/2026/verze/1/sit.pdf").status_code in {200, 503}


def test_village_sees_what_serves_it_what_it_pays_and_why(client, year):
    text = text_of(client, "/katalog/sit/2026/obce/ves/")

    for words in ("2 390", "96 obyvatel k 1. ledna 2025", "0,4 %", "Co dalšího pomáháme platit", "1 195 Kč"):
        assert words in text, words


def test_address_without_a_year_leads_to_the_newest(client, year):
    answer = client.get("/katalog/obce/ves/spolecne-financovani/")

    assert answer["Location"] == "/katalog/sit/2026/obce/ves/"


def test_municipality_page_leads_to_what_is_paid(client, year):
    assert "/katalog/obce/ves/spolecne-financovani/" in text_of(client, "/katalog/obce/ves/")


def test_municipality_page_is_silent_without_a_network(client, village):
    assert "spolecne-financovani" not in text_of(client, "/katalog/obce/ves/")


def test_clients_are_told_to_nobody(client, village, coordinator):
    network = approved_network(by=coordinator)
    networks.count_clients(2026, network.entries.get().service, {village.pk: 1}, by=coordinator)
    scenario = scenario_of(network, coordinator, clients_part=50)
    financing.approve(scenario, RESOLUTION, by=coordinator)

    text = text_of(client, "/katalog/sit/2026/obce/ves/")

    assert "malá čísla prozrazují osoby" in text
    assert "Platíme" not in text
    assert "by_service" not in client.get("/katalog/sit/2026/spolecne-financovani.json").content.decode()


def test_hidden_service_keeps_its_name_in_what_was_approved_without_a_link(client, year):
    service = year.entries.get(service__name="Jezdí k nám").service
    service.is_published = False
    service.save()

    text = text_of(client, "/katalog/sit/2026/")

    assert "Jezdí k nám" in text
    assert "/katalog/sluzby/jezdi-k-nam/" not in text


@pytest.mark.parametrize("count", [2, 6])
@pytest.mark.parametrize(
    "path",
    [
        "/katalog/sit/",
        "/katalog/sit/2026/",
        "/katalog/sit/2026/porovnani/?s=2026-1",
        "/katalog/sit/2026/prispevky.csv",
        "/katalog/sit/2026/spolecne-financovani.json",
        "/katalog/sit/2026/verze/1/sit.pdf",
        "/katalog/sit/2026/verze/1/sit.csv",
        "/katalog/sit/2026/verze/1/obsah.json",
        "/katalog/sit/2026/obce/ves/",
        "/katalog/obce/ves/spolecne-financovani/",
    ],
)
def test_pages_cost_at_most_ten_queries(client, village, coordinator, count, path, django_assert_max_num_queries):
    network = approved_network(*(ServiceFactory(serves_whole_territory=True) for _ in range(count)), by=coordinator)
    financing.approve(scenario_of(network, coordinator), RESOLUTION, by=coordinator)
    client.get(path)  # what is kept in memory is there
    with django_assert_max_num_queries(10):
        client.get(path)


def test_fact_is_shown_beside_the_plan(client, village, coordinator):
    network = network_of(by=coordinator)
    networks.write(network.entries.get(), {**MONEY, ("cost", "fact"): 987_654}, by=coordinator)
    networks.approve(network, RESOLUTION, by=coordinator)

    assert "987 654 Kč" in text_of(client, reverse("services_catalog:network", args=[2026]))


def test_year_of_a_municipality_that_left_is_kept(client, year, village):
    village.in_territory_to = date(2026, 12, 31)
    village.save()

    assert "2 390" in text_of(client, "/katalog/sit/2026/obce/ves/")
