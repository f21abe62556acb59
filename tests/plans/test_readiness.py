"""What a plan lacks is said as advice; nothing of it stops the approval."""

import pytest

from plans import workflow
from plans.enums import ActorRole, AnalysisKind, ChapterRole, LevelRole
from plans.models import Analysis, Chapter, Indicator, PlanItem, PlanItemActor
from plans.readiness import items_with_cards, missing_on, readiness_of, roles_by_depth
from tests.plans.factories import PlanFactory, approval_of, cost, tree_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory(title="Plán", territory="")


def undone(plan):
    return {str(advice.label) for advice in readiness_of(plan) if not advice.is_done}


def lacks(plan, code):
    item = next(item for item in items_with_cards(plan) if item.code == code)
    return missing_on(item, roles_by_depth(plan)[item.depth])


def test_an_empty_plan_lacks_everything_the_act_names(plan):
    assert undone(plan) >= {
        "Jak plán vznikal a kdo se zapojil",
        "Analýza lidí v území",
        "Analýza služeb a potřeb",
        "Priority, cíle a opatření",
        "Rozhodnutí, které plán schvaluje",
    }


def test_what_is_written_is_ticked_off(plan):
    before = undone(plan)
    plan.territory = "Vzorovsko"
    plan.save()
    Chapter.objects.create(plan=plan, position=1, title="Jak plán vznikal", role=ChapterRole.PROCESS, body="<p>A.</p>")
    Analysis.objects.create(plan=plan, kind=AnalysisKind.SOCIODEMOGRAPHIC, title="Lidé", slug="lide")
    approval_of(plan)
    tree_of(plan, "1")

    assert len(before - undone(plan)) == 5


def test_a_measure_lacks_what_makes_it_a_measure(plan):
    tree_of(plan, "1", "1.1", "1.1.1")

    assert lacks(plan, "1.1.1") == ["realizátor", "náklady", "ukazatel", "termín", "popis"]


def test_a_complete_measure_lacks_nothing(plan):
    item = tree_of(plan, "1", "1.1", "1.1.1")["1.1.1"]
    PlanItemActor.objects.create(item=item, name="Charita Vzorov", role=ActorRole.IMPLEMENTER)
    cost(item, 1000)
    Indicator.objects.create(item=item, name="počet klientů")
    PlanItem.objects.filter(pk=item.pk).update(description="Popis.", term_text="průběžně")

    assert lacks(plan, "1.1.1") == []


def test_money_in_words_is_money(plan):
    item = tree_of(plan, "1", "1.1", "1.1.1")["1.1.1"]
    PlanItem.objects.filter(pk=item.pk).update(funding_text="dle dotace")

    assert "náklady" not in lacks(plan, "1.1.1")


def test_a_priority_needs_no_costs_and_a_goal_needs_its_effect(plan):
    tree_of(plan, "1", "1.1")

    assert (lacks(plan, "1"), lacks(plan, "1.1")) == ([], ["očekávaný dopad"])


def test_the_role_of_a_level_decides_not_its_depth():
    plan = PlanFactory(levels=("opatření",))
    plan.levels.update(role=LevelRole.MEASURE)
    tree_of(plan, "1")

    assert "náklady" in lacks(plan, "1")


def test_a_plan_that_lacks_much_can_be_approved(plan, coordinator):
    approval_of(plan)
    tree_of(plan, "1")

    workflow.take_step(plan, "hand_over", by=coordinator)
    approved = workflow.take_step(plan, "approve", by=coordinator)

    assert (approved.is_frozen, len(undone(approved)) > 5) == (True, True)
