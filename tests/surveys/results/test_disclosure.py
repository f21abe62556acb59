"""The five properties of disclosure control, on made-up surveys and against an exact solver."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.results.suppression import publish
from surveys.results.tables import NONE, Kind, Multiple, Single
from tests.surveys.results.solver import bounds_by_cells, bounds_by_people, counted
from tests.surveys.results.surveys_made_up import crossed_surveys, people_of, surveys

MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
EPSILON = 1e-6


@MANY
@given(surveys())
def test_nobody_can_tell_a_hidden_number_to_within_the_threshold(survey):
    variables, crosses, k = survey
    told = publish(variables, crosses, k)

    narrow = [found for found in bounds_by_people(variables, told) if found[3] - found[2] < k - EPSILON]

    assert narrow == []


@MANY
@given(crossed_surveys())
def test_tables_that_share_a_question_do_not_betray_each_other(survey):
    variables, crosses, k = survey
    told = publish(variables, crosses, k)

    narrow = [found for found in bounds_by_people(variables, told) if found[3] - found[2] < k - EPSILON]

    assert narrow == []


@MANY
@given(surveys(most_people=120))
def test_the_open_data_alone_tell_no_hidden_number_either(survey):
    variables, crosses, k = survey
    told = publish(variables, crosses, k)

    narrow = [found for found in bounds_by_cells(told.document("s")) if found[3] - found[2] < k - EPSILON]

    assert narrow == []


@MANY
@given(surveys(most_people=120))
def test_what_is_told_is_true_and_never_small(survey):
    variables, crosses, k = survey
    people = people_of(variables)
    told = publish(variables, crosses, k)

    for table in told.tables.values():
        truth = counted(table, people)
        shown = {key: n for key, n in table.cells.items() if n is not None}
        assert shown == {key: truth[key] for key in shown}
        assert [n for n in shown.values() if 0 < n < k] == []
        assert [n for n in shown.values() if n == 0 and len(people) < 3 * k and n is None] == []


@MANY
@given(st.integers(0, 14), st.integers(3, 5))
def test_zeros_of_a_small_table_are_hidden(people, k):
    told = publish([Single("q", ("a", "b"), ["a"] * people)], [], k)

    zeros = [key for table in told.tables.values() for key, n in table.cells.items() if n == 0]

    assert bool(zeros) == (people >= 3 * k)


def test_fewer_answers_than_the_threshold_publish_nothing():
    told = publish([Single("q", ("a", "b"), ["a", "b", "a", "b"])], [("q", "q")], 5)

    assert told.tables == {}
    assert told.total == 0


def test_one_rare_answer_takes_the_least_of_the_others_with_it():
    values = ["a"] * 20 + ["b"] * 9 + ["c"] * 2

    table = publish([Single("q", ("a", "b", "c"), values)], [], 5).tables["q"]

    assert {key[0][1]: n for key, n in table.cells.items() if key} == {"a": 20, "b": None, "c": None, NONE: 0}


def test_two_hidden_answers_that_are_few_together_take_a_third():
    values = ["a"] * 20 + ["b"] * 9 + ["c"] * 1 + ["d"] * 1

    table = publish([Single("q", ("a", "b", "c", "d"), values)], [], 5).tables["q"]

    assert {key[0][1] for key, n in table.cells.items() if n is None} == {"b", "c", "d"}


def test_an_option_that_nearly_everybody_chose_is_hidden_too():
    chosen = [frozenset("ab")] * 30 + [frozenset("a")] * 20 + [frozenset("b")] * 2

    table = publish([Multiple("m", ("a", "b"), chosen)], [], 5).tables["m"]

    assert table.kind == Kind.MULTIPLE
    assert table.get(("m", "a")) is None


def test_the_limit_of_choices_does_not_betray_a_rare_option():
    """With two choices at most, people who chose both of the others leave no room for the third."""
    chosen = [frozenset("ab")] * 40 + [frozenset("ac")] * 3
    variable = Multiple("m", ("a", "b", "c"), chosen, most=2)
    told = publish([variable], [], 5)

    assert told.tables["m"].get(("m", "c")) is None
    assert min((high - low for *_names, low, high in bounds_by_people([variable], told)), default=5) >= 5


def test_branching_does_not_betray_a_rare_answer():
    """Who answered the second question must have said yes to the first."""
    first = Single("q1", ("yes", "no"), ["yes"] * 6 + [NONE] * 2 + ["no"] * 40, is_movable=[False] * 6 + [True] * 42)
    second = Single("q2", ("a", "b"), ["a"] * 6 + [NONE] * 42, is_movable=[True] * 6 + [False] * 42)

    told = publish([first, second], [], 5)

    def is_possible(person):
        return person["q2"] == NONE or person["q1"] == "yes"

    assert None in told.tables["q1"].cells.values()
    assert [found for found in bounds_by_people([first, second], told, is_possible) if found[3] - found[2] < 5] == []
