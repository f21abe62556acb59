"""What plans wait for: what is written, what the council needs, when the next period begins."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from plans.enums import PlanState
from plans.models import Edition, Plan
from plans.readiness import incomplete_counts

NEXT_PLAN_BEFORE = timedelta(days=365)  # the next plan takes about a year to write
MOVE = "plans.move_plan"
WRITTEN = (PlanState.DRAFT, PlanState.IN_CONSULTATION)


@duty
def plans_to_write(user: Any) -> Iterable[Duty]:
    """Drafts with unfinished cards."""
    if not user.has_perm("plans.change_plan"):
        return
    plans = list(Plan.objects.filter(state__in=WRITTEN, is_file_only=False))
    counts = incomplete_counts(plans)
    for plan in plans:
        count = counts[plan.pk]
        if count:
            text = ngettext(
                "%(plan)s: %(count)d card is incomplete.", "%(plan)s: %(count)d cards are incomplete.", count
            )
            url, link = f"{outline_of(plan)}?jen=neuplne", _("Complete cards")
            words = text % {"plan": plan, "count": count}
            yield Duty(words, url, Rank.INCOMPLETE, link, _("Plans"), question=Question.STALE)


@duty
def plans_that_end(user: Any) -> Iterable[Duty]:
    """Plans in force: the day by which the next one must be begun, and the end of validity while no other is approved."""
    if not user.has_perm("plans.add_plan"):
        return
    following = _followed()
    plans = Plan.objects.in_force().annotate(
        has_next=Exists(following), has_approved_next=Exists(following.filter(state__in=PlanState.frozen()))
    )
    for plan in plans.order_by("ends_on", "pk"):
        if not plan.has_next:
            words = _("%(plan)s ends on %(day)s and no plan follows it; writing one takes about a year.")
            yield _on_the_way(plan, words, plan.ends_on - NEXT_PLAN_BEFORE, "dalsi-plan", _("Start the next plan"))
        if not plan.has_approved_next:
            words = _("The validity of %(plan)s ends on %(day)s: the next plan must be approved, or this one extended.")
            yield _on_the_way(plan, words, plan.ends_on, "prodlouzeni", _("Extend its validity"))


def _followed() -> QuerySet[Plan]:
    """Plans of the next period, whichever version of the outer plan they name as the one before them."""
    return Plan.objects.filter(predecessor__slug=OuterRef("slug")).exclude(slug=OuterRef("slug"))


def _on_the_way(plan: Plan, words: str, due_on: date, way: str, link: str) -> Duty:
    url = reverse("admin:plans_plan_go_on", args=[plan.pk, way])
    text = words % {"plan": plan, "day": date_cs(plan.ends_on)}
    return Duty(text, url, Rank.DUE, link, _("Plans"), due_on=due_on, question=Question.COUNCIL)


@duty
def plans_for_the_council(user: Any) -> Iterable[Duty]:
    """Plans on their way to the vote: papers for the council, the decision to write down, and drafts whose period nears."""
    if not user.has_perm(MOVE):
        return
    open_packets = Q(packets__revoked_at__isnull=True)
    plans = Plan.objects.filter(state__in=[*WRITTEN, PlanState.FOR_APPROVAL]).annotate(
        packet_until=Max("packets__expires_on", filter=open_packets)
    )
    for plan in plans.order_by("starts_on", "pk"):
        before = plan.starts_on if not plan.is_amendment else None
        if plan.state != PlanState.FOR_APPROVAL:
            if before is not None:
                words = _("%(plan)s should be approved before its period begins.") % {"plan": plan}
                yield _council(words, state_of(plan), _("See what is missing"), before)
            continue
        yield from _papers(plan)
        words = _("%(plan)s waits for its approval to be recorded.") % {"plan": plan}
        yield _council(words, state_of(plan), _("Record the approval"), before)


def _papers(plan: Any) -> Iterable[Duty]:
    url = reverse("admin:plans_plan_go_on", args=[plan.pk, "podklad"])
    if plan.packet_until is None or plan.packet_until < timezone.localdate():
        words = _("%(plan)s is for approval and the council has no papers.") % {"plan": plan}
        yield _council(words, url, _("Prepare papers"))
        return
    words = _("The link to the papers of %(plan)s works until %(day)s.")
    facts = {"plan": plan, "day": date_cs(plan.packet_until)}
    yield _council(words % facts, url, _("Prepare new papers"), plan.packet_until)


@duty
def plans_to_put_in_force(user: Any) -> Iterable[Duty]:
    """Approved plans with the day on which their period begins."""
    if not user.has_perm(MOVE):
        return
    for plan in Plan.objects.filter(state=PlanState.APPROVED).order_by("starts_on", "pk"):
        words = _("%(plan)s is approved and holds from %(day)s.") % {"plan": plan, "day": date_cs(plan.starts_on)}
        due_on = plan.starts_on if not plan.is_amendment else None
        yield _council(words, state_of(plan), _("Put it in force"), due_on)


@duty
def documents_to_make(user: Any) -> Iterable[Duty]:
    """Approved plans whose official document failed."""
    if not user.has_perm(MOVE):
        return
    missing = Edition.objects.filter(pdf__isnull=True, plan__is_file_only=False)
    for edition in missing.select_related("plan").defer("content"):
        words = _("%(plan)s has no official document yet.") % {"plan": edition.plan}
        yield Duty(words, state_of(edition.plan), Rank.OVERDUE, _("See why"), _("Plans"))


def _council(words: str, url: str, link: str, due_on: date | None = None) -> Duty:
    return Duty(words, url, Rank.DUE, link, _("Plans"), due_on=due_on, question=Question.COUNCIL)


def outline_of(plan: Plan) -> str:
    """The plan's outline in the administration."""
    return reverse("admin:plans_plan_outline", args=[plan.pk])


def state_of(plan: Plan) -> str:
    """The page of the plan's steps in the administration."""
    return reverse("admin:plans_plan_state", args=[plan.pk])
