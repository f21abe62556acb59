"""Providers from A to Z, situations in the order of the office, titles of services."""

import pytest
from bs4 import BeautifulSoup

from tests.services_catalog.factories import LifeSituationFactory, ProviderFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def test_providers_stand_in_the_czech_alphabet_each_letter_once(client):
    for name in ("Hospic", "Charita", "Člověk", "Centrum", "Domov", "Český spolek"):
        ServiceFactory(provider=ProviderFactory(name=name))

    page = BeautifulSoup(client.get("/katalog/poskytovatele/").content, "html.parser")

    assert [heading.get_text() for heading in page.select("main h2")] == ["C", "Č", "D", "H", "Ch"]
    assert [link.get_text() for link in page.select("main .rows a")] == [
        "Centrum", "Český spolek", "Člověk", "Domov", "Hospic", "Charita",
    ]  # fmt: skip


def test_services_of_one_name_are_told_apart_in_the_title(client):
    titles = []
    for provider in ("Charita", "Diakonie"):
        service = ServiceFactory(name="Denní stacionář", provider=ProviderFactory(name=provider))
        titles.append(BeautifulSoup(client.get(service.get_absolute_url()).content, "html.parser").title.get_text())

    assert [title.split(" – ")[0] for title in titles] == ["Denní stacionář, Charita", "Denní stacionář, Diakonie"]


def test_situations_stand_in_the_order_that_the_office_gave_them(client):
    for position, name in ((3, "Bydlení"), (1, "Nemoc"), (2, "Dluhy")):
        LifeSituationFactory(name=name, position=position)

    page = BeautifulSoup(client.get("/katalog/situace/").content, "html.parser")

    assert [heading.get_text(strip=True) for heading in page.select("main h2")] == ["Nemoc", "Dluhy", "Bydlení"]
