"""What surveys wait for, and how many people have not answered."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from surveys.enums import BatchState, ResponseState, SurveyState
from surveys.models import PaperBatch, Response, Survey, SurveyMunicipality

MOVE, PAPER = "surveys.move_survey", "surveys.enter_paper"


@duty
def surveys_to_open(user: Any) -> Iterable[Duty]:
    """Prepared surveys with the day on which people should begin to answer."""
    if not user.has_perm(MOVE):
        return
    for survey in Survey.objects.filter(state=SurveyState.DRAFT, opens_at__isnull=False).order_by("opens_at"):
        day = timezone.localdate(survey.opens_at)
        words = _("%(survey)s should begin on %(day)s and is not open.")
        facts = {"survey": survey, "day": date_cs(day)}
        yield Duty(words % facts, state_of(survey), Rank.DUE, _("Open the survey"), _("Surveys"), due_on=day)


@duty
def surveys_to_close(user: Any) -> Iterable[Duty]:
    """Open surveys with their last day and how many of the addressed people have not answered."""
    if not user.has_perm(MOVE):
        return
    now = timezone.now()
    for survey in _with_counts(Survey.objects.filter(state=SurveyState.OPEN, closes_at__isnull=False)):
        day = timezone.localdate(survey.closes_at)
        is_over = survey.closes_at <= now
        text = _("%(survey)s: the time to answer is over.") if is_over else _("%(survey)s runs until %(day)s.")
        yield Duty(
            text % {"survey": survey, "day": date_cs(day)},
            state_of(survey),
            Rank.DUE,
            _("Close or extend the survey"),
            _("Surveys"),
            due_on=day,
            question=Question.DUE if is_over else Question.ANSWERS,
            silent=_silent(survey),
        )


def _with_counts(surveys: Any) -> Any:
    """With `addressed` (unknown is none) and `answered`, without a query for each survey."""
    asked = SurveyMunicipality.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    given = Response.objects.counted().filter(survey=OuterRef("pk")).order_by().values("survey")
    return surveys.annotate(
        addressed=Subquery(asked.annotate(sum=Sum("addressed")).values("sum"), output_field=IntegerField()),
        answered=Coalesce(Subquery(given.annotate(count=Count("pk")).values("count")), 0),
    ).order_by("closes_at")


def _silent(survey: Any) -> int | None:
    """Addressed and not answered; unknown where a small number of answers could be computed from it."""
    is_told = survey.answered == 0 or survey.answered >= survey.threshold
    return max(survey.addressed - survey.answered, 0) if survey.addressed and is_told else None


@duty
def forms_to_finish(user: Any) -> Iterable[Duty]:
    """Batches of paper that nobody has finished; those of a closed survey hold its results up."""
    if not user.has_perm(PAPER):
        return
    takes_paper = [SurveyState.OPEN, SurveyState.CLOSED]
    rows = PaperBatch.objects.filter(state=BatchState.OPEN, survey__state__in=takes_paper).select_related("survey")
    for batch in rows:
        yield Duty(
            _("%(survey)s: batch %(batch)s is not finished.") % {"survey": batch.survey, "batch": batch.label},
            reverse("admin:surveys_survey_batch", args=[batch.survey_id, batch.pk]),
            Rank.DUE if batch.survey.state == SurveyState.CLOSED else Rank.INCOMPLETE,
            _("Finish the batch"),
            _("Surveys"),
        )


@duty
def answers_to_judge(user: Any) -> Iterable[Duty]:
    """Answers set aside as perhaps by a robot; they are deleted after a week."""
    if not user.has_perm("surveys.judge_quarantine"):
        return
    suspect = Survey.objects.filter(responses__state=ResponseState.QUARANTINED)
    for survey in suspect.annotate(suspect_count=Count("responses")):
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
