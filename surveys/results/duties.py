"""What results of surveys wait for."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.duties import Duty, Rank, duty
from surveys.enums import QuoteState, ResultState, SurveyState
from surveys.models import Quote, ResultSet, Survey
from surveys.results.retention import WARN, ends_on, with_answers


def _page(survey: Survey) -> str:
    return reverse("admin:surveys_survey_results", args=[survey.pk])


@duty
def results_to_count(user: Any) -> Iterable[Duty]:
    """Closed surveys without results."""
    if not user.has_perm("surveys.count_results"):
        return
    settled = [ResultState.FAILED, ResultState.WITHDRAWN]
    counted = ResultSet.objects.exclude(state__in=settled).values("survey")
    for survey in Survey.objects.filter(state=SurveyState.CLOSED).exclude(pk__in=counted):
        words = _("%(survey)s has closed and its results have not been counted.") % {"survey": survey}
        yield Duty(words, _page(survey), Rank.DUE, _("Count the results"), _("Surveys"))


@duty
def results_to_publish(user: Any) -> Iterable[Duty]:
    """Counted results that wait for a check or for publishing."""
    if not user.has_perm("surveys.check_resultset"):
        return
    waiting = ResultSet.objects.filter(state__in=[ResultState.COMPUTED, ResultState.CHECKED])
    for results in waiting.select_related("survey").defer("content"):
        words = _("Results of the survey “%(survey)s” wait to be checked and published.") % {"survey": results.survey}
        yield Duty(words, _page(results.survey), Rank.DUE, _("Look at the results"), _("Surveys"))


@duty
def quotes_to_judge(user: Any) -> Iterable[Duty]:
    """Quotes that wait for a second person."""
    if not user.has_perm("surveys.decide_quote"):
        return
    waiting = (
        Quote.objects.filter(state=QuoteState.PROPOSED).exclude(proposed_by=user).select_related("question__survey")
    )
    for survey in {quote.question.survey for quote in waiting}:
        words = _("Quotes in the survey “%(survey)s” wait for a second person.") % {"survey": survey}
        yield Duty(words, _page(survey), Rank.DUE, _("Read the quotes"), _("Surveys"))


@duty
def answers_to_go(user: Any) -> Iterable[Duty]:
    """Answers whose term is over or ends within thirty days."""
    if not user.has_perm("surveys.count_results"):
        return
    today = timezone.localdate()
    for survey in with_answers():
        last = ends_on(survey)
        if last is None or last > today + WARN:
            continue
        is_over = last <= today
        words = (
            _("Answers to “%(survey)s” should have been deleted on %(day)s.")
            if is_over
            else _("Answers to “%(survey)s” will be deleted on %(day)s; published results stay.")
        )
        day = f"{last.day}.\xa0{last.month}.\xa0{last.year}"
        rank = Rank.OVERDUE if is_over else Rank.ADVICE
        link = _("Results of the survey")
        yield Duty(words % {"survey": survey, "day": day}, _page(survey), rank, link, _("Surveys"), due_on=last)
