"""What the catalogue, its verification and the state register ask for, and when it stops."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kpss_portal.duties import Question
from kpss_portal.models import OutgoingMail
from services_catalog import duties
from services_catalog.enums import RegisterImportState, RoundState
from services_catalog.models import RegisterImport, Service, VerificationRound
from services_catalog.register.duties import register_to_compare
from services_catalog.verification import workflow
from services_catalog.verification.duties import rounds_to_move
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.verification.factories import RoundFactory, asked_for, service_with

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(source, user):
    return [str(duty.text) for duty in source(user)]


def test_services_that_nobody_verified_lead_to_a_round(editor, reader):
    today = timezone.localdate()
    for days in (181, 366, 10):
        ServiceFactory(verified_on=today - days * DAY, verified_by="poskytovatel")

    (found,) = duties.services_to_verify(editor)

    assert str(found.text) == "2 služby nejsou přes půl roku ověřené, z toho přes rok nebo nikdy: 1."
    assert (found.url, found.question) == (
        reverse("admin:services_catalog_verificationround_add"),
        Question.STALE,
    )
    assert told(duties.services_to_verify, reader) == []

    RoundFactory()
    assert next(iter(duties.services_to_verify(editor))).url.endswith("?stav=neoverene")

    Service.objects.update(verified_on=today, verified_by="poskytovatel")
    assert told(duties.services_to_verify, editor) == []


def test_expired_free_places_are_told_and_listed(signed_in, editor):
    today = timezone.localdate()
    dates = {"free_places_stated_on": today - 9 * DAY, "free_places_expire_on": today - DAY}
    service = ServiceFactory(name="Prošlá služba", free_places=2, **dates)
    ServiceFactory(name="Platná služba", free_places=2, **dates | {"free_places_expire_on": today})

    (found,) = duties.free_places_to_renew(editor)
    page = signed_in(editor).get(found.url).content.decode()

    assert "Prošlá služba" in page
    assert "Platná služba" not in page
    Service.objects.filter(pk=service.pk).update(free_places_expire_on=today)
    assert told(duties.free_places_to_renew, editor) == []


def test_services_without_a_phone_are_told_to_who_may_mend_them(editor, reader):
    ServiceFactory()

    assert told(duties.services_to_mend, editor) == ["1 služba nemá telefon."]
    assert told(duties.services_to_mend, reader) == []


def test_a_round_is_told_from_its_preparation_to_its_end(coordinator, reader):
    round_ = RoundFactory(title="Jaro")
    service_with()
    assert told(rounds_to_move, coordinator) == ["Kolo „Jaro“ je připravené, poskytovatelé zatím nebyli osloveni."]
    assert told(rounds_to_move, reader) == []

    workflow.start(round_, by=coordinator)
    (running,) = rounds_to_move(coordinator)
    assert (running.silent, running.question, running.due_on) == (1, Question.ANSWERS, round_.deadline_on)

    workflow.confirm(round_.requests.get())
    assert told(rounds_to_move, coordinator) == ["V kole „Jaro“ odpověděli všichni; můžete ho uzavřít."]

    workflow.close(VerificationRound.objects.get(), by=coordinator)
    assert told(rounds_to_move, coordinator) == []


def test_a_round_past_its_day_is_to_be_closed(coordinator):
    asked = asked_for(service_with(), coordinator)
    VerificationRound.objects.filter(pk=asked.round_id).update(deadline_on=timezone.localdate() - DAY)

    (found,) = rounds_to_move(coordinator)

    assert (str(found.link), found.silent, found.step) == ("Uzavřít kolo", 1, ())


def test_a_reminder_that_should_have_left_is_sent_by_one_click_and_only_once(signed_in, coordinator):
    asked = asked_for(service_with(), coordinator)
    VerificationRound.objects.update(first_reminder_on=timezone.localdate())
    (found,) = rounds_to_move(coordinator)

    for _click in range(2):
        assert signed_in(coordinator).post(found.url, dict(found.step)).status_code == 302

    asked.refresh_from_db()
    assert asked.reminder_count == 1
    assert OutgoingMail.objects.filter(kind="verification-reminder").count() == 1
    assert [duty.step for duty in rounds_to_move(coordinator)] == [()]


def test_late_reminders_leave_only_from_a_round_that_runs(coordinator):
    with pytest.raises(workflow.StepNotOpen):
        workflow.remind_late(RoundFactory(state=RoundState.DRAFT), by=coordinator)


def test_an_old_comparison_with_the_register_is_told(coordinator, reader):
    assert told(register_to_compare, coordinator) == ["Katalog se se státním registrem ještě neporovnával."]
    assert told(register_to_compare, reader) == []

    counts = {"services_total": 1, "kept_total": 1, "state": RegisterImportState.DONE}
    old = RegisterImport.objects.create(filename="a.json", finished_at=timezone.now() - 91 * DAY, **counts)
    assert told(register_to_compare, coordinator)[0].startswith("Katalog se se státním registrem naposledy")

    RegisterImport.objects.filter(pk=old.pk).update(finished_at=timezone.now())
    assert told(register_to_compare, coordinator) == []
