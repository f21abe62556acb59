"""Plans for tests: small by default, complete where a test asks for it."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from plans.enums import BodyKind, LevelRole, Verb
from plans.models import Approval, Chapter, FundingSource, Indicator, Plan, PlanCost, PlanItem, PlanItemActor, PlanLevel


class PlanFactory(DjangoModelFactory):
    """A draft with three levels and no items; `approved=True` also gives it the assembly's decision."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"plan-{number}")
    title = factory.Sequence(lambda number: f"Komunitní plán {number}")
    starts_on = date(2025, 1, 1)
    ends_on = date(2028, 12, 31)
    territory = "Vzorovsko"
    vision = "Každý ví, kam se obrátit."

    @factory.post_generation
    def levels(self, create, extracted, **kwargs):
        """Names of the levels; the usual three by default."""
        names = extracted or ("priorita", "cíl", "opatření")
        roles = [LevelRole.GROUPING, LevelRole.GOAL, LevelRole.MEASURE, LevelRole.ACTIVITY, LevelRole.ACTIVITY]
        for depth, name in enumerate(names, start=1):
            PlanLevel.objects.create(plan=self, depth=depth, name=name, role=roles[depth - 1])


class ItemFactory(DjangoModelFactory):
    """An item at the place given by its code, which is also its path."""

    class Meta:
        model = PlanItem

    plan = factory.SubFactory(PlanFactory)
    code = "1"
    title = factory.LazyAttribute(lambda item: f"Položka {item.code}")
    depth = factory.LazyAttribute(lambda item: item.code.count(".") + 1)
    position = factory.LazyAttribute(lambda item: int(item.code.split(".")[-1]))
    path = factory.LazyAttribute(lambda item: "".join(f"{int(part):04d}." for part in item.code.split(".")))


def tree_of(plan, *codes):
    """Items with the codes, parents first; by code."""
    items = {}
    for code in codes:
        parent = items.get(code.rpartition(".")[0])
        items[code] = ItemFactory(plan=plan, code=code, parent=parent)
    return items


def cost(item, amount, *, year=2025, source="rozpočet města", **fields):
    """An amount of an item."""
    found, _is_new = FundingSource.objects.get_or_create(name=source)
    return PlanCost.objects.create(item=item, year=year, source=found, amount_czk=amount, **fields)


def approval_of(plan, **fields):
    """The decision of the assembly that approves the plan."""
    values = {
        "body_kind": BodyKind.ASSEMBLY,
        "body_name": "Zastupitelstvo města Vzorov",
        "verb": Verb.APPROVES,
        "decided_on": date(2024, 12, 12),
        "number": "717/24/ZM/2014 OSS",
    }
    return Approval.objects.create(plan=plan, **(values | fields))


def whole_plan(**fields):
    """A plan with a chapter, a small tree, money, an indicator, an actor and its approval."""
    plan = PlanFactory(**fields)
    Chapter.objects.create(plan=plan, position=1, title="Úvod", body="<p>Text.</p>")
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2", "2")
    cost(items["1.1.1"], 1_234_567)
    Indicator.objects.create(item=items["1.1.1"], name="počet klientů", target_value=220)
    PlanItemActor.objects.create(item=items["1.1.1"], name="Charita Vzorov")
    approval_of(plan)
    return plan


def approved_plan(by, **fields):
    """The same, taken through its approval."""
    from plans import workflow

    plan = workflow.take_step(whole_plan(**fields), "hand_over", by=by)
    return workflow.take_step(plan, "approve", by=by)
