"""What of evaluations, action plans and values is due, and which implementers have not answered."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from plans.models import ActionPlan, Evaluation, IndicatorReport, Plan
from plans.progress.evaluations import reminders_due
from plans.progress_enums import ActionPlanState, AskState, EvaluationState, ValueState

EVALUATE_BY = (3, 31)  # of the next year, month and day; practice of towns, no law gives it


@duty
def evaluations_to_move(user: Any) -> Iterable[Duty]:
    """Evaluations that wait: for answers until their last day, for reminders that should have left, for a step."""
    if not user.has_perm("plans.move_evaluation"):
        return
    waiting = Q(requests__state=AskState.WAITING)
    late = waiting & ~Q(requests__email="")
    found = Evaluation.objects.filter(frozen_at__isnull=True).annotate(
        waiting=Count("requests", filter=waiting),
        late_first=Count("requests", filter=late & Q(requests__reminder_count__lt=1)),
        late_second=Count("requests", filter=late & Q(requests__reminder_count__lt=2)),
    )
    for evaluation in found.defer("content").order_by("year", "pk"):
        yield _told(evaluation)


def _told(found: Any) -> Duty:
    facts = {"title": found, "count": found.waiting, "day": date_cs(found.answers_until)}
    if found.state == EvaluationState.COLLECTING:
        return _told_of_answers(found, facts)
    if found.state == EvaluationState.REVIEW:
        return _duty(found, _("“%(title)s” is with the working group.") % facts, _("Complete the results"))
    if found.state == EvaluationState.FOR_APPROVAL:
        words = _("“%(title)s” waits for its approval to be recorded.") % facts
        return _duty(found, words, _("Record the approval"), question=Question.COUNCIL)
    words = _("“%(title)s” is prepared; implementers have not been asked.") % facts
    return _duty(found, words, _("Ask the implementers"))


def _told_of_answers(found: Any, facts: dict[str, Any]) -> Duty:
    more: dict[str, Any] = {"due_on": found.answers_until, "question": Question.ANSWERS, "silent": found.waiting}
    if not found.takes_answers:
        words = _("The last day of “%(title)s” is over. Without an answer: %(count)d.") % facts
        return _duty(found, words, _("Close the answers"), **more)
    due = reminders_due(found)
    if due and (found.late_first, found.late_second)[due - 1]:
        words = _("A reminder of “%(title)s” should have left.") % facts
        return _duty(found, words, _("Remind implementers"), step=(("krok", "remind-late"),), **more)
    words = _("Implementers answer for “%(title)s” until %(day)s.") % facts
    return _duty(found, words, _("See who has not answered"), **more)


def _duty(found: Evaluation, words: str, link: str, **more: Any) -> Duty:
    url = reverse("admin:plans_evaluation_progress", args=[found.pk])
    return Duty(words, url, Rank.DUE, link, _("Evaluation"), **more)


@duty
def evaluations_to_start(user: Any) -> Iterable[Duty]:
    """Plans in force: the evaluation of last year until the end of March, and that of this year in the next one."""
    if not user.has_perm("plans.add_evaluation"):
        return
    this = timezone.localdate().year
    known = set(Evaluation.objects.filter(year__in=[this - 1, this]).values_list("slug", "year"))
    for plan in _living_plans():
        for year in (this - 1, this):
            if year in plan.years and (plan.slug, year) not in known:
                words = _("%(plan)s: the year %(year)d is to be evaluated.") % {"plan": plan, "year": year}
                url = f"{reverse('admin:plans_evaluation_add')}?plan={plan.pk}&year={year}"
                due_on = date(year + 1, *EVALUATE_BY)
                yield Duty(words, url, Rank.DUE, _("Prepare the evaluation"), _("Evaluation"), due_on=due_on)


def _living_plans() -> list[Plan]:
    return list(Plan.objects.in_force().filter(is_file_only=False).newest_first())


@duty
def values_to_approve(user: Any) -> Iterable[Duty]:
    """Values of indicators that wait."""
    if not user.has_perm("plans.decide_indicatorreport"):
        return
    counts = Counter(IndicatorReport.objects.filter(state=ValueState.SUBMITTED).values_list("year", flat=True))
    plan = next(iter(_living_plans()), None) if counts else None
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
    """The action plan of a year is approved before the year begins."""
    if not user.has_perm("plans.move_actionplan"):
        return
    unfinished = [ActionPlanState.DRAFT, ActionPlanState.FOR_APPROVAL]
    for found in ActionPlan.objects.filter(state__in=unfinished).defer("content").order_by("year", "pk"):
        yield _unfinished(found)
    yield from _missing()


def _unfinished(found: ActionPlan) -> Duty:
    """The first version is due before the year; a later one changes it on the way and has no day."""
    due_on = _before(found.year) if found.version == 1 else None
    if found.state == ActionPlanState.FOR_APPROVAL:
        words, link = _("“%(title)s” waits for its approval to be recorded."), _("Record the approval")
    else:
        words, link = _("“%(title)s” is being written; the council approves it before the year begins."), _("Finish it")
    url = reverse("admin:plans_actionplan_progress", args=[found.pk])
    more: dict[str, Any] = {"due_on": due_on, "question": Question.COUNCIL}
    return Duty(words % {"title": found}, url, Rank.DUE, link, _("Action plan"), **more)


def _missing() -> Iterable[Duty]:
    year = timezone.localdate().year + 1
    known = set(ActionPlan.objects.filter(year=year).values_list("slug", flat=True))
    for plan in _living_plans():
        if year in plan.years and plan.slug not in known:
            words = _("%(plan)s has no action plan for %(year)d.") % {"plan": plan, "year": year}
            more: dict[str, Any] = {"due_on": _before(year), "question": Question.COUNCIL}
            url = f"{reverse('admin:plans_actionplan_add')}?plan={plan.pk}&year={year}"
            yield Duty(words, url, Rank.DUE, _("Start it"), _("Action plan"), **more)


def _before(year: int) -> date:
    return date(year - 1, 12, 31)
