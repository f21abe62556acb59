"""Steps of a round: who may take them, what they change, which letters leave."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from kpss_portal.models import AuditEntry, OutgoingMail
from services_catalog.enums import ChangeState, RequestState, RoundState, ServiceForm
from services_catalog.models import OpeningHours, ProposedChange, Service, VerificationRequest, VerificationRound
from services_catalog.verification import workflow
from services_catalog.verification.workflow import Decision, digests_of, shown_values
from tests.services_catalog.factories import ProviderFactory, ServiceFactory
from tests.services_catalog.verification.factories import RoundFactory, asked_for, service_with

pytestmark = pytest.mark.django_db


def letters(kind="verification"):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def propose(asked, **values):
    shown = shown_values(asked)
    return workflow.propose(asked, digests_of(shown), shown | values)


def state_of(asked):
    asked.refresh_from_db()
    return asked.state


# --- rounds


def test_start_asks_about_all_public_services_by_one_letter_an_address(coordinator):
    service_with("stejna@example.cz", name="Poradna")
    service_with("Stejna@example.cz", name="Stacionář")
    service_with("jina@example.cz")
    service_with(is_published=False)

    round_ = workflow.start(RoundFactory(message="Prosíme o rychlost."), by=coordinator)

    assert (round_.state, round_.started_by, round_.requests.count()) == (RoundState.RUNNING, coordinator, 3)
    first, second = letters()
    assert (first.to, second.to) == ("stejna@example.cz", "jina@example.cz")
    links = [f"http://127.0.0.1:8000{row.get_absolute_url()}" for row in round_.requests.filter(sent_to=first.to)]
    assert len(links) == 2
    assert [link for link in links if link not in first.text] == []
    assert "Prosíme o rychlost." in first.text
    assert AuditEntry.objects.get(action="start").changes == {"services": 3}


def test_round_of_chosen_services_asks_about_them_alone(coordinator):
    chosen, _other = service_with(), service_with()

    assert asked_for(chosen, coordinator).service == chosen
    assert VerificationRequest.objects.count() == 1


def test_address_of_the_provider_serves_where_the_service_has_none(coordinator):
    ServiceFactory(provider=ProviderFactory(email="Ustredi@example.cz"))

    workflow.start(RoundFactory(), by=coordinator)

    assert [mail.to for mail in letters()] == ["ustredi@example.cz"]


def test_service_without_an_address_waits_for_a_phone_call(coordinator):
    asked = asked_for(ServiceFactory(), coordinator)

    assert (asked.sent_to, asked.state, letters()) == ("", RequestState.WAITING, [])


def test_round_about_nothing_does_not_start(coordinator):
    round_ = RoundFactory()

    with pytest.raises(workflow.NobodyToAsk):
        workflow.start(round_, by=coordinator)

    round_.refresh_from_db()
    assert round_.state == RoundState.DRAFT


def test_round_starts_once(coordinator):
    service_with()
    round_ = workflow.start(RoundFactory(), by=coordinator)

    with pytest.raises(workflow.StepNotOpen):
        workflow.start(round_, by=coordinator)

    assert len(letters()) == 1


@pytest.mark.parametrize("step", [workflow.start, workflow.remind_now, workflow.close])
def test_only_keepers_of_the_catalogue_move_rounds(step, reader, administrator):
    round_ = RoundFactory()

    for person in (reader, administrator):
        with pytest.raises(PermissionDenied):
            step(round_, by=person)


def test_reminders_leave_on_their_days_and_only_to_those_who_are_silent(coordinator):
    silent, answered = service_with("ticho@example.cz"), service_with("hotovo@example.cz")
    today = timezone.localdate()
    round_ = RoundFactory(first_reminder_on=today, second_reminder_on=today + timedelta(days=7))
    workflow.start(round_, by=coordinator)
    workflow.confirm(round_.requests.get(service=answered))

    assert (workflow.remind_due(), workflow.remind_due()) == (1, 0)

    assert [mail.to for mail in letters("verification-reminder")] == ["ticho@example.cz"]
    assert round_.requests.get(service=silent).reminder_count == 1
    VerificationRound.objects.filter(pk=round_.pk).update(second_reminder_on=today)
    assert workflow.remind_due() == 1


def test_missed_first_reminder_does_not_send_two_letters(coordinator):
    service_with()
    today = timezone.localdate()
    workflow.start(RoundFactory(first_reminder_on=today - timedelta(days=8), second_reminder_on=today), by=coordinator)

    assert (workflow.remind_due(), workflow.remind_due()) == (1, 0)


def test_address_added_after_the_start_is_reminded(coordinator):
    service = ServiceFactory(provider=ProviderFactory())
    asked = asked_for(service, coordinator)
    service.provider.email = "nova@example.cz"
    service.provider.save()

    assert workflow.remind_now(asked.round, by=coordinator) == 1

    asked.refresh_from_db()
    assert (asked.sent_to, asked.reminder_count) == ("nova@example.cz", 1)


def test_close_leaves_the_silent_without_an_answer(coordinator):
    asked = asked_for(service_with(), coordinator)

    workflow.close(asked.round, by=coordinator)

    assert state_of(asked) == RequestState.UNANSWERED
    assert asked.is_open is False
    with pytest.raises(workflow.StepNotOpen):
        workflow.close(asked.round, by=coordinator)
    with pytest.raises(workflow.StepNotOpen):
        workflow.remind_now(asked.round, by=coordinator)


# --- answers


def test_confirmed_card_says_since_when_and_by_whom(coordinator):
    service = service_with(provider=ProviderFactory(name="Charita"))
    asked = asked_for(service, coordinator)

    workflow.confirm(asked)
    workflow.confirm(asked)  # pressed twice

    service.refresh_from_db()
    assert (service.verified_on, service.verified_by) == (timezone.localdate(), "Charita")
    assert state_of(asked) == RequestState.CONFIRMED
    assert AuditEntry.objects.filter(action="confirm").count() == 1


def test_officer_confirms_after_a_phone_call(coordinator, reader):
    asked = asked_for(service_with(), coordinator)
    with pytest.raises(PermissionDenied):
        workflow.confirm(asked, by=reader)

    workflow.confirm(asked, by=coordinator)

    assert AuditEntry.objects.get(action="confirm").actor == coordinator


@pytest.mark.parametrize("end", ["closed", "unpublished", "ended"])
def test_what_is_over_cannot_be_answered(end, coordinator):
    service = service_with()
    asked = asked_for(service, coordinator)
    if end == "closed":
        workflow.close(asked.round, by=coordinator)
    else:
        values = {"is_published": False} if end == "unpublished" else {"provided_until": date(2020, 1, 1)}
        Service.objects.filter(pk=service.pk).update(**values)
    asked = VerificationRequest.objects.get(pk=asked.pk)

    with pytest.raises(workflow.StepNotOpen):
        workflow.confirm(asked)
    with pytest.raises(workflow.StepNotOpen):
        propose(asked, summary="Nově")


def test_corrections_wait_and_the_card_stays(coordinator):
    service = service_with(summary="Staré")
    asked = asked_for(service, coordinator)

    changes = propose(asked, summary="Nové", price_note="Zdarma")

    service.refresh_from_db()
    assert service.summary == "Staré"
    assert state_of(asked) == RequestState.PROPOSED
    assert [(row.field, row.old_value, row.new_value) for row in changes] == [
        ("summary", "Staré", "Nové"),
        ("price_note", "", "Zdarma"),
    ]
    with pytest.raises(workflow.StepNotOpen):
        workflow.confirm(asked)


def test_form_sent_without_a_change_changes_nothing(coordinator):
    asked = asked_for(service_with(), coordinator)

    assert propose(asked) == []
    assert state_of(asked) == RequestState.WAITING


def test_second_of_two_providers_sees_the_first_and_loses_nothing(coordinator):
    asked = asked_for(service_with(), coordinator)
    shown = shown_values(asked)
    seen = digests_of(shown)
    workflow.propose(asked, seen, shown | {"summary": "První", "price_note": "Zdarma"})

    with pytest.raises(workflow.ChangedMeanwhile) as told:
        workflow.propose(asked, seen, shown | {"summary": "Druhá"})

    assert told.value.fields == {"summary", "price_note"}
    again = shown_values(asked)
    workflow.propose(asked, digests_of(again), again | {"summary": "Druhá"})
    assert set(asked.changes.values_list("field", "new_value", "state")) == {
        ("summary", "První", ChangeState.SUPERSEDED),
        ("summary", "Druhá", ChangeState.WAITING),
        ("price_note", "Zdarma", ChangeState.WAITING),
    }


def test_two_providers_who_write_the_same_are_not_stopped(coordinator):
    asked = asked_for(service_with(), coordinator)
    shown = shown_values(asked)
    for _person in range(2):
        workflow.propose(asked, digests_of(shown), shown | {"summary": "Stejné"})

    assert asked.changes.count() == 1


def test_correction_taken_back_leaves_the_card_verified(coordinator):
    service = service_with(summary="Staré")
    asked = asked_for(service, coordinator)
    propose(asked, summary="Nové")

    propose(asked, summary="Staré")

    service.refresh_from_db()
    assert state_of(asked) == RequestState.SETTLED
    assert service.verified_on == timezone.localdate()
    assert list(asked.changes.values_list("state", flat=True)) == [ChangeState.SUPERSEDED]


# --- decisions


def test_accepted_corrections_stand_on_the_card_and_verify_it(coordinator):
    service = service_with(summary="Staré", provider=ProviderFactory(name="Charita"))
    asked = asked_for(service, coordinator)
    first, second = propose(asked, summary="Nové", contacts_phone="416 123 456\n416 123 457")

    workflow.decide(asked, {row.pk: Decision(ChangeState.ACCEPTED) for row in (first, second)}, by=coordinator)

    service.refresh_from_db()
    assert (service.summary, service.verified_by) == ("Nové", "Charita")
    assert list(service.contacts.filter(kind="phone").values_list("value", flat=True)) == ["416 123 456", "416 123 457"]
    assert state_of(asked) == RequestState.SETTLED
    assert letters("verification-outcome") == []
    assert AuditEntry.objects.get(action="decide corrections").changes == {
        "summary": "accepted",
        "contacts_phone": "accepted",
    }


def test_declined_and_edited_corrections_are_mailed_with_the_reason(coordinator):
    service = service_with("sluzba@example.cz", summary="Staré")
    asked = asked_for(service, coordinator)
    summary, price, languages = propose(asked, summary="Reklama!", price_note="Skoro zdarma", languages="čeština")

    workflow.decide(
        asked,
        {
            summary.pk: Decision(ChangeState.DECLINED, reason="Reklamu do katalogu nedáváme."),
            price.pk: Decision(ChangeState.EDITED, "Zdarma"),
            languages.pk: Decision(ChangeState.ACCEPTED),
        },
        by=coordinator,
    )

    service.refresh_from_db()
    assert (service.summary, service.price_note, service.languages) == ("Staré", "Zdarma", "čeština")
    (letter,) = letters("verification-outcome")
    assert letter.to == "sluzba@example.cz"
    assert [
        words for words in ("Reklamu do katalogu nedáváme.", "Skoro zdarma", "Zdarma") if words not in letter.text
    ] == []
    assert "čeština" not in letter.text


def test_refusal_needs_a_reason_and_nothing_else_is_decided(coordinator):
    service = service_with(summary="Staré")
    asked = asked_for(service, coordinator)
    summary, price = propose(asked, summary="Nové", price_note="Zdarma")

    with pytest.raises(workflow.ReasonMissing):
        workflow.decide(
            asked,
            {summary.pk: Decision(ChangeState.ACCEPTED), price.pk: Decision(ChangeState.DECLINED, reason="  ")},
            by=coordinator,
        )

    service.refresh_from_db()
    assert service.summary == "Staré"
    assert state_of(asked) == RequestState.PROPOSED


def test_edit_that_cannot_be_stored_is_refused(coordinator):
    asked = asked_for(service_with(), coordinator)
    (phones,) = propose(asked, contacts_phone="416 123 456")

    with pytest.raises(ValidationError):
        workflow.decide(asked, {phones.pk: Decision(ChangeState.EDITED, "zavolejte nám")}, by=coordinator)


def test_two_officers_do_not_decide_twice(coordinator, second_coordinator):
    asked = asked_for(service_with(), coordinator)
    (change,) = propose(asked, summary="Nové")
    workflow.decide(asked, {change.pk: Decision(ChangeState.ACCEPTED)}, by=coordinator)

    with pytest.raises(workflow.StepNotOpen):
        workflow.decide(asked, {change.pk: Decision(ChangeState.DECLINED, reason="ne")}, by=second_coordinator)


def test_readers_do_not_decide(coordinator, reader):
    asked = asked_for(service_with(), coordinator)
    (change,) = propose(asked, summary="Nové")

    with pytest.raises(PermissionDenied):
        workflow.decide(asked, {change.pk: Decision(ChangeState.ACCEPTED)}, by=reader)


def test_corrections_are_decided_also_after_the_round_is_closed(coordinator):
    service = service_with()
    asked = asked_for(service, coordinator)
    (change,) = propose(asked, summary="Nové")
    workflow.close(asked.round, by=coordinator)

    workflow.decide(asked, {change.pk: Decision(ChangeState.ACCEPTED)}, by=coordinator)

    service.refresh_from_db()
    assert service.summary == "Nové"


def test_note_to_the_office_is_settled_without_a_letter(coordinator):
    asked = asked_for(service_with(), coordinator)
    (note,) = propose(asked, other="Stěhujeme se.")

    workflow.decide(asked, {note.pk: Decision(ChangeState.EDITED, "x")}, by=coordinator)

    assert state_of(asked) == RequestState.SETTLED
    assert letters("verification-outcome") == []


def test_hours_become_data_again(coordinator):
    service = service_with(forms=[ServiceForm.OUTPATIENT])
    asked = asked_for(service, coordinator)
    (hours,) = propose(asked, hours_outpatient="Po–St 8:00–12:00")

    workflow.decide(asked, {hours.pk: Decision(ChangeState.ACCEPTED)}, by=coordinator)

    assert OpeningHours.objects.filter(offered_form__service=service).count() == 3
    assert propose(asked, hours_outpatient=shown_values(asked)["hours_outpatient"]) == []


def test_field_that_is_gone_can_only_be_declined(coordinator):
    service = service_with(forms=[ServiceForm.OUTPATIENT])
    asked = asked_for(service, coordinator)
    (hours,) = propose(asked, hours_outpatient="Po 8:00–12:00")
    service.forms.all().delete()

    with pytest.raises(workflow.StepNotOpen):
        workflow.decide(asked, {hours.pk: Decision(ChangeState.ACCEPTED)}, by=coordinator)

    workflow.decide(asked, {hours.pk: Decision(ChangeState.DECLINED, reason="Už ne ambulantně.")}, by=coordinator)
    assert state_of(asked) == RequestState.SETTLED


@pytest.mark.parametrize(
    "values",
    [
        {"state": ChangeState.DECLINED},
        {"state": ChangeState.ACCEPTED},
        {"old_value": "stejné", "new_value": "stejné"},
        {"state": "jiný"},
    ],
)
def test_database_refuses_half_decisions(values, coordinator):
    asked = asked_for(service_with(), coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedChange.objects.create(request=asked, field="summary", **{"new_value": "a"} | values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": RoundState.RUNNING},
        {"first_reminder_on": date(2026, 5, 2), "second_reminder_on": date(2026, 5, 1)},
        {"second_reminder_on": date(2100, 1, 1)},
        {"first_reminder_on": date(2100, 1, 1)},
    ],
)
def test_database_refuses_rounds_without_sense(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundFactory(**values)
