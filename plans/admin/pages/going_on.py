"""How a plan goes on: a new version, a longer validity, the next plan, a working version kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import amending, packets, workflow
from plans.admin.pages.common import frame, plan_for
from plans.amending import NextPlan, Resolution
from plans.enums import PlanState
from plans.forms.going_on import AmendForm, ExtendForm, NextPlanForm, PacketForm, SnapshotForm
from plans.models import Plan
from plans.versions import points_of


@dataclass(frozen=True)
class Way:
    """One way on: its words, in which states it is open, its form, and what it does with a valid one."""

    label: str | Promise
    help: str | Promise
    button: str | Promise
    states: frozenset[PlanState]
    form: Callable[[Plan, Any, Any], BaseForm]
    act: Callable[[Plan, dict[str, Any], Any], str]
    permission: str = "plans.add_plan"


def _amend(plan: Plan, values: dict[str, Any], user: Any) -> str:
    amendment = amending.amend(plan, by=user, **values)
    return reverse("admin:plans_plan_outline", args=[amendment.pk])


def _extend(plan: Plan, values: dict[str, Any], user: Any) -> str:
    extended = amending.extend(plan, values.pop("until"), Resolution(**values), by=user)
    return reverse("admin:plans_plan_state", args=[extended.pk])


def _next(plan: Plan, values: dict[str, Any], user: Any) -> str:
    items = list(values.pop("items"))
    started = amending.start_next(plan, NextPlan(**values), items, by=user)
    return reverse("admin:plans_plan_outline", args=[started.pk])


def _snapshot(plan: Plan, values: dict[str, Any], user: Any) -> str:
    amending.take_snapshot(plan, by=user, **values)
    return reverse("admin:plans_plan_state", args=[plan.pk])


def _next_form(plan: Plan, data: Any, _user: Any) -> BaseForm:
    first = plan.ends_on + timedelta(days=1)
    last = first.replace(year=first.year + len(plan.years)) - timedelta(days=1)
    years = f"{first.year}–{last.year}"
    initial = {
        "title": plan.title.replace(plan.period, years),
        "short_title": _("Plan %(years)s") % {"years": years},
        "slug": f"plan-{first.year}-{last.year}",
        "starts_on": first,
        "ends_on": last,
    }
    return NextPlanForm(data, plan=plan, initial=initial)


def _packet_form(plan: Plan, data: Any, user: Any) -> BaseForm:
    points = points_of(plan.slug, user)
    initial = {"expires_on": timezone.localdate() + PACKET_HOLDS, "earlier": points[-1].key if points else ""}
    return PacketForm(data, points=points, initial=initial)


def _packet(plan: Plan, values: dict[str, Any], user: Any) -> str:
    packets.prepare(plan, by=user, **values)
    return reverse("admin:plans_plan_state", args=[plan.pk]) + "#podklady"


PACKET_HOLDS = timedelta(days=30)
APPROVED = frozenset({PlanState.APPROVED, PlanState.IN_FORCE})
WAYS = {
    "zmena": Way(
        gettext_lazy("Amend the plan"),
        gettext_lazy("A new version starts with everything that the plan has. The approved one stays as it is."),
        gettext_lazy("Start the new version"),
        APPROVED,
        lambda plan, data, user: AmendForm(data),
        _amend,
    ),
    "prodlouzeni": Way(
        gettext_lazy("Extend its validity"),
        gettext_lazy(
            "By a resolution of the body that approved it. Nothing else changes; the new version holds at once."
        ),
        gettext_lazy("Extend"),
        frozenset({PlanState.IN_FORCE}),
        lambda plan, data, user: ExtendForm(data),
        _extend,
    ),
    "dalsi-plan": Way(
        gettext_lazy("Start the plan of the next period"),
        gettext_lazy("Choose what it carries over; measures keep their story."),
        gettext_lazy("Start the plan"),
        APPROVED | {PlanState.SUPERSEDED},
        _next_form,
        _next,
    ),
    "pracovni-verze": Way(
        gettext_lazy("Keep a working version"),
        gettext_lazy(
            "The draft as it stands now, so that people are asked about exactly this text and see what changed after."
        ),
        gettext_lazy("Keep this version"),
        frozenset({PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL}),
        lambda plan, data, user: SnapshotForm(data),
        _snapshot,
        "plans.change_plan",
    ),
    "podklad": Way(
        gettext_lazy("Prepare papers for the council"),
        gettext_lazy(
            "One PDF with the draft, what changed, settled comments, money and what is missing, behind a secret link "
            "that you send to members of the council."
        ),
        gettext_lazy("Prepare the papers"),
        frozenset({PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL}),
        _packet_form,
        _packet,
        "plans.move_plan",
    ),
}


def ways_of(plan: Plan, user: Any) -> dict[str, Way]:
    """What the user may do with the plan now."""
    if plan.is_file_only:
        return {}
    return {name: way for name, way in WAYS.items() if plan.state in way.states and user.has_perm(way.permission, plan)}


def go_on(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Asks what is needed; does it by POST. What cannot be done now is told above the form, with everything typed."""
    plan = plan_for(request, pk)
    if way not in WAYS:
        raise Http404
    found = ways_of(plan, request.user).get(way)
    if found is None:
        raise PermissionDenied
    form = found.form(plan, request.POST or None, request.user)
    if request.method == "POST" and form.is_valid():
        target = _done(request, plan, found, form)
        if target:
            return HttpResponseRedirect(target)
    context = {"title": found.label, "plan": plan, "way": found, "form": form}
    return render(request, "admin/plans/go_on.html", frame(request, **context))


def _done(request: HttpRequest, plan: Plan, way: Way, form: BaseForm) -> str:
    """Where to go on; empty with the reason at the form."""
    try:
        target = way.act(plan, dict(form.cleaned_data), request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
        return ""
    except workflow.StepNotOpen:
        form.add_error(None, _("Somebody has moved this plan on meanwhile."))
        return ""
    messages.success(request, _("Done: %(step)s.") % {"step": way.label})
    return target
