"""The one door of evaluations: implementers are asked and answer by a link, the office completes, a body approves."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from kpss_portal.privacy import retention
from plans.indexing import reindex_years
from plans.models import Evaluation, ImplementerRequest, IndicatorReport, ItemResult, Plan, SpentMoney
from plans.progress import documents, letters, news
from plans.progress.items import implementers_of, items_of_year
from plans.progress.steps import Resolution, StepNotOpen, YearStep, need_resolution
from plans.progress.tasks import make_evaluation_document
from plans.progress_enums import AskState, ValueState
from plans.progress_enums import EvaluationState as S

REMIND_AT = time(8, 0)

STEPS: dict[str, YearStep] = {
    "start": YearStep(
        gettext_lazy("Ask the implementers"),
        gettext_lazy("A letter with a link leaves to each implementer with an e-mail; you fill in the others."),
        frozenset({S.DRAFT}),
        S.COLLECTING,
    ),
    "close": YearStep(
        gettext_lazy("Close the answers"),
        gettext_lazy("Links are good no more; the working group and you complete what is missing."),
        frozenset({S.COLLECTING}),
        S.REVIEW,
    ),
    "hand_over": YearStep(
        gettext_lazy("Hand over for approval"),
        gettext_lazy("The evaluation is complete; the council decides about it."),
        frozenset({S.REVIEW}),
        S.FOR_APPROVAL,
    ),
    "return_to_review": YearStep(
        gettext_lazy("Return to the working group"),
        gettext_lazy("You can go on writing."),
        frozenset({S.FOR_APPROVAL}),
        S.REVIEW,
    ),
    "approve": YearStep(
        gettext_lazy("Record the approval and freeze"),
        gettext_lazy("The evaluation freezes for ever, everybody can read it and its document is made."),
        frozenset({S.FOR_APPROVAL}),
        S.APPROVED,
        is_final=True,
        needs_resolution=True,
    ),
}


# --- preparing ----------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(evaluation: Evaluation, *, by: Any) -> Evaluation:
    """A new evaluation with a result for each item of the year and a request for each implementer.

    Raises PermissionDenied; ValidationError for a plan that is not approved, a wrong year, or a year with nothing planned.
    """
    if not by.has_perm("plans.add_evaluation"):
        raise PermissionDenied
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=evaluation.plan_id)
    known = Evaluation.objects.filter(slug=plan.slug, year=evaluation.year).first()
    if known is not None:  # pressed twice
        return known
    items = _items_to_evaluate(plan, evaluation.year)
    evaluation.save()
    requests = _make_requests(evaluation, items)
    for item in items:
        result = ItemResult.objects.create(evaluation=evaluation, item=item)
        result.requests.set([requests[actor.name] for actor in implementers_of(item)])
    record(by, "evaluation.prepare", evaluation, {"items": len(items), "implementers": len(requests)})
    return evaluation


def _items_to_evaluate(plan: Plan, year: int) -> list[Any]:
    if not plan.is_frozen:
        raise ValidationError(_("Only an approved plan is evaluated."))
    if year not in plan.years:
        raise ValidationError(_("The plan does not speak of the year %(year)d.") % {"year": year})
    items = items_of_year(plan, year)
    if not items:
        raise ValidationError(_("Nothing was planned for this year."))
    return items


def _make_requests(evaluation: Evaluation, items: list[Any]) -> dict[str, ImplementerRequest]:
    """One for each name; the e-mail is that of the catalogue where the implementer is its provider."""
    emails: dict[str, str] = {}
    for item in items:
        for actor in implementers_of(item):
            address = actor.provider.email if actor.provider else ""
            emails[actor.name] = emails.get(actor.name) or address
    return {
        name: ImplementerRequest.objects.create(evaluation=evaluation, name=name, email=email)
        for name, email in sorted(emails.items())
    }


# --- steps --------------------------------------------------------------------------------------------------------


def locked(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, held until the end of the transaction."""
    return Evaluation.objects.select_for_update(of=("self",)).select_related("plan").get(pk=evaluation.pk)


