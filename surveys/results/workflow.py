"""Results from counting to withdrawal: one table of steps, one function that takes a step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.audit import record
from surveys import indexing
from surveys.enums import ResponseState, SurveyState
from surveys.enums import ResultState as R
from surveys.errors import ResultsNotReady, StepNotOpen
from surveys.models import ResultSet, Survey
from surveys.models.survey import GRACE
from surveys.results.audit import faults_of
from surveys.results.computing import content_of
from surveys.results.document import canonical, sha256_of, tables_of
from surveys.results.tasks import count_results, make_results_report
from surveys.workflow import has_open_batches, settle

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """A step: its button, what it does in words, from which states it is open, where it leads."""

    label: str | Promise
    help: str | Promise
    sources: frozenset[R]
    target: R
    permission: str


STEPS = {
    "check": Step(
        gettext_lazy("Mark as checked"),
        gettext_lazy("You have read the results as the public will see them and they make sense."),
        frozenset({R.COMPUTED}),
        R.CHECKED,
        "surveys.check_resultset",
    ),
    "publish": Step(
        gettext_lazy("Publish the results"),
        gettext_lazy("Everybody can read them, at once or from a day that you choose. They never change again."),
        frozenset({R.CHECKED}),
        R.PUBLISHED,
        "surveys.publish_resultset",
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw the results"),
        gettext_lazy("The public sees only the reason. New results can be counted while the answers are kept."),
        frozenset({R.COMPUTED, R.CHECKED, R.PUBLISHED}),
        R.WITHDRAWN,
        "surveys.withdraw_resultset",
    ),
}


# --- counting -----------------------------------------------------------------------------------------------------


def obstacles_of(survey: Survey) -> list[str]:
    """Why results cannot be counted now, in sentences; empty if they can."""
    if survey.state != SurveyState.CLOSED or survey.closed_at is None:
        return [_("Results are counted after the survey closes. Until then nobody sees them, not even administrators.")]
    found = []
    if timezone.now() < survey.closed_at + GRACE:
        found.append(_("Those who have begun may still send their answers: thirty minutes after closing."))
    if has_open_batches(survey):
        found.append(_("Some batches of paper forms are still being entered. Finish them first."))
    if survey.responses.filter(state=ResponseState.QUARANTINED).exists():
        found.append(_("Some answers are set aside as perhaps from a robot. Decide about them first."))
    if survey.responses.counted().count() < survey.threshold:
        found.append(
            _(
                "There are fewer answers than the smallest group shown. No result can be published without betraying somebody."
            )
        )
    return found


@transaction.atomic
def ask_for_results(survey: Survey, *, by: Any, note: str = "") -> ResultSet:
    """Has results counted in the background.

    Raises PermissionDenied, ResultsNotReady with the reasons, StepNotOpen if they have been counted already.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not by.has_perm("surveys.count_results", survey):
        raise PermissionDenied
    if any(results.is_fixing for results in survey.result_sets.all()):
        raise StepNotOpen
    obstacles = obstacles_of(survey)
    if obstacles:
        raise ResultsNotReady(" ".join(obstacles))
    last = survey.result_sets.aggregate(last=Max("number"))["last"] or 0
    results = ResultSet.objects.create(survey=survey, number=last + 1, note=note)
    record(by, "results.count", results, {"number": results.number})
    transaction.on_commit(partial(count_results.enqueue, results.pk))
    return results


def count_now(results_id: int) -> ResultSet:
    """Counts a set that waits for it; what went wrong is written at the set."""
    results = ResultSet.objects.select_related("survey").get(pk=results_id)
    if results.state != R.COMPUTING:
        return results
    try:
        _count(results)
    except Exception as fault:  # the person who waits must learn that it failed, and the log why
        logger.exception("results could not be counted")
        reason = _("Results could not be counted. The administrator finds the reason in the log.")
        ResultSet.objects.filter(pk=results.pk, state=R.COMPUTING).update(state=R.FAILED, message=reason[:300])
        raise fault
    return results


@transaction.atomic
def _count(results: ResultSet) -> None:
    if not results.survey.is_settled:
        settle(results.survey)
    document = content_of(results.survey, results.note)
    faults = faults_of(tables_of(document))
    if faults:
        raise AssertionError(f"a hidden number could be computed: {faults[:3]}")
    results.content = canonical(document)
    results.content_sha256 = sha256_of(results.content)
    results.computed_at, results.state = timezone.now(), R.COMPUTED
    results.save()
    record(None, "results.counted", results, {"sha256": results.content_sha256})


# --- steps --------------------------------------------------------------------------------------------------------


def open_steps(results: ResultSet, user: Any) -> dict[str, Step]:
    """Steps that the user may take with the set now."""
    return {
        name: step
        for name, step in STEPS.items()
        if results.state in step.sources and user.has_perm(step.permission, results)
    }


@transaction.atomic
def take_step(results: ResultSet, name: str, *, by: Any, embargo_on: date | None = None, reason: str = "") -> ResultSet:
    """Takes one step of STEPS and records who took it.

    Raises StepNotOpen if the set has moved on, PermissionDenied if `by` may not take the step, ValidationError if a
    withdrawal has no reason.
    """
    results = ResultSet.objects.select_for_update(of=("self",)).select_related("survey").get(pk=results.pk)
    step = STEPS.get(name)
    if step is None or results.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm(step.permission, results):
        raise PermissionDenied
    before = R(results.state)
    results.state = step.target
    fields = PREPARATION[name](results, by, embargo_on, reason)
    results.save(update_fields=["state", *fields])
    record(by, f"results.{name}", results, {"state": [before.value, step.target.value]})
    return results


def _check(results: ResultSet, by: Any, _embargo_on: date | None, _reason: str) -> list[str]:
    results.checked_at, results.checked_by = timezone.now(), by
    return ["checked_at", "checked_by"]


def _publish(results: ResultSet, by: Any, embargo_on: date | None, _reason: str) -> list[str]:
    results.published_at, results.published_by, results.embargo_on = timezone.now(), by, embargo_on
    _move_survey(results.survey, SurveyState.PUBLISHED)
    transaction.on_commit(partial(make_results_report.enqueue, results.pk))
    return ["published_at", "published_by", "embargo_on"]


def _withdraw(results: ResultSet, by: Any, _embargo_on: date | None, reason: str) -> list[str]:
    if not reason.strip():
        raise ValidationError(_("Say why the results are withdrawn: people will read it on their page."))
    results.withdrawn_at, results.withdrawn_by, results.reason = timezone.now(), by, reason.strip()[:300]
    if results.survey.state == SurveyState.PUBLISHED:
        _move_survey(results.survey, SurveyState.CLOSED)
    return ["withdrawn_at", "withdrawn_by", "reason"]


def _move_survey(survey: Survey, state: SurveyState) -> None:
    survey.state = state
    survey.save(update_fields=["state", "updated_at"])
    transaction.on_commit(partial(indexing.reindex_survey, survey.pk))


PREPARATION: dict[str, Callable[[ResultSet, Any, date | None, str], list[str]]] = {
    "check": _check,
    "publish": _publish,
    "withdraw": _withdraw,
}
