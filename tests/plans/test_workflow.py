"""Steps of a plan."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kpss_portal.models import AuditEntry, SearchEntry
from plans import workflow
from plans.enums import PlanState, Verb
from plans.models import Edition, Plan, PlanEvent
from plans.official_document import faults_of
from tests.plans.factories import PlanFactory, approval_of, approved_plan, whole_plan

pytestmark = pytest.mark.django_db
S = PlanState
PATHS = {
    S.DRAFT: {"open_consultation": S.IN_CONSULTATION, "hand_over": S.FOR_APPROVAL, "withdraw": S.WITHDRAWN},
    S.IN_CONSULTATION: {"return_to_draft": S.DRAFT, "hand_over": S.FOR_APPROVAL, "withdraw": S.WITHDRAWN},
    S.FOR_APPROVAL: {"return_to_draft": S.DRAFT, "approve": S.APPROVED, "withdraw": S.WITHDRAWN},
    S.APPROVED: {"put_in_force": S.IN_FORCE, "supersede": S.SUPERSEDED, "withdraw": S.WITHDRAWN},
    S.IN_FORCE: {"supersede": S.SUPERSEDED, "withdraw": S.WITHDRAWN},
    S.SUPERSEDED: {},
    S.WITHDRAWN: {},
}
WAYS = {
    S.DRAFT: (),
    S.IN_CONSULTATION: ("open_consultation",),
    S.FOR_APPROVAL: ("hand_over",),
    S.APPROVED: ("hand_over", "approve"),
    S.IN_FORCE: ("hand_over", "approve", "put_in_force"),
    S.SUPERSEDED: ("hand_over", "approve", "supersede"),
    S.WITHDRAWN: ("withdraw",),
}


def plan_in(state, by):
    plan = whole_plan()
    for step in WAYS[state]:
        plan = workflow.take_step(plan, step, by=by)
    return plan


@pytest.mark.parametrize("state", list(PATHS))
@pytest.mark.parametrize("step", list(workflow.STEPS))
def test_each_step_is_open_only_where_the_table_says(coordinator, state, step):
    plan = plan_in(state, coordinator)

    if step in PATHS[state]:
        assert workflow.take_step(plan, step, by=coordinator).state == PATHS[state][step]
    else:
        with pytest.raises(workflow.StepNotOpen):
            workflow.take_step(plan, step, by=coordinator)


@pytest.mark.parametrize("role", ["editor", "reader", "administrator"])
def test_only_a_coordinator_moves_plans(role, request):
    plan = whole_plan()

    with pytest.raises(PermissionDenied):
        workflow.take_step(plan, "hand_over", by=request.getfixturevalue(role))

    plan.refresh_from_db()
    assert plan.state == S.DRAFT


def test_a_step_leaves_who_took_it(coordinator):
    plan = workflow.take_step(whole_plan(), "open_consultation", by=coordinator, note="kolo první")

    event = PlanEvent.objects.get(plan=plan)
    assert (event.from_state, event.to_state, event.taken_by, event.note) == (
        "draft",
        "in_consultation",
        coordinator,
        "kolo první",
    )
    assert AuditEntry.objects.get(action="plan.open_consultation").changes == {"state": ["draft", "in_consultation"]}


def test_approval_needs_a_decision_that_approves(coordinator):
    plan = PlanFactory()
    approval_of(plan, verb=Verb.RECOMMENDS)
    plan = workflow.take_step(plan, "hand_over", by=coordinator)

    with pytest.raises(ValidationError, match="který orgán"):
        workflow.take_step(plan, "approve", by=coordinator)

    plan.refresh_from_db()
    assert (plan.state, plan.frozen_at) == (S.FOR_APPROVAL, None)


def test_approval_freezes_one_edition_even_when_pressed_twice(coordinator):
    plan = workflow.take_step(whole_plan(), "hand_over", by=coordinator)
    workflow.take_step(plan, "approve", by=coordinator)

    with pytest.raises(workflow.StepNotOpen):
        workflow.take_step(plan, "approve", by=coordinator)

    assert Edition.objects.filter(plan=plan).count() == 1
    assert Plan.objects.get(pk=plan.pk).frozen_by == coordinator


def test_a_new_plan_in_force_supersedes_the_one_before_it(coordinator):
    old = plan_in(S.IN_FORCE, coordinator)
    new = approved_plan(coordinator, predecessor=old)

    workflow.take_step(new, "put_in_force", by=coordinator)

    old.refresh_from_db()
    assert old.state == S.SUPERSEDED
    assert Plan.objects.in_force().get() == new


def test_a_step_that_fails_changes_nothing(coordinator, monkeypatch):
    plan = workflow.take_step(whole_plan(), "hand_over", by=coordinator)

    def break_down(*_args):
        raise OSError(28, "no space left")

    monkeypatch.setattr(workflow, "record", break_down)
    with pytest.raises(OSError, match="no space"):
        workflow.take_step(plan, "approve", by=coordinator)

    plan.refresh_from_db()
    assert (plan.state, plan.frozen_at, Edition.objects.count()) == (S.FOR_APPROVAL, None, 0)


def test_search_knows_a_plan_only_while_it_is_public(coordinator, django_capture_on_commit_callbacks):
    def kinds():
        return set(SearchEntry.objects.values_list("kind", flat=True))

    plan = whole_plan()
    with django_capture_on_commit_callbacks(execute=True):
        plan = workflow.take_step(plan, "open_consultation", by=coordinator)
    assert kinds() == {"plan", "plan_item"}

    with django_capture_on_commit_callbacks(execute=True):
        workflow.take_step(plan, "return_to_draft", by=coordinator)
    assert kinds() == set()


def test_the_official_document_is_made_after_the_approval(coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        plan = approved_plan(coordinator)

    edition = Edition.objects.get(plan=plan)
    assert edition.pdf.is_ready
    assert faults_of(edition) == []


def test_open_steps_are_those_of_the_person(coordinator, editor):
    plan = whole_plan()

    assert set(workflow.open_steps(plan, coordinator)) == {"open_consultation", "hand_over", "withdraw"}
    assert workflow.open_steps(plan, editor) == {}
