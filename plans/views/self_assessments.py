"""Self-assessments of planning: the list and one of them, for reading and for printing."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from plans.models import AssessedArea, SelfAssessment
from plans.needs import quality
from plans.needs_enums import Grade
from plans.views.finding import plan_or_404

SIGNS = {
    Grade.MET: ("ok", "done"),
    Grade.MOSTLY: ("run", "mostly"),
    Grade.PARTLY: ("run", "half"),
    Grade.NOT_MET: ("bad", "cross"),
}


@require_safe
def assessments(request: HttpRequest, slug: str) -> HttpResponse:
    """All published ones; the office sees those being written too."""
    plan = plan_or_404(request, slug)
    rows = SelfAssessment.objects.filter(plan__slug=slug).select_related("plan")
    if not request.user.has_perm("plans"):
        rows = rows.filter(published_at__isnull=False)
    return render(request, "plans/self_assessments.html", {"plan": plan, "assessments": rows})


@require_safe
def assessment(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One: what the portal counted and what the office says, by areas."""
    plan = plan_or_404(request, slug)
    found = SelfAssessment.objects.filter(plan__slug=slug, uuid=uuid).select_related("plan").first()
    if found is None or not request.user.has_perm("plans.view_selfassessment", found):
        raise Http404
    context = {"plan": plan, "assessment": found, "areas": areas_of(found)}
    return render(request, "plans/self_assessment.html", context)


def areas_of(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Areas with figures: those of the day of publishing, or the present ones."""
    areas = list(assessment.areas.all())
    if assessment.is_published:
        return [_area(area, [tuple(pair) for pair in area.facts]) for area in areas]
    counted = quality.facts_of(quality.shown_plan(assessment.plan), assessment.assessed_on)
    return [_area(area, [(told.label, told.value) for told in counted[area.area]]) for area in areas]


def _area(area: AssessedArea, facts: list[Any]) -> dict[str, Any]:
    badge = None
    if area.grade:
        kind, sign = SIGNS[Grade(area.grade)]
        badge = {"kind": kind, "sign": sign, "label": str(Grade(area.grade).label)}
    return {
        "name": capfirst(str(area.get_area_display())),
        "badge": badge,
        "words": area.words,
        "facts": facts,
        "pk": area.pk,
    }
