"""A plan in force with two measures, and what is made of it for a year."""

from datetime import timedelta

from django.utils import timezone

from plans import workflow
from plans.enums import BodyKind
from plans.models import Evaluation, Indicator, PlanItemActor
from plans.progress import evaluations
from plans.progress.steps import Resolution
from tests.plans.factories import PlanFactory, approval_of, cost, tree_of

YEAR = 2025
CHARITY, TOWN = "Charita Vzorov", "Město Vzorov"


def plan_in_force(by, **fields):
    """Two measures of two implementers, one indicator of people with a target, money for one of them."""
    plan = PlanFactory(**fields)
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2")
    cost(items["1.1.1"], 400_000)
    Indicator.objects.create(item=items["1.1.1"], name="počet klientů", unit="osoby", target_value=220, direction="up")
    PlanItemActor.objects.create(item=items["1.1.1"], name=CHARITY)
    PlanItemActor.objects.create(item=items["1.1.2"], name=TOWN)
    approval_of(plan)
    for step in ("hand_over", "approve", "put_in_force"):
        plan = workflow.take_step(plan, step, by=by)
    return plan


def resolution(**fields):
    """A decision of the council."""
    values = {"body_kind": BodyKind.COUNCIL, "body_name": "Rada města Vzorov", "decided_on": timezone.localdate()}
    return Resolution(**(values | {"number": "12/3/2026"} | fields))


def evaluation_of(plan, by, *, state="collecting", year=YEAR):
    """An evaluation taken as far as asked; implementers have addresses."""
    draft = Evaluation(
        plan=plan, year=year, title=f"Vyhodnocení {year}", answers_until=timezone.localdate() + timedelta(days=5)
    )
    found = evaluations.prepare(draft, by=by)
    for asked in found.requests.all():
        asked.email = "charita@example.cz" if asked.name == CHARITY else ""
        asked.save()
    steps = {"draft": [], "collecting": ["start"], "review": ["start", "close"]}
    steps["for_approval"] = [*steps["review"], "hand_over"]
    steps["approved"] = [*steps["for_approval"], "approve"]
    for step in steps[state]:
        found = evaluations.take_step(found, step, by=by, resolution=resolution() if step == "approve" else None)
    return found


def bigger_plan(by):
    """Twelve measures of one implementer, each with an indicator."""
    plan = PlanFactory(slug="vetsi")
    codes = [f"{first}.1.{last}" for first in (1, 2, 3) for last in (1, 2, 3, 4)]
    items = tree_of(plan, "1", "1.1", "2", "2.1", "3", "3.1", *codes)
    for code in codes:
        PlanItemActor.objects.create(item=items[code], name=CHARITY)
        Indicator.objects.create(item=items[code], name="počet", target_value=5)
    approval_of(plan)
    for step in ("hand_over", "approve", "put_in_force"):
        plan = workflow.take_step(plan, step, by=by)
    return plan
