"""Statistics are computed from published numbers alone."""

from decimal import Decimal

import pytest

from surveys.results.audit import faults_of
from surveys.results.statistics import mean_of, middle_of, percent, summary_of
from surveys.results.suppression import publish
from surveys.results.tables import NONE, TOTAL, Kind, ResultTables, Single, Table

SCALE = {"1": 1, "2": 2, "3": 3}


def table(counts, kind=Kind.SINGLE):
    total = sum(number or 0 for number in counts.values())
    return Table("q", kind, ("q",), {TOTAL: total, **{(("q", name),): number for name, number in counts.items()}})


@pytest.mark.parametrize(
    ("part", "base", "k", "share"),
    [(5, 10, 5, 50), (1, 8, 4, 13), (5, 9, 5, None), (None, 100, 5, None), (0, 100, 5, 0), (5, None, 5, None)],
)
def test_shares_are_whole_and_need_a_base_of_twice_the_threshold(part, base, k, share):
    assert percent(part, base, k) == share


def test_people_who_did_not_answer_are_not_in_the_base():
    summary = summary_of(table({"1": 30, "2": 10, NONE: 20}), ["1", "2"], 5)

    assert (summary.answered, summary.missing, summary.lines[0].percent) == (40, 20, 75)


def test_where_the_number_of_answers_is_hidden_only_a_floor_is_told():
    summary = summary_of(table({"1": 33, "2": None, NONE: None}), ["1", "2"], 5)

    assert (summary.answered, summary.at_least) == (None, 30)


def test_a_mean_needs_all_points_told_and_enough_people():
    assert mean_of(summary_of(table({"1": 10, "2": 5, "3": 5, NONE: 0}), list(SCALE), 5), SCALE, 5) == Decimal("1.8")
    assert mean_of(summary_of(table({"1": 10, "2": None, "3": None, NONE: 0}), list(SCALE), 5), SCALE, 5) is None
    assert mean_of(summary_of(table({"1": 5, "2": 0, "3": 0, NONE: 0}), list(SCALE), 5), SCALE, 5) is None


def test_the_middle_of_numbers_is_rough_and_hidden_with_a_band():
    numbers = [Decimal(number) for number in (100, 200, 1234, 1000, 900, 800, 700, 600, 500, 400)]

    assert middle_of(numbers, summary_of(table({"1": 10, NONE: 0}), ["1"], 5), 5) == (640, 650)
    assert middle_of(numbers, summary_of(table({"1": None, NONE: None}), ["1"], 5), 5) is None
    assert middle_of(numbers[:9], summary_of(table({"1": 9, NONE: 0}), ["1"], 5), 5) is None


def test_what_is_most_frequent_is_said_only_when_it_is_sure():
    assert summary_of(table({"1": 9, "2": 9, NONE: 0}), ["1", "2"], 5).top is None
    assert summary_of(table({"1": 9, "2": 5, NONE: 0}), ["1", "2"], 5).top.category == "1"
    assert summary_of(table({"1": 9, "2": None, NONE: 0}, Kind.MULTIPLE), ["1", "2"], 5).top is None


def test_the_last_look_finds_a_small_number_and_one_that_can_be_computed():
    small = ResultTables(5, 30, {"q": table({"1": 28, "2": 2, NONE: 0})})
    computed = ResultTables(
        5, 30, {"q": Table("q", Kind.SINGLE, ("q",), {TOTAL: 30, (("q", "1"),): 28, (("q", "2"),): None})}
    )

    assert len(faults_of(small)) == 1
    assert len(faults_of(computed)) == 1


def test_the_last_look_finds_nothing_in_a_set_that_is_right():
    told = publish([Single("q", ("1", "2"), ["1"] * 30 + ["2"] * 2)], [], 5)

    assert faults_of(told) == []
