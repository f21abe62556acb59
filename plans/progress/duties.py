"""What of evaluations, action plans and values is due."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from plans.models import ActionPlan, Evaluation, IndicatorReport, Plan
from plans.progress.evaluations import reminders_due
from plans.progress_enums import AskState, EvaluationState, ValueState

NEXT_ACTION_PLAN_FROM_MONTH = 9  # the council decides before the budget of the next year


@duty
def evaluations_to_move(user: Any) -> Iterable[Duty]:
    """Answers past their last day, reminders that should have left, evaluations that wait."""
    if not user.has_perm("plans.add_evaluation"):
        return
    for found in Evaluation.objects.filter(frozen_at__isnull=True).defer("content").select_related("plan"):
        address = reverse("admin:plans_evaluation_progress", args=[found.pk])
        told = _told(found)
        if told:
            words, link = told
            yield Duty(words, address, Rank.DUE, link, _("Evaluation"))


def _told(found: Evaluation) -> tuple[str, str] | None:
    if found.state == EvaluationState.COLLECTING:
        return _told_of_answers(found)
    if found.state == EvaluationState.REVIEW:
        return _("“%(title)s” is with the working group.") % {"title": found}, _("Complete the results")
    if found.state == EvaluationState.FOR_APPROVAL:
        return _("“%(title)s” waits for its approval to be recorded.") % {"title": found}, _("Record the approval")
    return _("“%(title)s” is prepared; implementers have not been asked.") % {"title": found}, _("Ask the implementers")


def _told_of_answers(found: Evaluation) -> tuple[str, str] | None:
    waiting = found.requests.filter(state=AskState.WAITING)
    if not found.takes_answers:
        words = _("The last day of “%(title)s” is over. Without an answer: %(count)d.")
        return words % {"title": found, "count": waiting.count()}, _("Close the answers")
    due = reminders_due(found)
    if due and waiting.filter(reminder_count__lt=due).exclude(email="").exists():
        return _("A reminder of “%(title)s” should have left.") % {"title": found}, _("Remind implementers")
    return None


@duty
def values_to_approve(user: Any) -> Iterable[Duty]:
    """Values of indicators that wait."""
    if not user.has_perm("plans.decide_indicatorreport"):
        return
    waiting = IndicatorReport.objects.filter(state=ValueState.SUBMITTED).select_related("indicator__item")
    counts: dict[int, int] = {}
    for report in waiting:
        counts[report.year] = counts.get(report.year, 0) + 1
    plan = Plan.objects.in_force().filter(is_file_only=False).newest_first().first() if counts else None
    for year, count in sorted(counts.items()):
        words = ngettext(
            "%(count)d value of an indicator of %(year)d waits.",
            "%(count)d values of indicators of %(year)d wait.",
            count,
        )
        if plan is not None and year in plan.years:
            address = reverse("admin:plans_plan_values", args=[plan.pk, year])
            yield Duty(words % {"count": count, "year": year}, address, Rank.DUE, _("Approve values"), _("Evaluation"))


@duty
def action_plans_to_make(user: Any) -> Iterable[Duty]:
    """From September on the next year needs its action plan; one that waits for approval says so."""
    if not user.has_perm("plans.add_actionplan"):
        return
    for found in ActionPlan.objects.filter(state="for_approval").defer("content"):
        address = reverse("admin:plans_actionplan_progress", args=[found.pk])
        words = _("“%(title)s” waits for its approval to be recorded.") % {"title": found}
        yield Duty(words, address, Rank.DUE, _("Record the approval"), _("Action plan"))
    today = timezone.localdate()
    if today.month < NEXT_ACTION_PLAN_FROM_MONTH:
        return
    for plan in Plan.objects.in_force().filter(is_file_only=False, ends_on__year__gt=today.year):
        if not ActionPlan.objects.filter(slug=plan.slug, year=today.year + 1).exists():
            words = _("%(plan)s has no action plan for %(year)d.") % {"plan": plan, "year": today.year + 1}
            yield Duty(words, reverse("admin:plans_actionplan_add"), Rank.DUE, _("Start it"), _("Action plan"))
