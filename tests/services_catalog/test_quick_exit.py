"""Leaving the page fast: a plain link on pages for people who may be watched, and honest words about the history."""

import pytest
from bs4 import BeautifulSoup

from services_catalog.code_lists import load_code_lists
from services_catalog.models import CrisisLine
from tests.services_catalog.factories import LifeSituationFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def exits(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return [(link["href"], link["rel"]) for link in soup.select(".quick-exit a.btn")]


@pytest.mark.parametrize(("offers", "count"), [(True, 1), (False, 0)])
def test_services_that_ask_for_it_have_the_exit(client, offers, count):
    service = ServiceFactory(has_quick_exit=offers)
    situation = LifeSituationFactory()
    service.situations.add(situation)

    for address in (
        service.get_absolute_url(),
        situation.get_absolute_url(),
        f"/katalog/muj-seznam/?sluzby={service.pk}",
    ):
        assert len(exits(client, address)) == count


@pytest.mark.parametrize("address", ["/katalog/pomoc-v-krizi/", "/katalog/bezpecne-na-internetu/"])
def test_the_exit_is_a_plain_link_that_does_not_say_where_one_comes_from(client, address):
    assert exits(client, address) == [("https://www.chmi.cz/", ["noreferrer"])]


def test_the_page_about_safety_does_not_promise_an_erased_history(client):
    told = client.get("/katalog/bezpecne-na-internetu/").content.decode()

    assert "Historii prohlížeče nesmaže" in told


def test_emergency_numbers_and_the_line_for_children_are_at_hand_on_every_page(client):
    load_code_lists()

    soup = BeautifulSoup(client.get("/katalog/").content, "html.parser")

    assert [link["href"] for link in soup.select(".crisis-bar li:not(.wide) a[href^=tel]")] == [
        "tel:112", "tel:155", "tel:158", "tel:116111",
    ]  # fmt: skip
    assert CrisisLine.objects.get(phone="116 111").email == "pomoc@linkabezpeci.cz"
