"""What surveys ask for, how many people have not answered, and when it stops."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kpss_portal.duties import Question, Rank
from surveys import duties
from surveys.enums import BatchState, ResponseState
from surveys.models import PaperBatch, Response, Survey, SurveyMunicipality
from tests.community.factories import MunicipalityFactory
from tests.surveys.factories import PaperBatchFactory, ResponseFactory, SurveyFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(source, user):
    return [str(duty.text) for duty in source(user)]


def test_a_prepared_survey_is_due_when_it_should_begin(coordinator, editor):
    opens = timezone.now() + 3 * DAY
    survey = SurveyFactory(opens_at=opens)

    assert [duty.due_on for duty in duties.surveys_to_open(coordinator)] == [timezone.localdate(opens)]
    assert told(duties.surveys_to_open, editor) == []
    Survey.objects.filter(pk=survey.pk).update(opens_at=None)
    assert told(duties.surveys_to_open, coordinator) == []


def test_an_open_survey_is_due_on_its_last_day(coordinator, editor):
    SurveyFactory(is_open=True)
    closes = timezone.now() + 20 * DAY
    SurveyFactory(is_open=True, title="Senioři", closes_at=closes)

    (found,) = duties.surveys_to_close(coordinator)

    assert (found.due_on, found.question, found.silent) == (timezone.localdate(closes), Question.ANSWERS, None)
    assert told(duties.surveys_to_close, editor) == []


def test_a_survey_whose_time_is_over_is_to_be_closed(coordinator):
    SurveyFactory(is_open=True, title="Senioři", closes_at=timezone.now() - DAY)

    assert told(duties.surveys_to_close, coordinator) == ["Senioři: čas na odpovědi vypršel."]


@pytest.mark.parametrize(("answers", "silent"), [(0, 100), (4, None), (5, 95)])
def test_the_number_of_silent_people_hides_a_small_number_of_answers(coordinator, answers, silent):
    survey = SurveyFactory(is_open=True, closes_at=timezone.now() + 9 * DAY, threshold=5)
    for addressed in (60, 40, None):
        SurveyMunicipality.objects.create(survey=survey, municipality=MunicipalityFactory(), addressed=addressed)
    ResponseFactory.create_batch(answers, survey=survey)

    assert [duty.silent for duty in duties.surveys_to_close(coordinator)] == [silent]


def test_a_batch_of_paper_waits_until_it_is_finished(editor, reader):
    batch = PaperBatchFactory()
    closed = PaperBatchFactory(survey=SurveyFactory(is_closed=True, has_paper=True))

    ranks = {duty.url.split("/")[-2]: duty.rank for duty in duties.forms_to_finish(editor)}

    assert ranks == {str(batch.pk): Rank.INCOMPLETE, str(closed.pk): Rank.DUE}
    assert told(duties.forms_to_finish, reader) == []
    PaperBatch.objects.update(state=BatchState.CLOSED, closed_at=timezone.now(), closed_by=editor)
    assert told(duties.forms_to_finish, editor) == []


def test_suspect_answers_wait_for_a_coordinator(coordinator, editor):
    answer = ResponseFactory(state=ResponseState.QUARANTINED)

    assert len(told(duties.answers_to_judge, coordinator)) == 1
    assert told(duties.answers_to_judge, editor) == []
    Response.objects.filter(pk=answer.pk).delete()
    assert told(duties.answers_to_judge, coordinator) == []
