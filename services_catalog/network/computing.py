"""Joint financing computed from what the portal knows: figures by date, clients, amounts of the network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from community.enums import FigureKind
from community.models import MunicipalityFigure
from services_catalog.models import ClientCount, FinancingMember, JointFinancing, NetworkEntry, NetworkMoney
from services_catalog.network.fault_words import words_of
from services_catalog.network.faults import SharingFault
from services_catalog.network.rounding import Amounts, to_crowns
from services_catalog.network.sharing import Basis, Key, Outcome, Payer, Pool, by_rate, divide
from services_catalog.network_enums import Method, MoneyItem, MoneyKind

Shares = dict[str, int]


@dataclass(frozen=True)
class Figure:
    """Inhabitants with the day and the source of the figure."""

    people: int
    as_of: date
    source: str


@dataclass(frozen=True)
class Row:
    """What a municipality bears, and of what it follows; `by_service` has keys of entries."""

    member: FinancingMember
    figure: Figure | None
    clients: int
    share: int = 0
    due: int = 0
    by_service: Shares = field(default_factory=dict)

    @property
    def per_head(self) -> Fraction | None:
        """Crowns for an inhabitant."""
        return Fraction(self.due, self.figure.people) if self.figure and self.figure.people else None


@dataclass(frozen=True)
class Result:
    """A computed scenario; `fault` says in words why it cannot be computed, rows are then without amounts."""

    rows: list[Row]
    pools: list[Pool]
    replaced: frozenset[str] = frozenset()  # keys of services whose clients nobody counted
    fault: str = ""

    @property
    def needed(self) -> int:
        """What municipalities should bear together by the network."""
        return sum(pool.amount_czk for pool in self.pools)

    @property
    def shared(self) -> int:
        """What they bear, before corrections."""
        return sum(row.share for row in self.rows)

    @property
    def due(self) -> int:
        """What is collected."""
        return sum(row.due for row in self.rows)

    @property
    def missing(self) -> int:
        """What the network needs and a rate does not bring; below zero is more than needed."""
        return self.needed - self.shared


def compute(financing: JointFinancing) -> Result:
    """In a constant number of queries."""
    members = list(financing.members.select_related("municipality"))
    keys = [member.municipality_id for member in members]
    figures, clients = people_on(financing.people_on, keys), clients_of(financing.network.year)
    pools = pools_of(financing, clients)
    payers = [_payer(member, figures.get(member.municipality_id)) for member in members]
    try:
        outcome = _outcome(financing, pools, payers)
    except SharingFault as fault:
        rows = [_row(member, figures, pools) for member in members]
        return Result(rows, pools, fault=words_of(fault))
    return _result(members, figures, pools, outcome, each=financing.method == Method.EACH)


def people_on(day: date, municipalities: Iterable[int]) -> dict[int, Figure]:
    """For each municipality the newest number of inhabitants of the day or before it."""
    rows = MunicipalityFigure.objects.filter(
        kind=FigureKind.POPULATION, as_of__lte=day, municipality__in=list(municipalities)
    ).order_by("as_of")
    return {row.municipality_id: Figure(int(row.value), row.as_of, row.source) for row in rows}


def clients_of(year: int) -> dict[int, Shares]:
    """Clients by service and municipality."""
    found: dict[int, Shares] = {}
    for service, municipality, count in ClientCount.objects.filter(year=year).values_list(
        "service", "municipality__code", "count"
    ):
        found.setdefault(service, {})[municipality] = count
    return found


def pools_of(financing: JointFinancing, clients: Mapping[int, Shares]) -> list[Pool]:
    """An amount for each entry of which municipalities should bear something together."""
    entries = NetworkEntry.objects.filter(network=financing.network_id).select_related("service")
    money = NetworkMoney.objects.filter(
        entry__network=financing.network_id, item=MoneyItem.TOGETHER, kind=MoneyKind.PLAN, amount_czk__gt=0
    )
    amounts = dict(money.values_list("entry", "amount_czk"))
    return [
        Pool(entry.key, amounts[entry.pk], clients.get(entry.service_id, {}))
        for entry in entries.order_by("service__sort_key", "form", "pk")
        if entry.pk in amounts
    ]


def _payer(member: FinancingMember, figure: Figure | None) -> Payer:
    return Payer(
        key=member.municipality.code,
        name=member.municipality.name,
        people=figure.people if figure else None,
        weight=Fraction(member.weight),
        months=member.months,
        correction_czk=member.correction_czk,
    )


def key_of(financing: JointFinancing) -> Key:
    """How the scenario divides."""
    parts = {
        Basis.PEOPLE: Fraction(financing.people_part),
        Basis.CLIENTS: Fraction(financing.clients_part),
        Basis.EQUAL: Fraction(financing.equal_part),
    }
    town = financing.town.code if financing.town else ""
    return Key(parts, town, Fraction(financing.town_percent), financing.minimum_czk)


def _outcome(financing: JointFinancing, pools: list[Pool], payers: list[Payer]) -> Outcome:
    if financing.method == Method.RATE:
        return by_rate(Fraction(financing.rate_czk or 0), payers, financing.minimum_czk)
    if financing.method == Method.EACH:
        return divide(pools, payers, key_of(financing))
    return divide([_together(pools)], payers, key_of(financing))


def _together(pools: list[Pool]) -> Pool:
    clients: Shares = {}
    for pool in pools:
        for key, count in pool.clients.items():
            clients[key] = clients.get(key, 0) + count
    return Pool("", sum(pool.amount_czk for pool in pools), clients)


def _result(members: Any, figures: Any, pools: list[Pool], outcome: Outcome, *, each: bool) -> Result:
    rows = []
    for member in members:
        code = member.municipality.code
        share = outcome.shares[code]
        parts = {row.pool.key: row.shares[code] for row in outcome.divisions} if each else spread(share, pools)
        rows.append(_row(member, figures, pools, share=share, due=outcome.due[code], by_service=parts))
    return Result(rows, pools, frozenset(row.pool.key for row in outcome.divisions if row.replaced and each))


def _row(member: FinancingMember, figures: Mapping[int, Figure], pools: list[Pool], **amounts: Any) -> Row:
    code = member.municipality.code
    counted = sum(pool.clients.get(code, 0) for pool in pools)
    return Row(member, figures.get(member.municipality_id), counted, **amounts)


def spread(share: int, pools: list[Pool]) -> Shares:
    """What part of the share belongs to which service, where all amounts are divided as one."""
    whole = sum(pool.amount_czk for pool in pools)
    if not whole:
        return {}
    return to_crowns(Amounts({pool.key: share * pool.amount_czk for pool in pools}, whole), share)
