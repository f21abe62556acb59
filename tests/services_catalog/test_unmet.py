"""Searches without result: words, municipality and day are kept, nothing about who asked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kpss_portal.czech import fold
from plans.analyses import READY
from services_catalog.duties import words_not_found
from services_catalog.indexing import reindex_services
from services_catalog.models import Synonym, UnmetSearch
from services_catalog.unmet import by_months
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


# --- the coordinator's view ---------------------------------------------------------------------------------------


def asked(words, *, ago=0, count=1, municipality=None):
    """A stored search without result."""
    day = timezone.localdate() - timedelta(days=ago)
    return UnmetSearch.objects.create(words=words, day=day, count=count, municipality=municipality)


def test_counts_are_told_by_months_the_most_frequent_first():
    town = MunicipalityFactory(name="Terezín", slug="terezin")
    asked("canisterapie", count=2)
    asked("canisterapie", ago=40, count=1)
    asked("dialyza", count=9, municipality=town)
    asked("davno", ago=500)

    table = by_months()

    assert len(table.months) == 12
    assert [(row[0], row[1], row[3]) for row in table.rows] == [("dialyza", "Terezín", 9), ("canisterapie", "", 3)]
    assert table.rows[0][2][-1] == 9


def test_the_coordinator_sees_it_and_goes_on_to_the_vocabulary(signed_in, coordinator):
    asked("nocni sluzba", count=4)
    client = signed_in(coordinator)

    page = client.get(reverse("admin:services_catalog_unmetsearch_changelist")).content.decode()

    assert "nocni sluzba" in page
    form = client.get(reverse("admin:services_catalog_synonym_add") + "?words=nocni%20sluzba").content.decode()
    assert "nocni sluzba</textarea>" in form


def test_the_table_is_a_file_without_formulae(signed_in, coordinator):
    asked("=1+1", count=4)

    answer = signed_in(coordinator).get(reverse("admin:services_catalog_unmetsearch_export"))

    assert "'=1+1" in answer.content.decode("utf-8-sig")


def test_nobody_adds_changes_or_hides_what_was_asked(signed_in, administrator):
    row = asked("canisterapie")
    client = signed_in(administrator)

    assert client.get(reverse("admin:services_catalog_unmetsearch_add")).status_code == 403
    client.post(reverse("admin:services_catalog_unmetsearch_delete", args=[row.pk]), {"post": "yes"})
    assert UnmetSearch.objects.count() == 1


def test_a_plan_gets_it_as_a_table_without_what_one_person_may_have_asked():
    asked("canisterapie", count=3)
    asked("neco vzacneho", count=1)

    assert READY["unmet"].build().rows == [["canisterapie", "–", 3]]


def test_frequent_words_are_advice_on_the_first_page(coordinator):
    asked("canisterapie", count=3)

    assert [duty.text for duty in words_not_found(coordinator)] == [
        "Tento měsíc lidé hledali a nenašli: „canisterapie“."
    ]


def test_words_added_to_the_vocabulary_are_found_at_once(client, signed_in, coordinator):
    service = ServiceFactory(name="Návštěvy se psy")
    reindex_services()
    Synonym.objects.create(words="canisterapie").services.add(service)

    assert (
        "Návštěvy se psy" in client.get(reverse("services_catalog:catalogue"), {"q": "canisterapie"}).content.decode()
    )
