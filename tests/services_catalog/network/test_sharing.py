"""Shares add up to the crown, whatever is divided, and say why where they cannot."""

import random
import time
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services_catalog.network.faults import (
    BelowZero,
    MinimumTooHigh,
    NegativeInput,
    NobodyLives,
    NobodyPays,
    NoClients,
    UnknownPeople,
    WrongKey,
)
from services_catalog.network.rounding import Amounts, half_up, to_crowns
from services_catalog.network.sharing import (
    Basis,
    Key,
    Payer,
    Pool,
    by_rate,
    divide,
)

FEW = settings(max_examples=30, deadline=None)
PEOPLE, CLIENTS = Key(), Key({Basis.CLIENTS: Fraction(1)})
MIXED = Key({Basis.PEOPLE: Fraction(50), Basis.CLIENTS: Fraction(30), Basis.EQUAL: Fraction(20)}, "m0", Fraction(35), 7)
KEYS = st.sampled_from([PEOPLE, CLIENTS, MIXED, Key(MIXED.parts), Key(town="m0", town_percent=Fraction(100, 3))])
weights = st.fractions(min_value=0, max_value=5, max_denominator=20)


def payers_of(*people: int | None, **same) -> list[Payer]:
    return [Payer(f"m{number}", f"Obec {number}", count, **same) for number, count in enumerate(people)]


@st.composite
def situations(draw):
    """Municipalities of which at least the first one pays, amounts that the minimum fits into, and clients."""
    count = draw(st.integers(1, 12))
    people = [draw(st.integers(1, 30_000)), *(draw(st.integers(0, 30_000)) for _ in range(count - 1))]
    payers = [Payer("m0", "Obec 0", people[0])]
    for number, value in enumerate(people[1:], start=1):
        payers.append(Payer(f"m{number}", f"Obec {number}", value, draw(weights), draw(st.integers(0, 12))))
    pools = [
        Pool(
            f"s{number}",
            draw(st.integers(100, 10_000_000)),
            {"m0": 1} | {payer.key: draw(st.integers(0, 50)) for payer in payers[1:]},
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return pools, payers


@FEW
@given(situations(), KEYS)
def test_shares_add_up_to_the_crown_and_none_is_negative(situation, key):
    pools, payers = situation

    outcome = divide(pools, payers, key)

    for division in outcome.divisions:
        assert sum(division.shares.values()) == division.pool.amount_czk
        assert all(abs(division.shares[name] - amount) < 1 for name, amount in division.exact.fractions().items())
    assert outcome.total_czk == sum(pool.amount_czk for pool in pools)
    assert min(outcome.shares.values()) >= 0


@FEW
@given(situations(), KEYS, st.randoms(use_true_random=False))
def test_order_of_rows_decides_nothing(situation, key, chance: random.Random):
    pools, payers = situation
    expected = divide(pools, payers, key).shares
    chance.shuffle(payers)

    assert divide(pools, payers, key).shares == expected


@FEW
@given(situations(), KEYS, st.integers(0, 11), st.fractions(min_value=0, max_value=3, max_denominator=10))
def test_a_larger_weight_never_lowers_the_share(situation, key, index, more):
    pools, payers = situation
    index %= len(payers)
    heavier = [
        Payer(payer.key, payer.name, payer.people, payer.weight + (more if number == index else 0), payer.months)
        for number, payer in enumerate(payers)
    ]

    before, after = divide(pools, payers, key).shares, divide(pools, heavier, key).shares

    assert after[payers[index].key] >= before[payers[index].key]


@FEW
@given(situations(), st.integers(1, 500), st.integers(0, 50_000))
def test_minimum_holds_for_everybody_who_pays(situation, minimum, more):
    _pools, payers = situation
    paying = [payer for payer in payers if payer.force]
    pool = Pool("", minimum * len(paying) + more)

    shares = divide([pool], payers, Key(minimum_czk=minimum)).shares

    assert all(shares[payer.key] >= minimum for payer in paying)
    assert sum(shares.values()) == pool.amount_czk


@FEW
@given(situations(), st.fractions(min_value=0, max_value=300, max_denominator=100), st.integers(0, 5_000))
def test_a_rate_collects_its_sum_to_the_crown(situation, rate, minimum):
    _pools, payers = situation

    outcome = by_rate(rate, payers, minimum)

    exact = outcome.divisions[0].exact.fractions()
    assert outcome.total_czk == half_up(sum(exact.values()))
    assert all(abs(outcome.shares[name] - amount) < 1 for name, amount in exact.items())


@FEW
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.fractions(0, 100, max_denominator=7), min_size=1))
@example({"a": Fraction(1, 2), "b": Fraction(1, 2)})
def test_rounding_keeps_the_sum(exact):
    total = half_up(sum(exact.values()))

    assert sum(to_crowns(Amounts.of(exact), total).values()) == total


def test_a_crown_between_equals_goes_to_the_lower_code():
    assert divide([Pool("", 1)], payers_of(50, 50), PEOPLE).shares == {"m0": 1, "m1": 0}
    assert divide([Pool("", 1)], payers_of(50, 50)[::-1], PEOPLE).shares == {"m0": 1, "m1": 0}


