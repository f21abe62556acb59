"""Paper forms: short ways of writing, double entry, a batch that becomes answers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import paper
from surveys.enums import Channel, ResponseState
from surveys.enums import QuestionKind as K
from surveys.models import PaperSheet, Question, Response
from surveys.questionnaire import Asked
from tests.surveys.factories import PaperBatchFactory, QuestionFactory, SectionFactory, SurveyFactory, opened


def asked(kind, options=3, rows=(), **fields):
    row = Question(kind=kind, code="1", text="?", **fields)
    choices = [(value, f"možnost {value}") for value in range(1, options + 1)]
    return Asked(row, choices, list(rows), [], frozenset())


ROWS = [(1, "a"), (2, "b"), (3, "c")]


@pytest.mark.parametrize(
    ("question", "typed", "stored"),
    [
        (asked(K.ONE), " 2 ", 2),
        (asked(K.ONE), "", None),
        (asked(K.SEVERAL), "3 1", [1, 3]),
        (asked(K.SEVERAL), "31", [1, 3]),
        (asked(K.SEVERAL, options=12), "1 12", [1, 12]),
        (asked(K.RANKING), "3,1", [3, 1]),
        (asked(K.SCALE, has_dont_know=True), "Nevím", "x"),
        (asked(K.SCALE, scale_min=0, scale_max=10), "10", 10),
        (asked(K.MATRIX, rows=ROWS), "1-3", {"1": 1, "3": 3}),
        (asked(K.MATRIX, rows=ROWS), "- - -", None),
        (asked(K.NUMBER, unit="Kč"), "1 200 Kč", 1200),
        (asked(K.NUMBER), "2,5", 2.5),
        (asked(K.YEAR), "1948", 1948),
        (asked(K.DATE), "17.3.1948", "1948-03-17"),
        (asked(K.MUNICIPALITY), "možnost 2", 2),
        (asked(K.SHORT_TEXT), " ano ", "ano"),
    ],
)
def test_clerk_writes_short(question, typed, stored):
    assert paper.read_answer(question, typed) == stored


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (asked(K.ONE), "4"),
        (asked(K.ONE), "0"),
        (asked(K.ONE), "²"),
        (asked(K.SEVERAL, limit=1), "12"),
        (asked(K.RANKING), "11"),
        (asked(K.SCALE), "x"),
        (asked(K.SCALE), "6"),
        (asked(K.MATRIX, rows=ROWS), "12"),
        (asked(K.NUMBER), "mnoho"),
        (asked(K.DATE), "31.2.2000"),
        (asked(K.MUNICIPALITY), "možnost"),
    ],
)
def test_what_does_not_fit_is_refused(question, typed):
    with pytest.raises(ValidationError):
        paper.read_answer(question, typed)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_stored_is_read_back_as_it_was_written(data):
    question = data.draw(
        st.sampled_from([asked(K.ONE), asked(K.SEVERAL, 12), asked(K.RANKING, 5), asked(K.MATRIX, rows=ROWS)])
    )
    values = [value for value, _text in question.options]
    stored = {
        K.ONE: st.sampled_from(values),
        K.SEVERAL: st.lists(st.sampled_from(values), min_size=1, unique=True).map(sorted),
        K.RANKING: st.lists(st.sampled_from(values), min_size=1, unique=True),
        K.MATRIX: st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(values), min_size=1),
    }[question.kind]
    value = data.draw(stored)

    assert paper.read_answer(question, paper.write_answer(question, value)) == value


@pytest.fixture
def batch(db):
    survey = SurveyFactory(has_paper=True)
    section = SectionFactory(survey=survey)
    QuestionFactory(section=section)
    QuestionFactory(section=section, kind=K.NUMBER)
    return PaperBatchFactory(survey=opened(survey), is_double=True)


def test_finished_batch_becomes_answers_and_keeps_only_counts(batch, editor):
    for number, answers in enumerate([{"1": 1}, {"1": 2, "2": 500}], start=1):
        paper.enter(batch, number, answers, by=editor)
        paper.enter_again(batch, number, answers, by=editor)
    paper.enter(batch, 3, {}, by=editor, is_invalid=True)

    batch = paper.finish(batch, by=editor)

    assert (batch.valid_count, batch.invalid_count) == (2, 1)
    assert not PaperSheet.objects.exists()
    assert sorted(str(row.answers) for row in Response.objects.counted()) == ["{'1': 1}", "{'1': 2, '2': 500}"]
    assert Response.objects.filter(state=ResponseState.INVALID, channel=Channel.PAPER).count() == 1


def test_entries_that_differ_keep_the_batch_open_until_they_are_settled(batch, editor):
    paper.enter(batch, 1, {"1": 1}, by=editor)
    sheet = paper.enter_again(batch, 1, {"1": 2}, by=editor)

    with pytest.raises(ValidationError):
        paper.finish(batch, by=editor)
    paper.settle(sheet, {"1": 2}, by=editor)
    batch = paper.finish(batch, by=editor)

    assert batch.settled_count == 1
    assert Response.objects.get().answers == {"1": 2}


def test_form_without_its_second_entry_keeps_the_batch_open(batch, editor):
    paper.enter(batch, 1, {"1": 1}, by=editor)

    with pytest.raises(ValidationError):
        paper.finish(batch, by=editor)


def test_number_of_a_form_is_in_a_batch_once(batch, editor):
    paper.enter(batch, 1, {"1": 1}, by=editor)

    with pytest.raises(ValidationError):
        paper.enter(batch, 1, {"1": 2}, by=editor)


def test_reader_types_nothing_in(batch, reader):
    with pytest.raises(PermissionDenied):
        paper.enter(batch, 1, {"1": 1}, by=reader)


def test_finished_batch_takes_no_more_forms(batch, editor):
    paper.enter(batch, 1, {}, by=editor, is_invalid=True)
    paper.finish(batch, by=editor)

    with pytest.raises(ValidationError):
        paper.enter(batch, 2, {"1": 1}, by=editor)


def test_forms_are_typed_in_one_after_another(batch, signed_in, editor):
    client = signed_in(editor)
    address = f"/admin/surveys/survey/{batch.survey_id}/papir/{batch.pk}/list/"

    first = client.post(address, {"number": "1", "p1": "2", "p2": "1 500"})
    page = client.get(address).content.decode()

    assert first.status_code == 302
    assert PaperSheet.objects.get().first == {"1": 2, "2": 1500}
    assert 'name="number" value="2"' in page


def test_mistake_stays_on_the_screen_with_what_was_typed(batch, signed_in, editor):
    address = f"/admin/surveys/survey/{batch.survey_id}/papir/{batch.pk}/list/"

    page = signed_in(editor).post(address, {"number": "1", "p1": "7", "p2": "80"}).content.decode()

    assert "Napište číslo od 1 do 2" in page
    assert 'value="80"' in page
    assert not PaperSheet.objects.exists()


def test_empty_form_is_not_saved_by_a_slip_of_the_hand(batch, signed_in, editor):
    address = f"/admin/surveys/survey/{batch.survey_id}/papir/{batch.pk}/list/"

    page = signed_in(editor).post(address, {"number": "1"}).content.decode()

    assert "označte ho jako neplatný" in page


def test_differences_are_shown_side_by_side_and_settled(batch, signed_in, editor):
    client = signed_in(editor)
    paper.enter(batch, 1, {"1": 1}, by=editor)
    paper.enter_again(batch, 1, {"1": 2}, by=editor)
    address = f"/admin/surveys/survey/{batch.survey_id}/papir/{batch.pk}/rozdily/1/"

    assert 'class="differs"' in client.get(address).content.decode()
    client.post(address, {"number": "1", "p1": "2"})

    assert PaperSheet.objects.get().settled == {"1": 2}
