"""Codes and moves of the tree."""

import pytest
from django.core.exceptions import ValidationError

from plans import tree
from plans.errors import PlanIsFrozen
from tests.plans.factories import PlanFactory, approved_plan, tree_of

pytestmark = pytest.mark.django_db
PLACES = {"a": (1,), "b": (1, 1), "c": (1, 2), "d": (2,), "e": (2, 1), "f": (2, 1, 1)}


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("", ["1", "1.1", "1.2", "2", "2.1", "2.1.1"]),
        ("1.1.1", ["1", "1.1", "1.2", "2", "2.1", "2.1.1"]),
        ("P.C.O (např. 1.2.3)", ["1", "1.1", "1.2", "2", "2.1", "2.1.1"]),
        ("A.1.1", ["A", "A.1", "A.2", "B", "B.1", "B.1.1"]),
        ("I.a.1", ["I", "I.a", "I.b", "II", "II.a", "II.a.1"]),
        ("{1:A};{1:A}{2};O{1}.{2}.{3}", ["A", "A1", "A2", "B", "B1", "O2.1.1"]),
        ("{1}; {2+}; {2+}.{3}", ["1", "1", "2", "2", "3", "3.1"]),
    ],
)
def test_codes_follow_the_pattern(pattern, codes):
    assert list(tree.generated_codes(pattern, PLACES).values()) == codes


def test_numbers_are_written_in_letters_and_roman():
    assert [tree.written(number, "A") for number in (1, 26, 27, 52)] == ["A", "Z", "AA", "AZ"]
    assert [tree.written(number, "I") for number in (4, 9, 14)] == ["IV", "IX", "XIV"]


@pytest.mark.parametrize("pattern", ["{1};{1}", "{1", "{1};{3}", "{1} {2}", "{1}/{1}", "1.1.1.1.1.1"])
def test_a_pattern_that_cannot_make_codes_is_refused(pattern):
    with pytest.raises(ValidationError):
        tree.validate_code_pattern(pattern)


def codes_of(plan):
    return list(plan.items.in_tree_order().values_list("code", "title"))


def test_moving_up_renumbers_the_branch():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "2", "2.1")

    tree.move_by(items["2"], -1)

    assert codes_of(plan) == [
        ("1", "Položka 2"),
        ("1.1", "Položka 2.1"),
        ("2", "Položka 1"),
        ("2.1", "Položka 1.1"),
        ("2.1.1", "Položka 1.1.1"),
    ]


def test_moving_beyond_the_edge_changes_nothing():
    plan = PlanFactory()
    items = tree_of(plan, "1", "2")

    tree.move_by(items["1"], -1)
    tree.move_by(items["2"], 1)

    assert codes_of(plan) == [("1", "Položka 1"), ("2", "Položka 2")]


def test_an_item_moves_under_another_parent_with_its_branch():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "2")

    tree.move_item(items["1.1"], items["2"], 1)

    assert codes_of(plan) == [
        ("1", "Položka 1"),
        ("2", "Položka 2"),
        ("2.1", "Položka 1.1"),
        ("2.1.1", "Položka 1.1.1"),
    ]


def test_an_item_cannot_stand_under_itself():
    items = tree_of(PlanFactory(), "1", "1.1")

    with pytest.raises(ValidationError):
        tree.move_item(items["1"], items["1.1"], 1)


def test_a_tree_does_not_grow_deeper_than_its_levels():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "2")

    with pytest.raises(ValidationError):
        tree.add_item(plan, items["1.1.1"], "Příliš hluboko")
    with pytest.raises(ValidationError):
        tree.move_item(items["1"], items["2"], 1)


def test_an_added_item_gets_the_next_code():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1")

    assert tree.add_item(plan, items["1"], "Druhý cíl").code == "1.2"
    assert tree.add_item(plan, None, "Druhá priorita").code == "2"


def test_a_code_by_hand_stays_and_others_step_around_it():
    plan = PlanFactory()
    items = tree_of(plan, "1", "2")
    items["2"].code, items["2"].is_code_manual = "3", True
    items["2"].save()

    tree.add_item(plan, None, "Třetí")

    assert [code for code, _title in codes_of(plan)] == ["1", "3", "3-2"]


def test_removing_an_item_takes_its_branch():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "2")

    assert tree.remove_item(items["1"]) == 3
    assert codes_of(plan) == [("1", "Položka 2")]


def test_the_tree_of_an_approved_plan_does_not_move(coordinator):
    plan = approved_plan(coordinator)
    item = plan.items.first()

    for change in (
        lambda: tree.renumber(plan),
        lambda: tree.add_item(plan, None, "Nová"),
        lambda: tree.move_by(item, 1),
        lambda: tree.remove_item(item),
    ):
        with pytest.raises(PlanIsFrozen):
            change()


@pytest.mark.parametrize("count", [2, 20])
def test_renumbering_costs_the_same_for_any_tree(count, django_assert_num_queries):
    plan = PlanFactory()
    tree_of(plan, *[str(number + 1) for number in range(1, count)])

    with django_assert_num_queries(11):
        tree.renumber(plan)
