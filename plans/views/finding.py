"""Finds the plan of an address for the person who asks."""

from django.db.models import OuterRef, Subquery
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
        .annotate(comments_close_at=_closing_of_open_round())
        .current_of(slug, request.user)
    )
    if plan is None:
        if Plan.objects.filter(slug=slug, state=PlanState.WITHDRAWN).exists():
            raise Gone(_("This plan was withdrawn."))
        raise Http404
    return plan


def _closing_of_open_round() -> Subquery:
    """Until when the draft can be commented on now; nothing for an approved plan."""
    rounds = Consultation.objects.open_at(timezone.now()).filter(plan=OuterRef("pk"), plan__frozen_at__isnull=True)
    return Subquery(rounds.values("closes_at")[:1])
