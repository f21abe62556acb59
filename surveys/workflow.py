"""Every change of a survey's state: one table of steps, one function that takes a step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from kpss_portal.audit import record
from surveys import indexing
from surveys.enums import BatchState, Channel
from surveys.enums import SurveyState as S
from surveys.errors import StepNotOpen
from surveys.mixing import mix
from surveys.models import Response, Survey, UnfinishedSheet
from surveys.models.survey import GRACE
from surveys.readiness import obstacles_of
from surveys.tasks import make_paper_forms


@dataclass(frozen=True)
class Step:
    """A step: its button, what it does in words, from which states it is open, and where it leads."""

    label: str | Promise
    help: str | Promise
    sources: frozenset[S]
    target: S
    permission: str = "surveys.move_survey"
    is_final: bool = False  # cannot be taken back: the page asks for a typed confirmation


STEPS = {
    "open": Step(
        gettext_lazy("Open the survey"),
        gettext_lazy(
            "Questions, anonymity and the smallest group shown are fixed for ever. Trial answers are deleted. People can "
            "answer from the time of opening."
        ),
        frozenset({S.DRAFT}),
        S.OPEN,
        is_final=True,
    ),
    "close": Step(
        gettext_lazy("Close the survey"),
        gettext_lazy("Nobody can begin any more; those who have begun get thirty minutes. It cannot be opened again."),
        frozenset({S.OPEN}),
        S.CLOSED,
        is_final=True,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw"),
        gettext_lazy("The public sees only that the survey was withdrawn. Unfinished answers are deleted."),
        frozenset({S.DRAFT, S.OPEN, S.CLOSED}),
        S.WITHDRAWN,
        is_final=True,
    ),
}


def open_steps(survey: Survey, user: Any) -> dict[str, Step]:
    """Steps that the user may take with the survey now."""
    return {
        name: step
        for name, step in STEPS.items()
        if survey.state in step.sources and user.has_perm(step.permission, survey)
    }


@transaction.atomic
def take_step(survey: Survey, name: str, *, by: Any) -> Survey:
    """Takes one step of STEPS and records who took it.

    Raises StepNotOpen if the survey has moved on, PermissionDenied if `by` may not take the step, ValidationError if
    something that the step needs is missing.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)  # two officers may press at once
    step = STEPS.get(name)
    if step is None or survey.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm(step.permission, survey):
        raise PermissionDenied
    before = S(survey.state)
    fields = PREPARATION[name](survey, by) if name in PREPARATION else []
    _move(survey, step.target, fields)
    record(by, f"survey.{name}", survey, {"state": [before.value, step.target.value]})
    return survey


def _move(survey: Survey, target: S, fields: list[str]) -> None:
    survey.state = target
    survey.save(update_fields=["state", "updated_at", *fields])
    transaction.on_commit(partial(indexing.reindex_survey, survey.pk))


def _open(survey: Survey, by: Any) -> list[str]:
    """Fixes the questions; trial answers vanish."""
    obstacles = obstacles_of(survey)
    if obstacles:
        raise ValidationError(obstacles)
    Response.objects.filter(survey=survey).delete()  # of a draft all are trials
    UnfinishedSheet.objects.filter(survey=survey).delete()
    survey.opened_at, survey.opened_by = timezone.now(), by
    transaction.on_commit(partial(make_paper_forms.enqueue, survey.pk))
    return ["opened_at", "opened_by"]


def _close(survey: Survey, by: Any) -> list[str]:
    survey.closed_at = timezone.now()
    return ["closed_at"]


def _withdraw(survey: Survey, by: Any) -> list[str]:
    UnfinishedSheet.objects.filter(survey=survey).delete()
    return []


PREPARATION: dict[str, Callable[[Survey, Any], list[str]]] = {"open": _open, "close": _close, "withdraw": _withdraw}


@transaction.atomic
def close_by_time(survey: Survey) -> None:
    """Closes a survey whose time is over; nobody pressed anything, so the log names the portal."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.state != S.OPEN or survey.closes_at is None or survey.closes_at > timezone.now():
        raise StepNotOpen
    survey.closed_at = survey.closes_at
    _move(survey, S.CLOSED, ["closed_at"])
    record(None, "survey.close", survey, {"state": [S.OPEN.value, S.CLOSED.value]})


def close_those_over() -> int:
    """Closes all surveys whose time is over; gives how many."""
    over = Survey.objects.filter(state=S.OPEN, closes_at__lte=timezone.now())
    for survey in over:
        close_by_time(survey)
    return len(over)


def settle_closed() -> int:
    """Settles surveys closed for longer than the thirty minutes of grace; gives how many."""
    ended = Q(state__in=[S.CLOSED, S.PUBLISHED], closed_at__lte=timezone.now() - GRACE)
    waiting = Survey.objects.filter(ended, is_settled=False)
    for survey in waiting:
        settle(survey)
    return len(waiting)


@transaction.atomic
def settle(survey: Survey) -> None:
    """Deletes what was not sent and mixes what was; also before anything is computed of the answers."""
    UnfinishedSheet.objects.filter(survey=survey).delete()
    mix(survey)
    Survey.objects.filter(pk=survey.pk).update(is_settled=True)


def has_open_batches(survey: Survey) -> bool:
    """Paper forms are still being typed in: results of such a survey are not whole."""
    return survey.batches.filter(state=BatchState.OPEN).exists()


def counts_by_channel(survey: Survey) -> dict[Channel, int]:
    """Numbers of answers by channel, the only thing that is counted before closing."""
    rows = survey.responses.counted().values_list("channel").annotate(count=Count("id"))
    found = {Channel(channel): count for channel, count in rows}
    return {channel: found.get(channel, 0) for channel in Channel if channel != Channel.TEST}


def told_counts(survey: Survey) -> dict[Channel, str]:
    """The same as the office reads it: small numbers are hidden, none is said."""
    few = gettext("fewer than %(k)d") % {"k": survey.threshold}
    return {
        channel: str(count) if count == 0 or count >= survey.threshold else few
        for channel, count in counts_by_channel(survey).items()
    }
