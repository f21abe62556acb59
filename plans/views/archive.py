"""All plans: in force, in preparation, and the archive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plans.enums import PlanState
from plans.models import Plan


def archive(request: HttpRequest) -> HttpResponse:
    """Plans that the person may see, by where they stand."""
    plans = _one_of_each(list(Plan.objects.visible_to(request.user).newest_first().prefetch_related("approvals")))
    preparing = {PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL}
    context = {
        "in_force": [plan for plan in plans if plan.state in {PlanState.IN_FORCE, PlanState.APPROVED}],
        "preparing": [plan for plan in plans if plan.state in preparing],
        "older": [plan for plan in plans if plan.state == PlanState.SUPERSEDED],
    }
    return render(request, "plans/archive.html", context)


def _one_of_each(plans: list[Plan]) -> list[Plan]:
    """Older versions stand on the page of their plan; here is the newest approved one, and an amendment being written."""
    seen: set[tuple[str, bool]] = set()
    kept = []
    for plan in plans:  # the newest version first
        key = plan.slug, plan.is_frozen
        if key not in seen:
            seen.add(key)
            kept.append(plan)
    return kept
