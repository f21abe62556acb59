"""Answers as columns: every kind of question, and answers that the branching fixes."""

from decimal import Decimal

import pytest

from surveys.enums import QuestionKind as K
from surveys.questionnaire import questionnaire_of
from surveys.results.columns import band_labels, columns_of
from surveys.results.tables import NONE, Multiple
from tests.surveys.factories import QuestionFactory, SectionFactory, shown_if

pytestmark = pytest.mark.django_db


def columns(section, rows, **options):
    return {column.variable.id: column for column in columns_of(questionnaire_of(section.survey), rows, **options)}


@pytest.mark.parametrize(
    ("kind", "answer", "counted"),
    [
        (K.ONE, 2, "2"),
        (K.ONE, 9, NONE),
        (K.ONE, [2], NONE),
        (K.ONE, None, NONE),
        (K.SCALE, "x", "x"),
        (K.RANKING, [2, 1], "2"),
        (K.RANKING, [], NONE),
        (K.NUMBER, 10.5, "3"),
        (K.NUMBER, "abc", NONE),
        (K.NUMBER, -5, "1"),
        (K.YEAR, 1948, "3"),
        (K.DATE, "1948-03-17", "3"),
        (K.LONG_TEXT, "něco", "written"),
    ],
)
def test_an_answer_falls_into_its_category(kind, answer, counted):
    section = SectionFactory()
    QuestionFactory(section=section, kind=kind, has_dont_know=True)

    column = columns(section, [{"1": answer} if answer is not None else {}])["q1"]

    assert column.variable.values[0] == counted


def test_several_choices_are_a_set_and_what_is_not_offered_is_left_out():
    section = SectionFactory()
    QuestionFactory(section=section, kind=K.SEVERAL, choices=("a", "b", "c"), limit=2)

    variable = columns(section, [{"1": [1, 3, 99]}, {"1": []}, {}])["q1"].variable

    assert isinstance(variable, Multiple)
    assert variable.values == [frozenset({"1", "3"}), None, None]
    assert variable.most == 2


def test_each_row_of_a_table_is_counted_by_itself():
    section = SectionFactory()
    QuestionFactory(section=section, kind=K.MATRIX, rows=("byt", "dům"))

    found = columns(section, [{"1": {"1": 2}}, {"1": {"1": 1, "2": 1}}])

    assert found["q1.1"].variable.values == ["2", "1"]
    assert found["q1.2"].variable.values == [NONE, "1"]


def test_themes_are_counted_in_the_place_of_texts():
    section = SectionFactory()
    QuestionFactory(section=section, kind=K.LONG_TEXT)
    rows = [{"1": "něco"}, {}]

    column = columns(section, rows, themes={"1": [("1", "doprava")]}, themed={"1": [frozenset({"1"}), None]})["q1"]

    assert column.dimension.categories == (("1", "doprava"),)


def test_who_may_have_answered_otherwise_follows_the_branching():
    """Who answered the second question cannot have said no to the first; who said no was not asked the second."""
    section = SectionFactory()
    first, second = QuestionFactory(section=section), QuestionFactory(section=section)
    shown_if(second, first, 1)
    rows = [{"1": 1, "2": 1}, {"1": 1}, {"1": 2}, {}]

    found = columns(section, rows)

    assert found["q1"].variable.is_movable == [False, True, True, True]
    assert found["q2"].variable.is_movable == [True, True, False, False]


def test_a_required_follow_up_fixes_the_question_that_leads_to_it():
    section = SectionFactory()
    first, second = QuestionFactory(section=section), QuestionFactory(section=section, is_required=True)
    shown_if(second, first, 1)

    assert columns(section, [{"1": 2}])["q1"].variable.is_movable == [False]


def test_bands_are_named_by_their_bounds():
    assert band_labels([0, 500, 501]) == ["0", "1–500", "501", "více než 501"]
    assert band_labels([1929, 1939], is_grouped=False) == ["nejvýš 1929", "1930–1939", "více než 1939"]


def test_written_numbers_are_kept_for_the_mean():
    section = SectionFactory()
    QuestionFactory(section=section, kind=K.NUMBER)

    assert columns(section, [{"1": 5}, {}, {"1": "7.5"}])["q1"].numbers == [Decimal(5), Decimal("7.5")]
