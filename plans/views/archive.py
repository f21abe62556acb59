"""All plans: in force, in preparation, and the archive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plans.enums import PlanState
from plans.models import Plan


def archive(request: HttpRequest) -> HttpResponse:
    """Plans that the person may see, by where they stand."""
    plans = list(Plan.objects.visible_to(request.user).newest_first().prefetch_related("approvals"))
    preparing = {PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL}
    context = {
        "in_force": [plan for plan in plans if plan.state in {PlanState.IN_FORCE, PlanState.APPROVED}],
        "preparing": [plan for plan in plans if plan.state in preparing],
        "older": [plan for plan in plans if plan.state == PlanState.SUPERSEDED],
    }
    return render(request, "plans/archive.html", context)
