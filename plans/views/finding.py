"""Finds the plan of an address for the person who asks."""

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.views.errors import Gone
from plans.enums import PlanState
from plans.models import Consultation, Plan


def plan_or_404(request: HttpRequest, slug: str) -> Plan:
    """The version in force, else the newest that the person may see; Gone for a withdrawn plan."""
    plan = (
        Plan.objects.select_related("predecessor", "edition__pdf")
        .prefetch_related("levels")
        .current_of(slug, request.user)
    )
    if plan is None:
        if Plan.objects.filter(slug=slug, state=PlanState.WITHDRAWN).exists():
            raise Gone(_("This plan was withdrawn."))
        raise Http404
    return plan


def open_round(plan: Plan) -> Consultation | None:
    """The round in which the draft can be commented on now; an approved plan is not asked about."""
    if plan.is_frozen:
        return None
    return Consultation.objects.open_at(timezone.now()).filter(plan=plan).first()
