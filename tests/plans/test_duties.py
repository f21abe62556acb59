"""What plans, comments, evaluations and action plans ask for, and when it stops."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from community.models import Document
from kpss_portal.duties import Question, Rank
from plans import amending, consulting_duties, duties, packets, workflow
from plans.enums import BodyKind, PlanState
from plans.models import ActionPlan, Consultation, CouncilPacket, Evaluation, ImplementerRequest, Plan
from plans.progress import action_plans, evaluations
from plans.progress import duties as progress_duties
from plans.progress.steps import StepNotOpen
from tests.community.factories import DocumentFactory
from tests.plans.factories import PlanFactory, approved_plan, whole_plan
from tests.plans.progress_factories import evaluation_of, plan_in_force, resolution

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(coordinator, today):
    """In force from the last year to the next one."""
    return plan_in_force(
        coordinator, title="Náš plán", starts_on=date(today.year - 1, 1, 1), ends_on=date(today.year + 1, 12, 31)
    )


def told(source, user):
    return [str(duty.text) for duty in source(user)]


# --- writing and the next period


def test_incomplete_cards_are_told_to_who_writes(coordinator, editor):
    plan = whole_plan(title="Návrh")

    (found,) = duties.plans_to_write(coordinator)

    assert (str(found.text), found.question) == ("Návrh: 3 karty nejsou úplné.", Question.STALE)
    assert told(duties.plans_to_write, editor) == []
    plan.items.all().delete()
    assert told(duties.plans_to_write, coordinator) == []


def test_a_plan_that_ends_asks_for_the_next_one_a_year_before_and_then_for_its_approval(coordinator, editor, plan):
    begin, end = duties.plans_that_end(coordinator)
    assert (begin.due_on, end.due_on) == (plan.ends_on - 365 * DAY, plan.ends_on)
    assert {begin.question, end.question} == {Question.COUNCIL}
    assert told(duties.plans_that_end, editor) == []

    following = PlanFactory(predecessor=plan)
    assert [duty.due_on for duty in duties.plans_that_end(coordinator)] == [plan.ends_on]

    approved = approved_plan(coordinator, predecessor=plan)
    assert told(duties.plans_that_end, coordinator) == []
    assert {following.state, approved.state} == {PlanState.DRAFT, PlanState.APPROVED}


def test_an_amendment_does_not_count_as_the_next_plan(coordinator, plan):
    amending.amend(plan, by=coordinator)

    assert len(told(duties.plans_that_end, coordinator)) == 2


# --- the council


def test_a_draft_should_be_approved_before_its_period(coordinator, editor, today):
    PlanFactory(title="Další plán", starts_on=today + 90 * DAY, ends_on=today + 900 * DAY)

    (found,) = duties.plans_for_the_council(coordinator)

    assert (found.due_on, found.question) == (today + 90 * DAY, Question.COUNCIL)
    assert told(duties.plans_for_the_council, editor) == []


def test_the_council_needs_papers_and_then_the_decision_is_written_down(coordinator, today):
    plan = workflow.take_step(whole_plan(title="Další plán"), "hand_over", by=coordinator)
    assert told(duties.plans_for_the_council, coordinator) == [
        "„Další plán“: čeká na schválení a rada nemá podklady.",
        "Další plán čeká na zapsání schválení.",
    ]

    packets.prepare(plan, "Zastupitelstvo", today + 20 * DAY, by=coordinator)
    papers, decision = duties.plans_for_the_council(coordinator)
    assert (papers.due_on, str(decision.link)) == (today + 20 * DAY, "Zapsat schválení")

    CouncilPacket.objects.update(revoked_at=timezone.now())
    assert told(duties.plans_for_the_council, coordinator)[0].endswith("rada nemá podklady.")

    workflow.take_step(plan, "approve", by=coordinator)
    assert told(duties.plans_for_the_council, coordinator) == []


def test_an_approved_plan_is_put_in_force_when_its_period_begins(coordinator, editor, today):
    plan = approved_plan(coordinator, starts_on=today + 9 * DAY, ends_on=today + 900 * DAY)

    assert [duty.due_on for duty in duties.plans_to_put_in_force(coordinator)] == [today + 9 * DAY]
    assert told(duties.plans_to_put_in_force, editor) == []
    workflow.take_step(plan, "put_in_force", by=coordinator)
    assert told(duties.plans_to_put_in_force, coordinator) == []


def test_a_missing_official_document_burns(coordinator, editor):
    approved_plan(coordinator)

    assert [duty.rank for duty in duties.documents_to_make(coordinator)] == [Rank.OVERDUE]
    assert told(duties.documents_to_make, editor) == []


# --- comments


def round_of(plan, by, **fields):
    snapshot = amending.take_snapshot(plan, "k připomínkám", by=by)
    now = timezone.now()
    values = {"opens_at": now - DAY, "closes_at": now + DAY} | fields
    return Consultation.objects.create(plan=plan, snapshot=snapshot, title="Co změnit?", **values)


def test_a_round_without_comments_is_told_by_its_last_day_and_not_before_it_opens(coordinator, editor, today):
    round_ = round_of(whole_plan(), coordinator)
    assert [duty.due_on for duty in consulting_duties.comments_to_settle(coordinator)] == [today + DAY]
    assert told(consulting_duties.comments_to_settle, editor) == []

    Consultation.objects.filter(pk=round_.pk).update(opens_at=timezone.now() + timedelta(hours=1))
    assert told(consulting_duties.comments_to_settle, coordinator) == []


def test_comments_are_settled_by_the_day_promised_to_people(coordinator, today):
    round_ = round_of(whole_plan(), coordinator, answers_on=today + 30 * DAY)
    round_.comments.create(channel="paper", received_on=today, text="Doplnit.", state="received", number=1)

    (found,) = consulting_duties.comments_to_settle(coordinator)

    assert (str(found.link), found.due_on) == ("Vypořádat připomínky", today + 30 * DAY)


def test_a_hearing_that_took_place_asks_for_its_record(coordinator, editor):
    round_ = round_of(whole_plan(), coordinator, hearing_at=timezone.now() - DAY)
    assert len(told(consulting_duties.hearings_to_record, coordinator)) == 1
    assert told(consulting_duties.hearings_to_record, editor) == []

    DocumentFactory()
    Consultation.objects.filter(pk=round_.pk).update(record=Document.objects.get())

    assert told(consulting_duties.hearings_to_record, coordinator) == []


# --- years of a plan


def test_the_last_year_is_evaluated_by_the_end_of_march(coordinator, editor, plan, today):
    found = list(progress_duties.evaluations_to_start(coordinator))

    assert [duty.due_on for duty in found] == [date(today.year, 3, 31), date(today.year + 1, 3, 31)]
    assert f"plan={plan.pk}&year={today.year - 1}" in found[0].url
    assert told(progress_duties.evaluations_to_start, editor) == []
    evaluation_of(plan, coordinator, state="draft", year=today.year - 1)
    assert len(told(progress_duties.evaluations_to_start, coordinator)) == 1


@pytest.mark.parametrize(
    ("state", "link", "question"),
    [
        ("draft", "Oslovit realizátory", Question.DUE),
        ("collecting", "Podívat se, kdo neodpověděl", Question.ANSWERS),
        ("review", "Doplnit výsledky", Question.DUE),
        ("for_approval", "Zapsat schválení", Question.COUNCIL),
    ],
)
def test_an_evaluation_waits_for_its_next_step(coordinator, editor, plan, today, state, link, question):
    evaluation_of(plan, coordinator, state=state, year=today.year - 1)

    (found,) = progress_duties.evaluations_to_move(coordinator)

    assert (str(found.link), found.question) == (link, question)
    assert told(progress_duties.evaluations_to_move, editor) == []


def test_an_approved_evaluation_asks_for_nothing(coordinator, plan, today):
    evaluation_of(plan, coordinator, state="approved", year=today.year - 1)

    assert told(progress_duties.evaluations_to_move, coordinator) == []


def test_implementers_without_an_answer_are_counted_and_reminded_once_by_one_click(signed_in, coordinator, plan, today):
    evaluation_of(plan, coordinator, year=today.year - 1)
    Evaluation.objects.update(first_reminder_on=today)
    (found,) = progress_duties.evaluations_to_move(coordinator)
    assert (found.silent, found.due_on) == (2, today + 5 * DAY)

    for _click in range(2):
        assert signed_in(coordinator).post(found.url, dict(found.step)).status_code == 302

    counts = ImplementerRequest.objects.exclude(email="").values_list("reminder_count", flat=True)
    assert list(counts) == [1]
    assert [duty.step for duty in progress_duties.evaluations_to_move(coordinator)] == [()]


def test_late_reminders_leave_only_while_answers_are_taken(coordinator, plan, today):
    with pytest.raises(StepNotOpen):
        evaluations.remind_late(evaluation_of(plan, coordinator, state="draft", year=today.year - 1), by=coordinator)


def test_the_action_plan_of_the_next_year_is_due_before_it_begins(coordinator, editor, plan, today):
    last = date(today.year, 12, 31)
    (missing,) = progress_duties.action_plans_to_make(coordinator)
    assert (str(missing.link), missing.due_on) == ("Začít", last)
    assert told(progress_duties.action_plans_to_make, editor) == []

    made = action_plans.start(plan, today.year + 1, "Akční plán", by=coordinator)
    assert [(str(duty.link), duty.due_on) for duty in progress_duties.action_plans_to_make(coordinator)] == [
        ("Dokončit", last)
    ]

    action_plans.tick(made, list(plan.items.filter(depth=3)), [], by=coordinator)
    ActionPlan.objects.filter(pk=made.pk).update(state="for_approval")
    (waits,) = progress_duties.action_plans_to_make(coordinator)
    assert (str(waits.link), waits.question) == ("Zapsat schválení", Question.COUNCIL)

    action_plans.take_step(made, "approve", by=coordinator, resolution=resolution(body_kind=BodyKind.COUNCIL))
    assert told(progress_duties.action_plans_to_make, coordinator) == []


def test_a_plan_that_has_ended_asks_for_no_more_years(coordinator, today):
    plan_in_force(coordinator, starts_on=date(2017, 1, 1), ends_on=date(today.year - 2, 12, 31))

    assert told(progress_duties.evaluations_to_start, coordinator) == []
    assert told(progress_duties.action_plans_to_make, coordinator) == []
    assert Plan.objects.in_force().count() == 1
