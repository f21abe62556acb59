"""Steps of a survey: what fixes it, what closes it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from kpss_portal.models import AuditEntry
from surveys import freezing, workflow
from surveys.enums import Channel, SurveyState
from surveys.errors import StepNotOpen
from surveys.models import Choice, Question, Response, Section, Survey, UnfinishedSheet
from tests.surveys.factories import QuestionFactory, ResponseFactory, SurveyFactory, opened, shown_if

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return QuestionFactory(section__survey__slug="nova").survey


def test_opening_fixes_the_survey_and_deletes_trials(draft, coordinator):
    ResponseFactory(survey=draft, channel=Channel.TEST)

    survey = workflow.take_step(draft, "open", by=coordinator)

    assert (survey.state, survey.opened_by) == (SurveyState.OPEN, coordinator)
    assert not Response.objects.exists()
    assert AuditEntry.objects.filter(action="survey.open").count() == 1


def test_editor_cannot_open(draft, editor):
    with pytest.raises(PermissionDenied):
        workflow.take_step(draft, "open", by=editor)


def test_empty_survey_does_not_open(coordinator):
    with pytest.raises(ValidationError):
        workflow.take_step(SurveyFactory(), "open", by=coordinator)


def test_question_that_nobody_would_see_keeps_the_survey_from_opening(draft, coordinator):
    first = draft.questions.get()
    later = QuestionFactory(section=first.section)
    shown_if(first, later, 1)

    with pytest.raises(ValidationError, match="1"):
        workflow.take_step(draft, "open", by=coordinator)


def test_opened_survey_does_not_open_again(draft, coordinator):
    survey = workflow.take_step(draft, "open", by=coordinator)

    with pytest.raises(StepNotOpen):
        workflow.take_step(survey, "open", by=coordinator)


@pytest.mark.parametrize(
    "change",
    [
        lambda survey: Question.objects.filter(survey=survey).update(text="Jinak?"),
        lambda survey: Question.objects.filter(survey=survey).delete(),
        lambda survey: Section.objects.filter(survey=survey).update(title="Jinak"),
        lambda survey: Choice.objects.filter(question__survey=survey).update(text="jinak"),
        lambda survey: Choice.objects.create(question=survey.questions.get(), value=9, text="navíc"),
        lambda survey: Section.objects.create(survey=survey, title="Navíc"),
    ],
)
def test_questions_of_an_opened_survey_do_not_change_by_any_door(draft, coordinator, change):
    survey = workflow.take_step(draft, "open", by=coordinator)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(survey)


@pytest.mark.parametrize(
    ("field", "value"), [("anonymity", "named"), ("threshold", 3), ("opened_at", None), ("slug", "jinam")]
)
def test_promise_of_an_opened_survey_does_not_change_even_by_saving(draft, coordinator, field, value):
    survey = workflow.take_step(draft, "open", by=coordinator)
    setattr(survey, field, value)

    with pytest.raises(DatabaseError), transaction.atomic():
        survey.save(update_fields=[field])


def test_time_of_closing_of_an_opened_survey_may_be_put_off(draft, coordinator):
    survey = workflow.take_step(draft, "open", by=coordinator)
    survey.closes_at = timezone.now() + timedelta(days=3)

    survey.save(update_fields=["closes_at"])

    survey.refresh_from_db()
    assert survey.closes_at is not None


def test_answer_is_never_rewritten(survey):
    response = ResponseFactory(survey=survey, answers={"1": 1})
    response.answers = {"1": 2}

    with pytest.raises(DatabaseError), transaction.atomic():
        response.save(update_fields=["answers"])


def test_triggers_that_are_lost_are_told_and_put_back():
    assert freezing.missing() == set()
    assert freezing.triggers_in_place(databases=["default"]) == []


def test_time_closes_a_survey_and_mixes_its_answers(survey):
    keys = {ResponseFactory(survey=survey, answers={"1": 1}).pk for _turn in range(5)}
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    UnfinishedSheet.objects.create(
        survey=survey, key_digest="d", sealed=b"", expires_on=timezone.localdate() + timedelta(days=3)
    )

    call_command("tend_surveys")

    survey.refresh_from_db()
    assert (survey.state, survey.is_settled) == (SurveyState.CLOSED, True)
    assert survey.responses.count() == 5
    assert not keys & set(survey.responses.values_list("pk", flat=True))
    assert not UnfinishedSheet.objects.exists()


def test_unfinished_answers_are_deleted_after_their_day(survey):
    today = timezone.localdate()
    for number, day in enumerate([today - timedelta(days=1), today]):
        UnfinishedSheet.objects.create(survey=survey, key_digest=str(number), sealed=b"", expires_on=day)

    call_command("tend_surveys")

    assert list(UnfinishedSheet.objects.values_list("key_digest", flat=True)) == ["1"]


def test_small_numbers_of_answers_are_hidden_before_closing(survey):
    ResponseFactory.create_batch(4, survey=survey)

    told = workflow.told_counts(survey)

    assert told[Channel.WEB] == "méně než 5"
    assert told[Channel.CODE] == "0"


def test_survey_is_found_by_search_only_when_it_is_public(
    draft, coordinator, client, django_capture_on_commit_callbacks
):
    from kpss_portal.models import SearchEntry

    assert not SearchEntry.objects.filter(kind="survey").exists()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.take_step(draft, "open", by=coordinator)

    assert SearchEntry.objects.get(kind="survey").url == draft.get_absolute_url()


def test_withdrawn_survey_says_so(draft, coordinator, client):
    workflow.take_step(draft, "withdraw", by=coordinator)

    assert client.get(draft.get_absolute_url()).status_code == 410


def test_opened_survey_is_not_deleted():
    survey = opened(SurveyFactory())

    with pytest.raises(DatabaseError), transaction.atomic():
        survey.delete()
