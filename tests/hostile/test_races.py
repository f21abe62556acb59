"""Two at once: one succeeds, the other one is told; nothing is doubled."""

from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from kpss_portal import audit, audit_chain
from kpss_portal.files import inspect_upload
from kpss_portal.models import AuditEntry
from plans import workflow
from plans.models import Edition, PlanEvent
from services_catalog.models import ServiceRequest
from services_catalog.network import rounds
from services_catalog.verification import workflow as verification
from tests.community.factories import OfficeFactory
from tests.hostile.cases import case
from tests.plans.factories import whole_plan
from tests.services_catalog.factories import ProviderFactory, ServiceFactory
from tests.services_catalog.network.factories import network_of
from tests.services_catalog.verification.factories import asked_for, service_with
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import FileVersion
from working_groups.minutes import taking
from working_groups.models import Minutes, MinutesFile


def at_once(work, times=3):
    """Outcomes of the work done in threads that start together."""
    barrier, outcomes = Barrier(times), []

    def run():
        barrier.wait()
        try:
            work()
            outcomes.append("done")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _turn in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def hand_over(plan, coordinator):
    return lambda: workflow.take_step(plan, "hand_over", by=coordinator)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "count"),
    [case("a plan is handed over by three at once", "V2.3.4, V15.4.2, Decidim 2023: several endorsements", "plan", 1)],
)
def test_of_two_at_once_one_succeeds(coordinator, many_connections, what, count):
    plan = whole_plan()
    outcomes = at_once(hand_over(plan, coordinator))

    assert outcomes.count("done") == count
    assert set(outcomes) == {"done", "StepNotOpen"}
    assert Edition.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "count"), [case("a meeting is announced by three at once", "V2.3.4", "meeting", 1)])
def test_people_get_one_invitation(coordinator, many_connections, what, count):
    from kpss_portal.models import OutgoingMail
    from working_groups import workflow as meetings

    group = GroupFactory()
    MembershipFactory(group=group)
    meeting = MeetingFactory(groups=[group])
    at_once(lambda: meetings.invite(meeting, by=coordinator))

    assert OutgoingMail.objects.filter(kind__contains="invit").count() in {0, count}
    assert OutgoingMail.objects.count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "count"), [case("a plan is approved by three at once", "V2.3.4, V15.4.2", "plan", 1)])
def test_a_plan_is_approved_once(coordinator, many_connections, monkeypatch, what, count):
    monkeypatch.setattr(workflow, "make_official_document", SimpleNamespace(enqueue=lambda _key: None))
    plan = whole_plan()
    workflow.take_step(plan, "hand_over", by=coordinator)
    outcomes = at_once(lambda: workflow.take_step(plan, "approve", by=coordinator))

    assert outcomes == ["StepNotOpen", "StepNotOpen", "done"]
    assert Edition.objects.count() == count
    assert PlanEvent.objects.filter(step="approve").count() == count
    assert AuditEntry.objects.filter(action="plan.approve").count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "count"), [case("figures of a provider are accepted by three at once", "V2.3.4", "figures", 1)]
)
def test_figures_are_accepted_once(coordinator, many_connections, what, count):
    OfficeFactory()
    service = ServiceFactory(provider=ProviderFactory(email="charita@example.cz"))
    network = network_of(service, by=coordinator)
    rounds.start(network, timezone.localdate() + timedelta(days=14), "Prosíme o údaje.", 30, by=coordinator)
    answer = ServiceRequest.objects.get()
    answer = rounds.write(answer, {"amount": "5", "plan-cost": "1100000"}, seen=answer.revision, name="Jana Vzorová")
    outcomes = at_once(lambda: rounds.accept(answer, seen=answer.revision, by=coordinator))

    assert outcomes == ["done"] * 3  # pressed again it is done already
    assert AuditEntry.objects.filter(action="provider_round.accept").count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "count"), [case("corrections of a card are decided by three at once", "V2.3.4", "corrections", 1)]
)
def test_corrections_are_decided_once(coordinator, many_connections, what, count):
    asked = asked_for(service_with("a@example.cz"), coordinator)
    shown = verification.shown_values(asked)
    (change,) = verification.propose(asked, verification.digests_of(shown), shown | {"other": "Máme nový telefon."})
    decision = {change.pk: verification.Decision("declined", reason="Nejde to ověřit.")}
    outcomes = at_once(lambda: verification.decide(asked, decision, by=coordinator))

    assert outcomes == ["StepNotOpen", "StepNotOpen", "done"]
    assert AuditEntry.objects.filter(action="decide corrections").count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "count"), [case("minutes are uploaded by three at once", "V2.3.4", "minutes", 1)])
def test_a_file_sent_again_is_kept_once(coordinator, many_connections, what, count):
    meeting = MeetingFactory(groups=[GroupFactory()], held=True)
    text, sheet = (inspect_upload(ContentFile(words, name="a.txt")) for words in (b"Jednali jsme.", b"Jana Vzorova"))
    first = at_once(lambda: taking.take_file(meeting, text, by=coordinator))
    second = at_once(lambda: taking.take_other(meeting.minutes, sheet, FileVersion.SHEET, by=coordinator))

    assert first + second == ["done"] * 6
    assert (Minutes.objects.count(), MinutesFile.objects.filter(version="internal").count()) == (count, count)
    assert MinutesFile.objects.exclude(version="internal").count() == count
    assert AuditEntry.objects.filter(action="minutes.upload").count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("times", "lines"), [case("lines of the log are written by four at once", "V16.4.2", 4, 5)])
def test_the_chain_of_the_log_stays_whole(coordinator, many_connections, times, lines):
    def work():
        for number in range(lines):
            audit.record(coordinator, "publish", coordinator, {"number": number})

    outcomes = at_once(work, times)
    audit_chain.seal()
    found = audit_chain.verify()

    assert outcomes == ["done"] * times
    assert (found.faults, found.waiting) == ([], 0)
    assert AuditEntry.objects.filter(action="publish").count() == times * lines