@transaction.atomic
def take_step(evaluation: Evaluation, name: str, *, by: Any, resolution: Resolution | None = None) -> Evaluation:
    """Takes one step of STEPS. Raises StepNotOpen, PermissionDenied, ValidationError."""
    evaluation, step = locked(evaluation), STEPS.get(name)
    if step is None or evaluation.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm("plans.move_evaluation", evaluation):
        raise PermissionDenied
    before, evaluation.state = evaluation.state, step.target
    if name in PREPARATION:
        PREPARATION[name](evaluation, resolution, by)
    evaluation.save()
    record(by, f"evaluation.{name}", evaluation, {"state": [before, str(step.target)]})
    return evaluation


def _start(evaluation: Evaluation, resolution: Resolution | None, by: Any) -> None:
    if evaluation.answers_until < timezone.localdate():
        raise ValidationError(_("The last day for answers is over; move it first."))
    for asked in evaluation.requests.exclude(email=""):
        _ask(asked)
    transaction.on_commit(partial(plan_reminders, evaluation))


def _ask(asked: ImplementerRequest) -> None:
    letters.ask(asked, [result.item for result in asked.results.select_related("item").order_by("item__path")])
    asked.sent_at = timezone.now()
    asked.save(update_fields=["sent_at"])


def _close(evaluation: Evaluation, resolution: Resolution | None, by: Any) -> None:
    evaluation.requests.filter(state=AskState.WAITING).update(state=AskState.UNANSWERED)


def _approve(evaluation: Evaluation, resolution: Resolution | None, by: Any) -> None:
    _refuse_waiting_values(evaluation)
    need_resolution(evaluation, resolution)
    documents.freeze(evaluation, by)
    transaction.on_commit(partial(make_evaluation_document.enqueue, evaluation.pk))
    transaction.on_commit(partial(reindex_years, evaluation.slug))
    news.tell_soon()


def _refuse_waiting_values(evaluation: Evaluation) -> None:
    lineages = evaluation.results.values("item__lineage")
    waiting = IndicatorReport.objects.filter(
        item_lineage__in=lineages, year=evaluation.year, state=ValueState.SUBMITTED
    ).count()
    if waiting:
        words = ngettext(
            "%(count)d value of an indicator waits for approval or return.",
            "%(count)d values of indicators wait for approval or return.",
            waiting,
        )
        raise ValidationError(words % {"count": waiting})


PREPARATION: dict[str, Callable[[Evaluation, Resolution | None, Any], None]] = {
    "start": _start,
    "close": _close,
    "approve": _approve,
}


# --- answers ------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_result(result: ItemResult, money: Mapping[int, int], *, name: str, by: Any = None) -> ItemResult:
    """Stores what became of an item and what was spent by source (whole crowns; a source left out is unknown).

    by: the officer; None for an implementer, whose request was opened by a code and checked by `open_request`.
    Raises PermissionDenied, StepNotOpen.
    """
    evaluation = locked(result.evaluation)
    if evaluation.state not in S.open_for_office():
        raise StepNotOpen
    if by is not None and not by.has_perm("plans.write_evaluation", evaluation):
        raise PermissionDenied
    result.filled_at, result.filled_by = timezone.now(), name[:200]
    result.save()
    result.spent.all().delete()
    for source, amount in money.items():
        SpentMoney.objects.create(result=result, source_id=source, amount_czk=amount)
    record(by, "evaluation.write", result, {"status": result.status})
    return result


def open_request(asked: ImplementerRequest) -> ImplementerRequest:
    """The request as it is now, held; StepNotOpen when it takes no answers any more."""
    rows = ImplementerRequest.objects.select_for_update(of=("self",)).select_related("evaluation__plan")
    asked = rows.get(pk=asked.pk)
    if not asked.is_open:
        raise StepNotOpen
    return asked


@transaction.atomic
def answer(asked: ImplementerRequest) -> ImplementerRequest:
    """The implementer says that all is filled in. Pressed twice it is one answer; until the end it can still be mended.

    Raises StepNotOpen; ValidationError with the number of items without a status.
    """
    asked = open_request(asked)
    missing = asked.results.filter(status="").count()
    if missing:
        words = ngettext("%(count)d measure has no status yet.", "%(count)d measures have no status yet.", missing)
        raise ValidationError(words % {"count": missing})
    if asked.state != AskState.ANSWERED:
        asked.state, asked.answered_at, asked.reason = AskState.ANSWERED, timezone.now(), ""
        asked.save(update_fields=["state", "answered_at", "reason"])
        record(None, "evaluation.answer", asked)
    return asked


