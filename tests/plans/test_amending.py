"""An approved plan goes on by new versions and new plans; what was approved stays and lineage goes on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community.models import PlanningArea
from plans import amending, workflow
from plans.amending import NextPlan, Resolution
from plans.content_document import content_of
from plans.enums import BodyKind, PlanState
from plans.models import Analysis, AnalysisTable, Plan, PlanEvent, PlanItemActor
from tests.plans.factories import approval_of, approved_plan, cost, tree_of, whole_plan
from tests.services_catalog.factories import ServiceFactory

pytestmark = pytest.mark.django_db
RESOLUTION = Resolution(BodyKind.ASSEMBLY, "Zastupitelstvo města Vzorov", date(2026, 6, 1), "12/2026")


@pytest.fixture
def plan(coordinator):
    """In force, with everything that can hang on a plan."""
    draft = whole_plan()
    item = draft.items.get(code="1.1.1")
    item.services.add(ServiceFactory())
    item.areas.add(PlanningArea.objects.create(name="Senioři", slug="seniori"))
    analysis = Analysis.objects.create(plan=draft, kind="needs", title="Potřeby", slug="potreby")
    AnalysisTable.objects.create(
        analysis=analysis, title="Chybí doprava", as_of=date(2026, 1, 1), source="anketa", columns=["a"], rows=[["b"]]
    )
    plan = workflow.take_step(draft, "hand_over", by=coordinator)
    plan = workflow.take_step(plan, "approve", by=coordinator)
    return workflow.take_step(plan, "put_in_force", by=coordinator)


def told(plan):
    """The content without what tells versions apart."""
    content = content_of(plan)
    for item in content["items"]:
        del item["uuid"]
    return {key: value for key, value in content.items() if key not in {"plan", "approvals", "change_note"}}


def test_an_amendment_starts_with_the_whole_content_of_the_plan(plan, coordinator):
    amendment = amending.amend(plan, by=coordinator, change_note="Opatření skončilo s dotací.")

    assert (amendment.slug, amendment.version, amendment.state) == (plan.slug, 2, PlanState.DRAFT)
    assert told(amendment) == told(plan)
    assert amendment.approvals.count() == 0


def test_items_keep_their_lineage_and_are_rows_of_their_own(plan, coordinator):
    amendment = amending.amend(plan, by=coordinator)

    lineages = [list(version.items.in_tree_order().values_list("lineage", flat=True)) for version in (plan, amendment)]
    keys = [set(version.items.values_list("uuid", flat=True)) for version in (plan, amendment)]
    assert lineages[0] == lineages[1]
    assert keys[0] & keys[1] == set()


def test_writing_the_amendment_leaves_the_plan_in_force_as_it_was(plan, coordinator):
    before = told(plan)
    amendment = amending.amend(plan, by=coordinator)

    amendment.items.filter(code="1.1.1").update(title="Jinak")

    assert told(plan) == before
    assert Plan.objects.current_of(plan.slug, coordinator) == plan


def test_an_approved_amendment_takes_the_place_of_the_plan(plan, coordinator):
    amendment = amending.amend(plan, by=coordinator)
    approval_of(amendment, decided_on=date(2026, 6, 1))

    for step in ("hand_over", "approve", "put_in_force"):
        amendment = workflow.take_step(amendment, step, by=coordinator)

    plan.refresh_from_db()
    assert (plan.state, amendment.state) == (PlanState.SUPERSEDED, PlanState.IN_FORCE)
    assert Plan.objects.current_of(plan.slug, coordinator) == amendment


def test_an_amendment_is_amended_again(plan, coordinator):
    first = amending.extend(plan, date(2029, 12, 31), RESOLUTION, by=coordinator)

    second = amending.amend(first, by=coordinator)

    assert (first.version, second.version, told(second)) == (2, 3, told(plan))


def test_amending_an_older_version_starts_from_the_newest_one(plan, coordinator):
    newest = amending.extend(plan, date(2029, 12, 31), RESOLUTION, by=coordinator)

    amendment = amending.amend(plan, by=coordinator)

    assert (amendment.version, amendment.ends_on) == (3, newest.ends_on)


def test_only_one_amendment_is_written_at_a_time(plan, coordinator):
    amending.amend(plan, by=coordinator)

    with pytest.raises(ValidationError):
        amending.amend(plan, by=coordinator)


def test_a_draft_is_not_amended(coordinator):
    with pytest.raises(ValidationError):
        amending.amend(whole_plan(), by=coordinator)


def test_a_plan_kept_as_files_is_not_amended(coordinator):
    plan = approved_plan(coordinator, is_file_only=True)

    with pytest.raises(ValidationError):
        amending.amend(plan, by=coordinator)


def test_an_editor_does_not_amend(plan, editor):
    with pytest.raises(PermissionDenied):
        amending.amend(plan, by=editor)


def test_an_extension_changes_the_last_day_alone(plan, coordinator):
    extended = amending.extend(plan, date(2029, 12, 31), RESOLUTION, by=coordinator)

    assert (extended.ends_on, extended.state) == (date(2029, 12, 31), PlanState.IN_FORCE)
    assert extended.approvals.get().number == "12/2026"
    assert told(extended) == told(plan)


def test_an_extension_to_an_earlier_day_changes_nothing(plan, coordinator):
    with pytest.raises(ValidationError):
        amending.extend(plan, plan.ends_on, RESOLUTION, by=coordinator)

    assert Plan.objects.count() == 1


def test_the_text_as_of_a_day_is_that_of_the_version_in_force_then(plan, coordinator, citizen):
    PlanEvent.objects.filter(plan=plan, step="put_in_force").update(taken_at=timezone.now() - timedelta(days=100))
    amended = amending.extend(plan, date(2029, 12, 31), RESOLUTION, by=coordinator)
    today = timezone.localdate()

    found = [amending.in_force_on(plan.slug, today - timedelta(days=ago), citizen) for ago in (200, 50, 0)]

    assert found == [None, plan, amended]


def test_nothing_is_in_force_after_the_last_day(plan, citizen):
    assert amending.in_force_on(plan.slug, plan.ends_on + timedelta(days=1), citizen) is None


FOLLOWING = NextPlan("plan-2029-2032", "Plán 2029–2032", "", date(2029, 1, 1), date(2032, 12, 31))


def test_the_next_plan_carries_over_chosen_items_under_their_parents(plan, coordinator):
    chosen = plan.items.filter(code="1.1.2")

    following = amending.start_next(plan, FOLLOWING, chosen, by=coordinator)

    old = {item.title: item.lineage for item in plan.items.all()}
    assert [(item.code, item.title) for item in following.items.in_tree_order()] == [
        ("1", "Položka 1"),
        ("1.1", "Položka 1.1"),
        ("1.1.1", "Položka 1.1.2"),
    ]
    assert all(item.lineage == old[item.title] for item in following.items.all())
    assert (following.predecessor, following.state) == (plan, PlanState.DRAFT)


def test_the_next_plan_carries_who_and_for_whom_but_no_money(plan, coordinator):
    following = amending.start_next(plan, FOLLOWING, plan.items.filter(code="1.1.1"), by=coordinator)

    item = following.items.get(depth=3)
    assert [actor.name for actor in PlanItemActor.objects.filter(item=item)] == ["Charita Vzorov"]
    assert (item.areas.count(), item.services.count(), item.costs.count()) == (1, 1, 0)


def test_money_of_other_years_stays_behind_when_the_period_moves(coordinator):
    plan = whole_plan()
    cost(plan.items.get(code="1.1.1"), 5, year=2024)
    approved = workflow.take_step(workflow.take_step(plan, "hand_over", by=coordinator), "approve", by=coordinator)

    amendment = amending.amend(approved, by=coordinator)

    assert set(amendment.items.get(code="1.1.1").costs.values_list("year", flat=True)) == {2025}


def test_a_working_version_stays_when_the_draft_goes_on(coordinator):
    draft = whole_plan()
    snapshot = amending.take_snapshot(draft, "pro veřejnost", by=coordinator)

    draft.items.filter(code="1").update(title="Jinak")

    snapshot.refresh_from_db()
    assert "Položka 1" in snapshot.content
    assert "Jinak" not in snapshot.content
    assert amending.take_snapshot(draft, "druhá", by=coordinator).number == 2


def test_a_working_version_does_not_change(coordinator):
    snapshot = amending.take_snapshot(whole_plan(), "pro veřejnost", by=coordinator)

    snapshot.content = "{}"
    with pytest.raises(TypeError):
        snapshot.save()


@pytest.mark.parametrize("count", [2, 20])
def test_copying_costs_the_same_for_any_tree(coordinator, count, django_assert_max_num_queries):
    plan = whole_plan()
    tree_of(plan, *(str(number) for number in range(3, 3 + count)))
    approved = workflow.take_step(workflow.take_step(plan, "hand_over", by=coordinator), "approve", by=coordinator)

    with django_assert_max_num_queries(95):
        amending.amend(approved, by=coordinator)