def test_a_crown_between_equal_remainders_goes_to_the_larger_amount():
    assert to_crowns(Amounts({"a": 1, "b": 7}, 2), 4) == {"a": 0, "b": 4}


def test_a_half_of_a_crown_goes_up():
    assert by_rate(Fraction(1, 2), payers_of(1)).shares == {"m0": 1}
    assert by_rate(Fraction(5, 2), payers_of(1, 1)).shares == {"m0": 3, "m1": 2}


def test_rate_of_sixty_crowns():
    assert by_rate(Fraction(60), payers_of(96, 24_000)).shares == {"m0": 5_760, "m1": 1_440_000}


def test_town_bears_its_part_and_takes_part_in_the_rest():
    key = Key(town="m0", town_percent=Fraction(40))

    assert divide([Pool("", 1_000)], payers_of(500, 100), key).shares == {"m0": 900, "m1": 100}


def test_who_joined_in_july_pays_a_half_and_who_left_before_the_year_nothing():
    joined = [*payers_of(100), Payer("m1", "Nová", 100, months=6), Payer("m2", "Bývalá", 100, months=0)]

    assert divide([Pool("", 300)], joined, PEOPLE).shares == {"m0": 200, "m1": 100, "m2": 0}


def test_clients_counted_nowhere_are_a_named_fault():
    with pytest.raises(NoClients):
        divide([Pool("a", 100), Pool("b", 100)], payers_of(10, 20), CLIENTS)


def test_a_service_without_clients_follows_people_and_says_so():
    outcome = divide([Pool("a", 90), Pool("b", 90, {"m0": 1})], payers_of(10, 20), CLIENTS)

    assert [(row.shares, row.replaced) for row in outcome.divisions] == [
        ({"m0": 30, "m1": 60}, True),
        ({"m0": 90, "m1": 0}, False),
    ]


def test_unknown_people_name_the_municipality():
    with pytest.raises(UnknownPeople) as fault:
        divide([Pool("", 100)], payers_of(10, None), PEOPLE)

    assert fault.value.names == ("Obec 1",)


def test_unknown_people_of_who_pays_nothing_do_not_matter():
    payers = [*payers_of(10), Payer("m1", "Bývalá", None, months=0)]

    assert divide([Pool("", 100)], payers, PEOPLE).shares == {"m0": 100, "m1": 0}


def test_correction_changes_what_is_due_and_not_the_shares():
    payers = [*payers_of(50), Payer("m1", "S přeplatkem", 50, correction_czk=-20)]

    outcome = divide([Pool("", 100)], payers, PEOPLE)

    assert (outcome.shares, outcome.due) == ({"m0": 50, "m1": 50}, {"m0": 50, "m1": 30})


def test_correction_below_zero_names_the_municipality():
    with pytest.raises(BelowZero) as fault:
        divide([Pool("", 10)], [Payer("m0", "S přeplatkem", 50, correction_czk=-11)], PEOPLE)

    assert fault.value.names == ("S přeplatkem",)


@pytest.mark.parametrize(
    ("fault", "pools", "payers", "key"),
    [
        (NobodyPays, [Pool("", 1)], [], PEOPLE),
        (NobodyPays, [Pool("", 1)], payers_of(10, weight=Fraction(0)), PEOPLE),
        (NobodyLives, [Pool("", 1)], payers_of(0, 0), PEOPLE),
        (NegativeInput, [Pool("", -1)], payers_of(10), PEOPLE),
        (NegativeInput, [Pool("", 1, {"m0": -1})], payers_of(10), PEOPLE),
        (NegativeInput, [Pool("", 1)], payers_of(10, weight=Fraction(-1)), PEOPLE),
        (NegativeInput, [Pool("", 1)], payers_of(10), Key(minimum_czk=-1)),
        (MinimumTooHigh, [Pool("", 19)], payers_of(10, 10), Key(minimum_czk=10)),
        (WrongKey, [Pool("", 1)], payers_of(10), Key({})),
        (WrongKey, [Pool("", 1)], payers_of(10), Key(town="m0", town_percent=Fraction(101))),
        (WrongKey, [Pool("", 1)], payers_of(10), Key(town="jinde", town_percent=Fraction(1))),
    ],
)
def test_what_cannot_be_divided_says_why(fault, pools, payers, key):
    with pytest.raises(fault):
        divide(pools, payers, key)


def test_three_hundred_services_of_sixty_municipalities_take_well_under_a_second():
    chance = random.Random(1)  # for numbers only
    payers = payers_of(*(chance.randint(50, 25_000) for _ in range(60)))
    pools = [
        Pool(str(number), chance.randint(10_000, 5_000_000), {f"m{town}": chance.randint(0, 9) for town in range(60)})
        for number in range(300)
    ]
    began = time.perf_counter()

    outcome = divide(pools, payers, Key(MIXED.parts, "m0", Fraction(35)))

    assert time.perf_counter() - began < 1
    assert outcome.total_czk == sum(pool.amount_czk for pool in pools)
