"""Sums of a plan's money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.enums import CostKind
from plans.money import Sums, budget_of, budgets_of, sums_of
from tests.plans.factories import PlanFactory, cost, tree_of

pytestmark = pytest.mark.django_db


def test_an_item_costs_what_its_parts_cost():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2")
    cost(items["1.1.1"], 100)
    cost(items["1.1.2"], 50)

    assert budget_of(plan).whole.total == 150


def test_an_own_amount_covers_the_parts():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2")
    cost(items["1.1"], 500)
    cost(items["1.1.1"], 100)

    budget = budget_of(plan)

    assert budget.whole.total == 500
    assert budget.of(items["1.1.1"]).total == 100
    assert budget.unknown == []


def test_unknown_is_not_zero():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2")
    cost(items["1.1.1"], 0)

    budget = budget_of(plan)

    assert budget.of(items["1.1.1"]).total == 0
    assert budget.of(items["1.1.2"]).total is None
    assert [item.code for item in budget.unknown] == ["1.1.2"]
    assert budget.known_count == 1


def test_kinds_of_amounts_are_never_added():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1")
    cost(items["1.1.1"], 100)
    cost(items["1.1.1"], 90, kind=CostKind.SPENT)

    budgets = budgets_of(plan)

    assert {kind: budget.whole.total for kind, budget in budgets.items()} == {
        "planned": 100,
        "approved": None,
        "spent": 90,
    }


def test_amounts_for_the_whole_period_have_their_own_column():
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1")
    cost(items["1.1.1"], 100, year=2025)
    cost(items["1.1.1"], 7, year=None)

    budget = budget_of(plan)

    assert budget.years == [2025, None]
    assert budget.whole.by_year() == {2025: 100, None: 7}


trees = st.dictionaries(st.integers(1, 30), st.integers(0, 29), min_size=1, max_size=30)
cells = st.dictionaries(
    st.tuples(st.sampled_from([None, 2025, 2026]), st.integers(1, 3)), st.integers(0, 10**9), min_size=1, max_size=4
)


@given(trees, st.dictionaries(st.integers(1, 30), cells, max_size=10))
def test_totals_by_year_and_by_source_agree(tree, own):
    parents = {key: parent if 0 < parent < key and parent in tree else None for key, parent in sorted(tree.items())}
    amounts = {key: Sums(dict(rows)) for key, rows in own.items() if key in parents}

    for sums in sums_of(parents, amounts).values():
        total = sums.total or 0
        assert sum(sums.by_year().values()) == total
        assert sum(sums.by_source().values()) == total


@pytest.mark.parametrize("count", [1, 30])
def test_a_budget_costs_three_queries(count, django_assert_num_queries):
    plan = PlanFactory()
    items = tree_of(plan, *[str(number) for number in range(1, count + 1)])
    for item in items.values():
        cost(item, 10)

    with django_assert_num_queries(3):
        assert budget_of(plan).whole.total == 10 * count


def test_a_renamed_source_is_read_anew():
    item = tree_of(PlanFactory(), "1")["1"]
    row = cost(item, 10)
    budget_of(item.plan)
    row.source.name = "Rozpočet kraje"
    row.source.save()

    assert [source.name for source in budget_of(item.plan).sources] == ["Rozpočet kraje"]
