"""The whole plan from needs to results: which measures have which links, and where links are missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import evidence
from plans.enums import LevelRole
from plans.evidence import Order, Step
from plans.models import Indicator, Plan, PlanItem
from plans.views.finding import plan_or_404
from plans.views.overview import item_url

OF_THE_PLAN = {Order.APPROVAL}  # what stands at the plan as a whole has no column
TREE = range(Order.ITEM, Order.PROJECT)


@require_safe
def connections(request: HttpRequest, slug: str) -> HttpResponse:
    """A row for each measure, a column for each place of the chain."""
    plan = plan_or_404(request, slug)
    tree = list(plan.items.in_tree_order())
    indicators = list(Indicator.objects.filter(item__plan=plan).order_by("item__path", "position", "pk"))
    tops = [item for item in tree if item.depth == 1]
    chain = evidence.chain_of(evidence.Subject(plan, tree, tops, indicators))
    steps = [step for step in chain if step.order not in OF_THE_PLAN and step.order not in TREE]
    rows = [_row(plan, item, steps) for item in _working(plan, tree)]
    context = {
        "plan": plan,
        "steps": steps,
        "rows": rows,
        "gaps": [(step.label, sum(not row["counts"][index] for row in rows)) for index, step in enumerate(steps)],
    }
    return render(request, "plans/connections.html", context)


def _working(plan: Plan, tree: list[PlanItem]) -> list[PlanItem]:
    """Measures; in a plan without them what stands lowest."""
    roles = {level.depth: LevelRole(level.role) for level in plan.levels.all()}
    measures = [item for item in tree if roles.get(item.depth) == LevelRole.MEASURE]
    parents = {item.parent_id for item in tree}
    return measures or [item for item in tree if item.pk not in parents]


def _row(plan: Plan, item: PlanItem, steps: list[Step]) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "url": item_url(plan, item),
        "counts": [sum(node.lineage == item.lineage for node in step.nodes) for step in steps],
    }
