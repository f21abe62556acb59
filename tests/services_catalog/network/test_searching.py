"""Networks and contributions in search; cards of services lead to their network."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from kpss_portal.search import search
from services_catalog.network import financing, networks
from services_catalog.network.indexing import CONTRIBUTION, NETWORK, reindex_networks
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import RESOLUTION, approved_network, network_of
from tests.services_catalog.network.test_financing import scenario_of

pytestmark = pytest.mark.django_db


def found(question: str) -> list[tuple[str, str]]:
    return [(entry.kind, entry.url) for entry in search(question).entries if entry.kind in {NETWORK, CONTRIBUTION}]


def test_approved_network_is_found_and_a_draft_is_not(client, coordinator):
    OfficeFactory()
    approved_network(by=coordinator, year=2026)
    networks.new_version(network_of(by=coordinator, year=2027), by=coordinator)
    reindex_networks()

    assert found("síť služeb") == [(NETWORK, "/katalog/sit/2026/")]
    assert "Sítě služeb" in client.get("/hledat/?q=síť služeb").content.decode()


def test_payment_of_a_municipality_is_found_in_its_newest_year(client, coordinator):
    OfficeFactory()
    town = MunicipalityFactory(name="Malá Ves", slug="mala-ves")
    FigureFactory(municipality=town, value=96, as_of=date(2025, 1, 1))
    for year in (2025, 2026):
        network = approved_network(by=coordinator, year=year)
        financing.approve(scenario_of(network, coordinator), RESOLUTION, by=coordinator)

    assert found("příspěvek Malá Ves") == [(CONTRIBUTION, "/katalog/sit/2026/obce/mala-ves/")]
    text = client.get("/hledat/?q=příspěvek Malá Ves").content.decode().replace("\xa0", " ")
    assert "Co platí obce" in text
    assert "300 000 Kč" in text


def test_card_leads_to_the_network_of_this_year(client, coordinator):
    OfficeFactory()
    service, year = ServiceFactory(slug="pecovatelka"), timezone.localdate().year
    for at in (year - 1, year, year + 1):
        approved_network(service, by=coordinator, year=at)

    text = client.get(reverse("services_catalog:service", args=["pecovatelka"])).content.decode()

    assert f'href="/katalog/sit/{year}/"' in text
    assert f'href="/katalog/sit/{year + 1}/"' not in text


def test_card_outside_of_networks_says_nothing_of_them(client, db):
    OfficeFactory()
    ServiceFactory(slug="pecovatelka")

    assert "/katalog/sit/2" not in client.get("/katalog/sluzby/pecovatelka/").content.decode()
