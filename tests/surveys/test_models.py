"""Models of surveys: what the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from surveys.enums import Channel, ResponseState, SurveyState
from surveys.errors import SurveyIsFixed
from surveys.models import CodeBook, Condition, Response, Survey
from tests.accounts.factories import UserFactory
from tests.surveys.factories import PaperBatchFactory, QuestionFactory, ResponseFactory, SurveyFactory, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"threshold": 2}, "survey_threshold_at_least_three"),
        ({"is_sensitive": True, "threshold": 5}, "survey_sensitive_hides_more"),
        ({"has_open_web": False}, "survey_has_a_way_in"),
        ({"state": "open"}, "survey_open_was_opened"),
        ({"state": "odd"}, "survey_state_known"),
        ({"anonymity": "maybe"}, "survey_anonymity_known"),
        ({"audience": "cats"}, "survey_audience_known"),
        ({"is_open": True, "state": "draft"}, "survey_opened_is_no_draft"),
        ({"is_open": True, "state": "closed"}, "survey_closed_has_its_time"),
        ({"is_open": True, "opened_by": None}, "survey_opening_whole"),
    ],
)
def test_database_refuses_surveys_that_break_a_rule(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SurveyFactory(**fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "guess"}, "question_kind_known"),
        ({"scale_min": 5, "scale_max": 1}, "question_scale_makes_sense"),
        ({"limit": 0}, "question_limit_positive"),
        ({"least": 5, "most": 1}, "question_bounds_in_order"),
    ],
)
def test_database_refuses_questions_that_make_no_sense(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        QuestionFactory(**fields)


def test_question_cannot_be_shown_by_its_own_answer():
    question = QuestionFactory()

    with pytest.raises(IntegrityError, match="condition_not_on_itself"), transaction.atomic():
        Condition.objects.create(question=question, source=question, values=[1])


def test_condition_belongs_to_a_question_or_to_a_section():
    question = QuestionFactory()

    with pytest.raises(IntegrityError, match="condition_has_one_target"), transaction.atomic():
        Condition.objects.create(source=question, values=[1])


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"channel": "fax"}, "response_channel_known"),
        ({"state": "nice"}, "response_state_known"),
        ({"channel": "paper"}, "response_paper_has_its_batch"),
    ],
)
def test_database_refuses_responses_that_break_a_rule(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ResponseFactory(**fields)


def test_only_valid_answers_that_are_no_trial_count():
    survey = SurveyFactory(is_open=True)
    valid = ResponseFactory(survey=survey)
    ResponseFactory(survey=survey, state=ResponseState.QUARANTINED)
    ResponseFactory(survey=survey, channel=Channel.TEST)

    assert list(survey.responses.counted()) == [valid]


def test_paper_answer_carries_its_batch():
    batch = PaperBatchFactory()

    ResponseFactory(survey=batch.survey, channel=Channel.PAPER, batch=batch)

    assert batch.responses.count() == 1


@pytest.mark.parametrize("name", sorted(Survey.FIXED_FIELDS))
def test_promises_of_an_opened_survey_do_not_change_by_a_queryset(name):
    survey = opened(SurveyFactory())

    with pytest.raises(SurveyIsFixed):
        Survey.objects.filter(pk=survey.pk).update(**{name: getattr(survey, name)})


@pytest.mark.parametrize("state", SurveyState.values)
@pytest.mark.parametrize("role", [None, Role.READER, Role.EDITOR, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_list_and_permission_agree_on_who_sees_a_survey(state, role):
    survey = SurveyFactory(is_closed=state != SurveyState.DRAFT, state=state)
    user = UserFactory(roles=[role] if role else [])

    seen = Survey.objects.visible_to(user).filter(pk=survey.pk).exists()

    assert seen == user.has_perm("surveys.view_survey", survey)


def test_book_of_codes_marks_one_code_and_no_other():
    book = CodeBook(survey=SurveyFactory())
    book.grow(20)

    book.spend(11)

    assert [number for number in range(20) if book.is_spent(number)] == [11]
    assert book.spent_count == 1


def test_book_of_codes_grows_and_keeps_what_was_spent():
    book = CodeBook(survey=SurveyFactory())
    book.grow(5)
    book.spend(4)

    places = book.grow(10)

    assert list(places) == list(range(5, 15))
    assert [number for number in range(15) if book.is_spent(number)] == [4]


def test_keys_of_responses_do_not_grow_with_their_order():
    survey = SurveyFactory(is_open=True)

    keys = [ResponseFactory(survey=survey).pk for _turn in range(30)]

    assert keys != sorted(keys)
    assert Response.objects.count() == len(set(keys)) == 30