@transaction.atomic
def return_answer(asked: ImplementerRequest, reason: str, *, by: Any) -> ImplementerRequest:
    """Back to the implementer with what is to be completed; its link is open again, after the last day too.

    Raises PermissionDenied, StepNotOpen (not answered, or the evaluation is complete), ValidationError without a reason.
    """
    asked = ImplementerRequest.objects.select_for_update(of=("self",)).select_related("evaluation").get(pk=asked.pk)
    if not by.has_perm("plans.write_evaluation", asked.evaluation):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Say what is to be completed, the implementer will read it."))
    if asked.state != AskState.ANSWERED or asked.evaluation.state not in S.open_for_office():
        raise StepNotOpen
    asked.state, asked.reason = AskState.RETURNED, reason.strip()[:500]
    asked.save(update_fields=["state", "reason"])
    if asked.email:
        letters.send_back(asked)
    record(by, "evaluation.return", asked)
    return asked


# --- reminders ----------------------------------------------------------------------------------------------------


def reminders_due(evaluation: Evaluation) -> int:
    """How many reminders should have left by now."""
    days = [evaluation.first_reminder_on, evaluation.second_reminder_on]
    return sum(1 for day in days if day is not None and day <= timezone.localdate())


def plan_reminders(evaluation: Evaluation) -> None:
    """Lets the worker remind on the mornings of both days."""
    for day in (evaluation.first_reminder_on, evaluation.second_reminder_on):
        if day is not None and day >= timezone.localdate():
            enqueue_at(timezone.make_aware(datetime.combine(day, REMIND_AT)), remind_soon)


@task()
def remind_soon() -> None:
    """Reminds in all evaluations where it is time."""
    remind_due()


def remind_due() -> int:
    """Reminds as many times as the days of evaluations say; gives the number of letters. Harmless if repeated."""
    running = Evaluation.objects.filter(state=S.COLLECTING, answers_until__gte=timezone.localdate())
    return sum(_remind(evaluation, reminders_due(evaluation), None) for evaluation in running)


def remind_now(evaluation: Evaluation, *, by: Any) -> int:
    """Reminds everybody who has not answered, whatever the day is; gives the number of letters.

    Raises PermissionDenied, StepNotOpen.
    """
    if not by.has_perm("plans.move_evaluation", evaluation):
        raise PermissionDenied
    if not Evaluation.objects.get(pk=evaluation.pk).takes_answers:
        raise StepNotOpen
    return _remind(evaluation, None, by)


def remind_late(evaluation: Evaluation, *, by: Any) -> int:
    """Sends the reminders that should have left by now; pressed twice it sends nothing more. Gives the number of letters.

    Raises PermissionDenied, StepNotOpen.
    """
    if not by.has_perm("plans.move_evaluation", evaluation):
        raise PermissionDenied
    if not Evaluation.objects.get(pk=evaluation.pk).takes_answers:
        raise StepNotOpen
    return _remind(evaluation, reminders_due(evaluation), by)


@transaction.atomic
def _remind(evaluation: Evaluation, up_to: int | None, by: Any) -> int:
    """Asks those who were not asked yet, reminds those who got fewer than `up_to` reminders (None: all)."""
    evaluation = locked(evaluation)
    if not evaluation.takes_answers:  # closed while this one waited for its turn
        return 0
    sent = 0
    for asked in evaluation.requests.filter(state=AskState.WAITING).exclude(email=""):
        asked.evaluation = evaluation
        sent += _remind_one(asked, up_to)
    if sent:
        record(by, "evaluation.remind", evaluation, {"letters": sent})
    return sent


def _remind_one(asked: ImplementerRequest, up_to: int | None) -> int:
    if asked.sent_at is None:
        _ask(asked)
        return 1
    if up_to is not None and asked.reminder_count >= up_to:
        return 0
    letters.remind(asked)
    asked.reminder_count = asked.reminder_count + 1 if up_to is None else up_to
    asked.save(update_fields=["reminder_count"])
    return 1


def forget_addresses(now: datetime | None = None) -> int:
    """E-mails of implementers half a year after the evaluation is approved; gives how many."""
    return retention.run_for(ImplementerRequest, now)
