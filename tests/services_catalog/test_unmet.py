"""Searches without result: words, municipality and day are kept, nothing about who asked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kpss_portal.czech import fold
from services_catalog.indexing import reindex_services
from services_catalog.models import UnmetSearch
from tests.community.factories import MunicipalityFactory
from tests.services_catalog.factories import ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Opens the catalogue with the parameters."""

    def open_catalogue(**parameters):
        return client.get(reverse("services_catalog:catalogue"), parameters)

    return open_catalogue


def kept():
    return list(UnmetSearch.objects.values_list("words", "municipality__name", "day", "count"))


def test_what_was_not_found_is_counted_by_day(ask):
    today = timezone.localdate()
    ask(q="Canisterapie")
    ask(q="canisterapie")

    assert kept() == [("canisterapie", None, today, 2)]


def test_the_chosen_municipality_is_kept_with_it(ask):
    town = MunicipalityFactory(name="Terezín", slug="terezin")
    ask(q="canisterapie", obec=town.slug)
    ask(q="canisterapie")

    assert sorted(row[:2] for row in kept() if row[1]) == [("canisterapie", "Terezín")]
    assert UnmetSearch.objects.count() == 2


def test_what_was_found_is_not_kept(ask):
    ServiceFactory(name="Canisterapie")
    reindex_services()
    ask(q="canisterapie")

    assert kept() == []


@pytest.mark.parametrize("q", ["jan.novak@example.cz", "602 123 456", "   ", ""])
def test_what_may_be_personal_is_not_kept(ask, q):
    ask(q=q)

    assert kept() == []


def test_numbers_are_left_out_of_what_is_kept(ask):
    ask(q="canisterapie 602123456 Nováková 7501011234")

    assert [row[0] for row in kept()] == [fold("canisterapie Nováková")]


def test_nothing_but_words_municipality_day_and_count_is_stored():
    assert {field.name for field in UnmetSearch._meta.get_fields()} == {"id", "words", "municipality", "day", "count"}


def test_looking_only_at_the_head_of_the_page_counts_nothing(client):
    client.head(reverse("services_catalog:catalogue"), {"q": "canisterapie"})

    assert kept() == []
