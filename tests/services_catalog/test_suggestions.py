"""What people tell of the catalogue: a mistake, a missing service; robots wait in quarantine and are forgotten."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from kpss_portal import spam_guard
from services_catalog import suggestions
from services_catalog.freshness import freshness_words, is_stale
from services_catalog.models import Suggestion
from tests.services_catalog.factories import ServiceFactory

pytestmark = pytest.mark.django_db
NEW = "services_catalog:suggest-service"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """People write longer than the tests do."""
    monkeypatch.setattr(spam_guard, "LEAST_SECONDS", 0)


def send(client, address, **values):
    given_out = client.get(address).context["form"].initial["given_out"]
    form = {"given_out": given_out, "text": "Telefon je jiný.", "email": ""} | values
    return client.post(address, form, REMOTE_ADDR="203.0.113.5")


def mistake():
    return reverse("services_catalog:report-mistake", args=[ServiceFactory().slug])


def test_a_mistake_comes_to_the_office(client):
    answer = send(client, mistake(), email="pan@example.cz")

    row = Suggestion.objects.get()
    assert answer.status_code == 302
    assert (row.kind, row.state, row.text, row.email) == ("mistake", "waiting", "Telefon je jiný.", "pan@example.cz")


def test_a_missing_service_comes_to_the_office(client):
    send(client, reverse(NEW), service_name="Noclehárna")

    assert Suggestion.objects.get().service_name == "Noclehárna"


@pytest.mark.parametrize("values", [{"homepage": "x"}, {"text": "http://a.cz http://b.cz www.c.cz http://d.cz"}])
def test_what_looks_like_spam_waits_in_quarantine_with_the_same_thanks(client, values):
    answer = send(client, reverse(NEW), service_name="Noc", **values)

    assert (answer.status_code, Suggestion.objects.get().state) == (302, "quarantine")


@pytest.mark.parametrize("token", ["", "x", signing.dumps("other", salt="x")], ids=["empty", "nonsense", "foreign"])
def test_a_form_without_its_token_is_shown_again_with_everything_typed(client, token):
    page = send(client, reverse(NEW), service_name="Noclehárna", given_out=token)

    assert (page.status_code, Suggestion.objects.count()) == (200, 0)
    assert "Noclehárna" in page.content.decode()


def test_a_form_sent_sooner_than_a_person_can_write_is_shown_again(client, monkeypatch):
    monkeypatch.setattr(spam_guard, "LEAST_SECONDS", 3)

    page = send(client, reverse(NEW), service_name="Noclehárna")

    assert (page.status_code, Suggestion.objects.count()) == (200, 0)


def test_one_sender_stops_after_ten_messages_a_day(client):
    address = mistake()

    answers = [send(client, address, text=f"Zpráva {number}").status_code for number in range(12)]

    assert (answers.count(302), answers[-1]) == (10, 429)


def test_the_same_message_twice_is_stored_once(client):
    address = mistake()
    send(client, address)
    send(client, address)

    assert Suggestion.objects.count() == 1


def test_quarantine_and_addresses_of_writers_are_forgotten_in_time(coordinator):
    now = timezone.now()
    Suggestion.objects.create(kind="mistake", text="spam", state="quarantine")
    settled = Suggestion.objects.create(kind="mistake", text="dík", email="pan@example.cz")
    Suggestion.objects.filter(pk=settled.pk).update(state="done", decided_at=now, decided_by=coordinator)

    suggestions.forget_old(now + timedelta(days=184))

    assert [(row.text, row.email) for row in Suggestion.objects.all()] == [("dík", "")]


def test_a_mistake_of_an_unpublished_service_is_not_found(client):
    service = ServiceFactory(is_published=False)

    assert client.get(reverse("services_catalog:report-mistake", args=[service.slug])).status_code == 404


@pytest.mark.parametrize(
    ("days", "words"), [(0, "ověřeno"), (365, "ověřeno"), (366, "neověřeno déle než rok"), (None, "zatím neověřeno")]
)
def test_people_see_how_old_the_truth_is(client, days, words):
    day = None if days is None else timezone.localdate() - timedelta(days=days)
    service = ServiceFactory(verified_on=day, verified_by=None if day is None else "poskytovatel")

    assert freshness_words(day).startswith(words)
    assert words in client.get(service.get_absolute_url()).content.decode().lower()
    assert is_stale(day) == (words != "ověřeno")
