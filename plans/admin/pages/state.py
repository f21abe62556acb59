"""Steps of a plan: what can be done now, what was done, how far the official document is."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.freshly import ask_who_is_there
from kpss_portal.models import DocumentState
from plans import packets, workflow
from plans.admin.pages.common import frame, plan_for
from plans.admin.pages.going_on import ways_of
from plans.models import CouncilPacket, Plan
from plans.official_document import has_given_up, stored_state
from plans.readiness import readiness_of


def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the plan stands and where it can go."""
    plan = plan_for(request, pk)
    found = stored_state(plan)
    waits = (
        found["edition"] is not None
        and not plan.is_file_only
        and (found["document"] is None or found["document"].state in {DocumentState.WAITING, DocumentState.RENDERING})
    )
    context = {
        "title": _("State of the plan: %(plan)s") % {"plan": plan},
        "plan": plan,
        "steps": workflow.open_steps(plan, request.user),
        "ways": ways_of(plan, request.user),
        "snapshots": plan.snapshots.select_related("taken_by").defer("content"),
        "base_url": settings.BASE_URL,
        "packets": CouncilPacket.objects.filter(plan=plan).select_related("document", "made_by").defer("content"),
        "events": plan.events.select_related("taken_by"),
        "advice": readiness_of(plan) if not plan.is_frozen else [],
        "waits": waits,
        "has_given_up": found["edition"] is not None and has_given_up(found["edition"]),
        **found,
    }
    return render(request, "admin/plans/state.html", frame(request, **context))


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Has a document that failed made again; by POST only."""
    plan = plan_for(request, pk)
    if request.method == "POST" and workflow.make_document_again(plan, by=request.user):
        messages.success(request, _("The document is being made again."))
    return HttpResponseRedirect(reverse("admin:plans_plan_state", args=[plan.pk]))


def revoke_packet(request: HttpRequest, pk: int, packet: int) -> HttpResponse:
    """Ends the link of a packet of the council; by POST only."""
    plan = plan_for(request, pk, "plans.move_plan")
    if request.method == "POST":
        packets.revoke(get_object_or_404(CouncilPacket.objects.defer("content"), plan=plan, pk=packet), by=request.user)
        messages.success(request, _("The link works no longer."))
    return HttpResponseRedirect(reverse("admin:plans_plan_state", args=[plan.pk]) + "#podklady")


def confirm(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Tells what the step does; takes it by POST. A step that cannot be taken back wants a word typed."""
    plan = plan_for(request, pk)
    if step not in workflow.STEPS:
        raise Http404
    found = workflow.STEPS[step]
    if not request.user.has_perm(found.permission, plan):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        if found.is_final:
            ask_who_is_there(request)
        error = _take(request, plan, step)
        if not error:
            return HttpResponseRedirect(reverse("admin:plans_plan_state", args=[plan.pk]))
    context = {
        "title": found.label,
        "plan": plan,
        "step": found,
        "is_open": plan.state in found.sources,
        "error": error,
        "word": confirmation_word(),
        "note": request.POST.get("poznamka", ""),
    }
    return render(request, "admin/plans/step.html", frame(request, **context))


def confirmation_word() -> str:
    """What has to be typed for a step without a way back."""
    return _("YES")


def _take(request: HttpRequest, plan: Plan, step: str) -> str:
    """Takes the step; gives what is wrong, or an empty text."""
    if workflow.STEPS[step].is_final and request.POST.get("potvrzeni", "").strip().upper() != confirmation_word():
        return _("Type the word %(word)s to confirm.") % {"word": confirmation_word()}
    try:
        workflow.take_step(plan, step, by=request.user, note=request.POST.get("poznamka", "")[:250])
    except workflow.StepNotOpen:
        return _("Somebody has moved this plan on meanwhile.")
    except ValidationError as error:
        return " ".join(error.messages)
    messages.success(request, _("Done: %(step)s.") % {"step": workflow.STEPS[step].label})
    return ""
