"""Joint financing as arithmetic: who bears how much of which amount, exactly and to the crown.

Fractions only, no database and no words of people: faults are told in words by `fault_words`. One amount is divided at a time
(a service, or all of them together); rounding comes last and once, so shares of an amount add up to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from math import lcm

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

WHOLE_YEAR = 12  # months


class Basis(Enum):
    """What shares of an amount follow."""

    PEOPLE = "people"
    CLIENTS = "clients"
    EQUAL = "equal"


@dataclass(frozen=True)
class Payer:
    """A municipality: `key` orders equal ones, `people` None is unknown, `months` is how long it takes part in the year."""

    key: str
    name: str
    people: int | None
    weight: Fraction = Fraction(1)
    months: int = WHOLE_YEAR
    correction_czk: int = 0

    @property
    def force(self) -> Fraction:
        """Its weight for the part of the year in which it takes part."""
        return self.weight * self.months / WHOLE_YEAR


@dataclass(frozen=True)
class Pool:
    """An amount to be borne together, and clients of the service by municipality."""

    key: str
    amount_czk: int
    clients: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """How an amount is divided.

    parts: how much of it follows which basis, in any unit (60 and 40 are the same as 3 and 2); town: the key of the town that
    bears `town_percent` before the rest is divided (it takes part in the rest as well); minimum_czk: the least share.
    """

    parts: Mapping[Basis, Fraction] = field(default_factory=lambda: {Basis.PEOPLE: Fraction(1)})
    town: str = ""
    town_percent: Fraction = Fraction(0)
    minimum_czk: int = 0


@dataclass(frozen=True)
class Division:
    """Shares of one amount; `replaced` says that clients are not known and people were taken instead."""

    pool: Pool
    shares: dict[str, int]
    exact: Amounts
    replaced: bool = False


@dataclass(frozen=True)
class Outcome:
    """All divisions; `due` is what a payer owes: its shares and its correction."""

    divisions: list[Division]
    shares: dict[str, int]
    due: dict[str, int]

    @property
    def total_czk(self) -> int:
        """What is borne together, before corrections."""
        return sum(self.shares.values())


# --- dividing -----------------------------------------------------------------------------------------------------


def divide(pools: Sequence[Pool], payers: Sequence[Payer], key: Key) -> Outcome:
    """Divides each amount by itself; SharingFault when it cannot be done."""
    _check(pools, payers, key)
    if not key.parts.get(Basis.PEOPLE) and not key.parts.get(Basis.EQUAL) and not _has_clients(pools, payers):
        raise NoClients
    forces = Forces.of(payers)
    return _outcome([_divide(pool, payers, key, forces) for pool in pools], payers)


def by_rate(rate_czk: Fraction, payers: Sequence[Payer], minimum_czk: int = 0) -> Outcome:
    """Everybody pays the rate for each inhabitant; the sum is what is collected. SharingFault when it cannot be done."""
    _check_payers(payers)
    _need_people(payers)
    if rate_czk < 0 or minimum_czk < 0:
        raise NegativeInput
    exact = Amounts.of({payer.key: _at_rate(rate_czk, payer, minimum_czk) for payer in payers})
    total = half_up(exact.total())
    return _outcome([Division(Pool("", total), to_crowns(exact, total), exact)], payers)


def _at_rate(rate_czk: Fraction, payer: Payer, minimum_czk: int) -> Fraction:
    amount = rate_czk * payer.force * (payer.people or 0)
    return max(amount, Fraction(minimum_czk)) if payer.force else amount


@dataclass(frozen=True)
class Forces:
    """What shares follow, in whole numbers that keep proportions: made once for all amounts."""

    people: dict[str, int]
    equal: dict[str, int]
    per_client: dict[str, int]

    @classmethod
    def of(cls, payers: Sequence[Payer]) -> "Forces":
        """Clients of a part of the year were counted in it, so of them only the weight matters."""
        force = Amounts.of({payer.key: payer.force for payer in payers}).parts
        weight = Amounts.of({payer.key: payer.weight * bool(payer.months) for payer in payers}).parts
        return cls({payer.key: force[payer.key] * (payer.people or 0) for payer in payers}, dict(force), dict(weight))

    def bases(self, basis: Basis, clients: Mapping[str, int]) -> dict[str, int]:
        """By what one part of an amount is divided."""
        if basis is Basis.CLIENTS:
            return {key: weight * clients.get(key, 0) for key, weight in self.per_client.items()}
        return self.people if basis is Basis.PEOPLE else self.equal


def _divide(pool: Pool, payers: Sequence[Payer], key: Key, forces: Forces) -> Division:
    parts, replaced = _parts_for(pool, payers, key)
    exact = _shared(pool, key, parts, forces)
    if key.minimum_czk:
        paying = {payer.key for payer in payers if payer.force}
        exact = Amounts.of(with_minimum(exact.fractions(), paying, key.minimum_czk, pool.amount_czk))
    return Division(pool, to_crowns(exact, pool.amount_czk), exact, replaced)


def _parts_for(pool: Pool, payers: Sequence[Payer], key: Key) -> tuple[dict[Basis, Fraction], bool]:
    """Parts of the key; of a service whose clients nobody counted, their part follows people."""
    parts = {basis: part for basis, part in key.parts.items() if part}
    if Basis.CLIENTS not in parts or _has_clients([pool], payers):
        return parts, False
    _need_people(payers)
    parts[Basis.PEOPLE] = parts.get(Basis.PEOPLE, Fraction(0)) + parts.pop(Basis.CLIENTS)
    return parts, True


def _shared(pool: Pool, key: Key, parts: Mapping[Basis, Fraction], forces: Forces) -> Amounts:
    """The amount by all parts of the key, and the fixed share of the town."""
    town = pool.amount_czk * key.town_percent / 100
    rest = (pool.amount_czk - town) / sum(parts.values(), Fraction(0))
    bases = [forces.bases(basis, pool.clients) for basis in parts]
    if not all(any(base.values()) for base in bases):
        raise NobodyLives
    rates = [rest * part / sum(base.values()) for part, base in zip(parts.values(), bases, strict=True)]
    common = lcm(town.denominator, *(rate.denominator for rate in rates))
    found = dict.fromkeys(forces.equal, 0)
    for rate, base in zip(rates, bases, strict=True):
        factor = int(rate * common)
        for name, size in base.items():
            found[name] += factor * size
    if town:
        found[key.town] += int(town * common)
    return Amounts(found, common)


def with_minimum(
    exact: Mapping[str, Fraction], wanted: Iterable[str], minimum_czk: int, total: int
) -> dict[str, Fraction]:
    """Those below the minimum are raised to it, the others bear the rest in their proportion.

    The proportion is lowered until all agree: who would fall below the minimum by it is raised as well.
    """
    low: set[str] = set()
    payers = set(wanted)
    if minimum_czk * len(payers) > total:
        raise MinimumTooHigh
    while True:
        rest = total - minimum_czk * len(low)
        bases = sum((exact[key] for key in exact if key not in low), Fraction(0))
        found = {
            key: Fraction(minimum_czk) if key in low else (exact[key] * rest / bases if bases else Fraction(0))
            for key in exact
        }
        new = {key for key in payers - low if found[key] < minimum_czk}
        if not new:
            return found
        low |= new


def _outcome(divisions: list[Division], payers: Sequence[Payer]) -> Outcome:
    shares = {payer.key: sum(division.shares[payer.key] for division in divisions) for payer in payers}
    due = {payer.key: shares[payer.key] + payer.correction_czk for payer in payers}
    below = [payer.name for payer in payers if due[payer.key] < 0]
    if below:
        raise BelowZero(*below)
    return Outcome(divisions, shares, due)


# --- what must be right before ------------------------------------------------------------------------------------


def _has_clients(pools: Sequence[Pool], payers: Sequence[Payer]) -> bool:
    counted = [payer for payer in payers if payer.months and payer.weight]
    return any(pool.clients.get(payer.key) for pool in pools for payer in counted)


def _check(pools: Sequence[Pool], payers: Sequence[Payer], key: Key) -> None:
    _check_payers(payers)
    parts = [part for part in key.parts.values() if part]
    if not parts or min(parts) < 0 or not 0 <= key.town_percent <= 100:
        raise WrongKey
    if key.town_percent and key.town not in {payer.key for payer in payers}:
        raise WrongKey
    if key.minimum_czk < 0 or any(pool.amount_czk < 0 for pool in pools) or _negative_clients(pools):
        raise NegativeInput
    if key.parts.get(Basis.PEOPLE):
        _need_people(payers)


def _negative_clients(pools: Sequence[Pool]) -> bool:
    return any(count < 0 for pool in pools for count in pool.clients.values())


def _check_payers(payers: Sequence[Payer]) -> None:
    if bad := [payer.name for payer in payers if payer.weight < 0 or payer.months < 0 or (payer.people or 0) < 0]:
        raise NegativeInput(*bad)
    if not any(payer.force for payer in payers):
        raise NobodyPays


def _need_people(payers: Sequence[Payer]) -> None:
    if unknown := [payer.name for payer in payers if payer.people is None and payer.force]:
        raise UnknownPeople(*unknown)
