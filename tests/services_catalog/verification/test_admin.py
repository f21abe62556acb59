"""The coordinator's pages of verification, and the command for cron."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import OutgoingMail
from services_catalog.models import Suggestion, VerificationRequest
from services_catalog.verification import workflow
from tests.services_catalog.verification.factories import RoundFactory, asked_for, service_with
from tests.services_catalog.verification.test_workflow import propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


def progress(round_):
    return reverse("admin:services_catalog_round_progress", args=[round_.pk])


def decide(asked):
    return reverse("admin:services_catalog_verificationrequest_change", args=[asked.pk])


def test_a_round_is_started_reminded_and_closed_from_its_page(office):
    service_with()
    round_ = RoundFactory()

    office.get(progress(round_))
    round_.refresh_from_db()
    assert round_.state == "draft"
    states = []
    for step in ("start", "remind", "close"):
        office.post(progress(round_), {"krok": step})
        round_.refresh_from_db()
        states.append(round_.state)

    assert states == ["running", "running", "closed"]
    assert OutgoingMail.objects.filter(to="sluzba@example.cz").count() == 2


def test_a_card_is_confirmed_after_a_phone_call(office, coordinator):
    asked = asked_for(service_with(email=""), coordinator)

    office.post(progress(asked.round), {"krok": str(asked.pk)})

    asked.service.refresh_from_db()
    assert asked.service.verified_on == timezone.localdate()


@pytest.mark.parametrize("step", ["", "nic", "99999999999999999999", "²", "-1"])
def test_unknown_steps_do_nothing(office, coordinator, step):
    asked = asked_for(service_with(), coordinator)

    assert office.post(progress(asked.round), {"krok": step}).status_code in {302, 404}
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_differences_are_shown_field_by_field_and_decided(office, coordinator):
    asked = asked_for(service_with(description="Staré.", price_note="stokoruna"), coordinator)
    propose(asked, description="Nové.", price_note="dvoustovka")
    first, second = asked.changes.order_by("field")

    page = office.get(decide(asked)).content.decode()
    assert [word for word in ("Staré.", "Nové.", "stokoruna", "dvoustovka") if word not in page] == []
    office.post(
        decide(asked),
        {
            f"rozhodnuti_{first.pk}": "prevzit",
            f"hodnota_{first.pk}": "Nové, upravené.",
            f"rozhodnuti_{second.pk}": "neprevzit",
            f"duvod_{second.pk}": "Ceník říká sto korun.",
        },
    )

    asked.service.refresh_from_db()
    assert (asked.service.description, asked.service.price_note) == ("Nové, upravené.", "stokoruna")
    assert "Ceník říká sto korun." in OutgoingMail.objects.order_by("pk").last().text


def test_a_refusal_without_a_reason_is_told_and_what_was_typed_stays(office, coordinator):
    asked = asked_for(service_with(description="Staré."), coordinator)
    propose(asked, description="Nové.")
    change = asked.changes.get()

    page = office.post(decide(asked), {f"rozhodnuti_{change.pk}": "neprevzit", f"hodnota_{change.pk}": "Rozepsané."})

    assert "Napište, proč" in page.context["error"]
    assert "Rozepsané." in page.content.decode()
    change.refresh_from_db()
    assert change.state == "waiting"


def test_who_does_not_keep_the_catalogue_decides_nothing(signed_in, administrator, coordinator):
    asked = asked_for(service_with(description="Staré."), coordinator)
    propose(asked, description="Nové.")
    change = asked.changes.get()

    answer = signed_in(administrator).post(decide(asked), {f"rozhodnuti_{change.pk}": "prevzit"})

    change.refresh_from_db()
    assert (answer.status_code in {403, 302}, change.state) == (True, "waiting")


def test_the_command_sends_reminders_whose_day_has_come_once(coordinator):
    asked = asked_for(service_with(), coordinator)
    asked.round.first_reminder_on = timezone.localdate()
    asked.round.save()
    VerificationRequest.objects.update(sent_at=timezone.now() - timedelta(days=10))
    out = StringIO()

    call_command("remind_providers", stdout=out)
    call_command("remind_providers", stdout=out)

    asked.refresh_from_db()
    assert asked.reminder_count == 1


def test_messages_of_people_are_settled_with_an_answer(office):
    suggestion = Suggestion.objects.create(
        kind="new_service", service_name="Noc", text="Chybí.", email="pan@example.cz"
    )

    office.post(
        reverse("admin:services_catalog_suggestion_change", args=[suggestion.pk]),
        {"krok": "vyridit", "odpoved": "Přidali jsme ji."},
    )

    suggestion.refresh_from_db()
    assert suggestion.state == "done"
    assert "Přidali jsme ji." in OutgoingMail.objects.get(to="pan@example.cz").text


def test_a_step_of_somebody_faster_is_told(office, coordinator):
    asked = asked_for(service_with(), coordinator)
    workflow.close(asked.round, by=coordinator)

    answer = office.post(progress(asked.round), {"krok": "close"}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["Mezitím to už někdo posunul dál."]
