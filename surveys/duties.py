"""What surveys wait for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from surveys.enums import BatchState, ResponseState, SurveyState
from surveys.models import PaperBatch, Survey

SOON = timedelta(days=3)


@duty
def surveys_to_close(user: Any) -> Iterable[Duty]:
    """Surveys whose time is over or nearly over."""
    now = timezone.now()
    for survey in Survey.objects.filter(state=SurveyState.OPEN, closes_at__lte=now + SOON):
        is_over = survey.closes_at is not None and survey.closes_at <= now
        text = _("%(survey)s: the time to answer is over.") if is_over else _("%(survey)s closes within three days.")
        yield Duty(
            text % {"survey": survey},
            state_of(survey),
            Rank.DUE if is_over else Rank.ADVICE,
            _("Close or extend the survey"),
            _("Surveys"),
        )


@duty
def forms_to_finish(user: Any) -> Iterable[Duty]:
    """Batches of paper that nobody has finished, of surveys that have closed."""
    rows = PaperBatch.objects.filter(state=BatchState.OPEN, survey__state=SurveyState.CLOSED).select_related("survey")
    for batch in rows:
        yield Duty(
            _("%(survey)s: batch %(batch)s is not finished.") % {"survey": batch.survey, "batch": batch.label},
            reverse("admin:surveys_survey_batch", args=[batch.survey_id, batch.pk]),
            Rank.DUE,
            _("Finish the batch"),
            _("Surveys"),
        )


@duty
def answers_to_judge(user: Any) -> Iterable[Duty]:
    """Answers set aside as perhaps by a robot; they are deleted after a week."""
    suspect = Count("responses", filter=Q(responses__state=ResponseState.QUARANTINED))
    for survey in Survey.objects.annotate(suspect_count=suspect).filter(suspect_count__gt=0):
        text = ngettext(
            "%(survey)s: %(count)d answer was set aside as perhaps by a robot.",
            "%(survey)s: %(count)d answers were set aside as perhaps by a robot.",
            survey.suspect_count,
        )
        yield Duty(
            text % {"survey": survey, "count": survey.suspect_count},
            state_of(survey),
            Rank.DUE,
            _("Decide about them"),
            _("Surveys"),
        )


def state_of(survey: Survey) -> str:
    """The page of the survey's steps in the administration."""
    return reverse("admin:surveys_survey_state", args=[survey.pk])
