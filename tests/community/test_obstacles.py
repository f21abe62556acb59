"""Messages about accessibility: written without an account, told to the office, answered in thirty days, forgotten."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from community import obstacles
from community.enums import ObstacleState
from community.models import Obstacle, Office
from kpss_portal import spam_guard
from kpss_portal.duties import duties_of
from kpss_portal.models import OutgoingMail
from kpss_portal.privacy import retention
from tests.community.factories import OfficeFactory

pytestmark = pytest.mark.django_db
TELL = "/prohlaseni-o-pristupnosti/napiste-nam/"


@pytest.fixture(autouse=True)
def office(monkeypatch):
    monkeypatch.setattr(spam_guard, "LEAST_SECONDS", 0)
    return OfficeFactory(email="urad@example.cz")


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def send(client, **typed):
    token = soup(client.get(TELL)).find("input", {"name": "given_out"})["value"]
    return client.post(TELL, {"given_out": token, "text": "Sken nejde přečíst.", **typed}, follow=True)


def test_message_is_kept_and_the_office_told_without_its_words(client):
    page = send(client, page="Zápis", email="eliska@example.cz")

    assert "odpověď přijde do 30 dnů" in soup(page).get_text()
    letter = OutgoingMail.objects.get(kind="obstacle")
    assert (letter.to, "Sken" in letter.text) == ("urad@example.cz", False)
    assert Obstacle.objects.get().state == ObstacleState.WAITING


def test_sent_twice_it_is_kept_once(client):
    send(client)
    send(client)

    assert (Obstacle.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " "}, "Napište, co nejde použít."),
        ({"text": "a" * 2_001}, "Napište prosím nejvýš 2 000 znaků."),
        ({"email": "eliska"}, "e-mailovou adresu"),
        ({"page": "x" * 501}, "nejvýše 500 znaků"),
    ],
)
def test_fault_stands_by_its_field_and_nothing_is_lost(client, typed, words):
    page = soup(send(client, **{"name": "Eliška Smyšlená", **typed}))

    assert words in page.select_one("main").get_text(" ")
    assert page.find("input", {"name": "name"})["value"] == "Eliška Smyšlená"
    assert not Obstacle.objects.exists()


def test_what_a_robot_fills_in_waits_aside_and_goes_in_a_week(client):
    send(client, homepage="http://spam.example")
    Obstacle.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert (Obstacle.objects.get().state, OutgoingMail.objects.count()) == (ObstacleState.QUARANTINE, 0)
    assert retention.run_for(Obstacle) == 1


def test_office_answers_once_and_the_letter_leaves(client, signed_in, coordinator):
    send(client, email="eliska@example.cz")
    found = Obstacle.objects.get()
    address = reverse("admin:community_obstacle_change", args=[found.pk])
    staff = signed_in(coordinator)

    empty = staff.post(address, {"krok": "odpovedet", "answer": " "})
    staff.post(address, {"krok": "odpovedet", "answer": "Text posíláme."})
    again = staff.post(address, {"krok": "odpovedet", "answer": "Podruhé."}, follow=True)

    assert "Napište, co jste odpověděli" in empty.content.decode()
    letter = OutgoingMail.objects.get(kind="obstacle-answer")
    assert (letter.to, "Text posíláme." in letter.text) == ("eliska@example.cz", True)
    assert "mezitím odpověděl někdo jiný" in again.content.decode()
    assert Obstacle.objects.get().answer == "Text posíláme."


def test_answered_one_goes_in_a_year(coordinator):
    found = obstacles.answer(Obstacle.objects.create(text="Mapa"), "Seznam je pod mapou.", by=coordinator)
    Obstacle.objects.filter(pk=found.pk).update(answered_at=timezone.now() - timedelta(days=366))

    assert retention.run_for(Obstacle) == 1


def test_duty_has_the_last_day_and_only_who_may_answer_sees_it(coordinator, editor):
    Obstacle.objects.create(text="Sken nejde přečíst")

    due = [duty for duty in duties_of(coordinator) if "nejde přečíst" in str(duty.text)]

    assert [duty.due_on for duty in due] == [timezone.localdate() + timedelta(days=30)]
    assert not [duty for duty in duties_of(editor) if "nejde přečíst" in str(duty.text)]


def test_who_may_not_answer_sees_nothing(signed_in, editor):
    found = Obstacle.objects.create(text="Sken")

    assert signed_in(editor).get(reverse("admin:community_obstacle_change", args=[found.pk])).status_code == 403


def test_review_of_the_statement_is_one_button(signed_in, coordinator):
    Office.objects.update(accessibility_reviewed_on=timezone.localdate() - timedelta(days=400))
    staff = signed_in(coordinator)

    page = staff.get(reverse("admin:community_review"))
    staff.post(reverse("admin:community_review"))

    assert soup(page).select_one("#content form button").get_text() == "Platí, zapsat kontrolu"
    assert Office.objects.get().accessibility_reviewed_on == timezone.localdate()


def test_statement_has_seven_parts_and_the_way_to_write(client):
    page = soup(client.get("/prohlaseni-o-pristupnosti/"))

    assert len(page.select("main h2")) == 7
    assert page.select_one(f'main a[href="{TELL}"]')


def test_town_with_its_own_statement_is_led_to_it_and_may_still_be_written_to(client, office):
    office.accessibility_url = "https://www.example.cz/pristupnost"
    office.save()

    assert client.get("/prohlaseni-o-pristupnosti/")["Location"] == office.accessibility_url
    assert client.get(TELL).status_code == 200
