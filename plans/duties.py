"""What plans wait for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from plans.enums import CommentState, PlanState, SettlementState
from plans.models import Consultation, Edition, Plan
from plans.readiness import incomplete_items

NEXT_PLAN_BEFORE = timedelta(days=365)  # the next plan takes about a year to write


@duty
def plans_to_write(user: Any) -> Iterable[Duty]:
    """Drafts with unfinished cards, and plans that end without a successor."""
    for plan in Plan.objects.filter(state__in=[PlanState.DRAFT, PlanState.IN_CONSULTATION], is_file_only=False):
        count = len(incomplete_items(plan))
        if count:
            text = ngettext(
                "%(plan)s: %(count)d card is incomplete.", "%(plan)s: %(count)d cards are incomplete.", count
            )
            yield Duty(
                text % {"plan": plan, "count": count},
                f"{outline_of(plan)}?jen=neuplne",
                Rank.INCOMPLETE,
                _("Complete cards"),
                _("Plans"),
            )
    for plan in Plan.objects.in_force().filter(ends_on__lt=timezone.localdate() + NEXT_PLAN_BEFORE):
        if Plan.objects.following(plan).exists():
            continue
        yield Duty(
            _("%(plan)s ends within a year and no plan follows it.") % {"plan": plan},
            reverse("admin:plans_plan_go_on", args=[plan.pk, "dalsi-plan"]),
            Rank.DUE,
            _("Start the next plan"),
            _("Plans"),
        )


@duty
def plans_to_move(user: Any) -> Iterable[Duty]:
    """Plans that wait for a decision or for putting in force."""
    for plan in Plan.objects.filter(state=PlanState.FOR_APPROVAL):
        yield Duty(
            _("%(plan)s waits for its approval to be recorded.") % {"plan": plan},
            state_of(plan),
            Rank.DUE,
            _("Record the approval"),
            _("Plans"),
        )
    for plan in Plan.objects.filter(state=PlanState.APPROVED, starts_on__lte=timezone.localdate()):
        yield Duty(
            _("%(plan)s is approved and its period has begun.") % {"plan": plan},
            state_of(plan),
            Rank.DUE,
            _("Put it in force"),
            _("Plans"),
        )


@duty
def documents_to_make(user: Any) -> Iterable[Duty]:
    """Approved plans whose official document failed."""
    for edition in Edition.objects.filter(pdf__isnull=True, plan__is_file_only=False).select_related("plan"):
        yield Duty(
            _("%(plan)s has no official document yet.") % {"plan": edition.plan},
            state_of(edition.plan),
            Rank.OVERDUE,
            _("See why"),
            _("Plans"),
        )


@duty
def comments_to_settle(user: Any) -> Iterable[Duty]:
    """Rounds whose comments wait: for a settlement, for its approval, for publication."""
    if not user.has_perm("plans.view_consultation"):
        return
    for round_ in Consultation.objects.exclude(settlement_state=SettlementState.PUBLISHED).select_related("plan"):
        address = reverse("admin:plans_consultation_progress", args=[round_.pk])
        waiting = round_.comments.filter(state=CommentState.RECEIVED).count()
        if waiting:
            words = ngettext(
                "%(count)d comment waits in “%(round)s”.", "%(count)d comments wait in “%(round)s”.", waiting
            )
            rank = Rank.INCOMPLETE if round_.is_open() else Rank.DUE
            yield Duty(words % {"count": waiting, "round": round_}, address, rank, _("Settle comments"), _("Comments"))
        elif round_.settlement_state == SettlementState.APPROVED:
            words = _("The settlement of “%(round)s” is approved and not published.") % {"round": round_}
            yield Duty(words, address, Rank.DUE, _("Publish and answer"), _("Comments"))
        elif not round_.is_open() and not round_.is_ahead:
            words = _("The settlement of “%(round)s” waits for its approval.") % {"round": round_}
            yield Duty(words, address, Rank.DUE, _("Record the approval"), _("Comments"))


def outline_of(plan: Plan) -> str:
    """The plan's outline in the administration."""
    return reverse("admin:plans_plan_outline", args=[plan.pk])


def state_of(plan: Plan) -> str:
    """The page of the plan's steps in the administration."""
    return reverse("admin:plans_plan_state", args=[plan.pk])
