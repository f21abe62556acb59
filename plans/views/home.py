"""The first page. It stands in this app because only plans, the topmost floor, may know all the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.models import Municipality, NewsItem
from kpss_portal.calendar import coming
from plans.enums import CostKind, PlanState
from plans.models import Plan
from plans.money import budget_of
from plans.tree import nodes_of
from plans.views.overview import item_url
from services_catalog.models import LifeSituation
from surveys.models import Survey
from surveys.poll import current_poll

EVENTS, NEWS, SITUATIONS, SURVEYS = 4, 3, 12, 2


def home(request: HttpRequest) -> HttpResponse:
    """Find help, what is going on, the plan, the news."""
    plan = Plan.objects.in_force().filter(is_file_only=False).newest_first().first()
    context = {
        "situations": LifeSituation.objects.filter(parent__isnull=True)[:SITUATIONS],
        "municipality_count": Municipality.objects.in_territory().count(),
        "open_plans": Plan.objects.filter(state=PlanState.IN_CONSULTATION).newest_first()[:2],
        "events": coming()[:EVENTS],
        "news": NewsItem.objects.public()[:NEWS],
        "plan": plan,
        "poll": current_poll(),
        "open_surveys": Survey.objects.running().filter(is_quick_poll=False).order_by("closes_at")[:SURVEYS],
    }
    return render(request, "plans/home.html", context | (_plan_facts(plan) if plan else {}))


def _plan_facts(plan: Plan) -> dict[str, object]:
    items = list(plan.items.in_tree_order())
    budget = budget_of(plan, CostKind.PLANNED, items)
    branches = [
        {
            "code": node.item.code,
            "title": node.item.title,
            "text": node.item.expected_effect or node.item.description,
            "url": item_url(plan, node.item),
        }
        for node in nodes_of(items)
    ]
    return {"branches": branches, "budget": budget, "measure_count": len(budget.working)}
