"""What a provider fills in for a service: names of fields, figures in them, what they begin with, and what the register knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpss_portal.templatetags.kpss import grouped
from kpss_portal.templatetags.kpss import money as crowns
from services_catalog.forms.numbers import number_of
from services_catalog.models import Capacity, Network, NetworkEntry, OfferedForm, ProviderRound, ServiceRequest
from services_catalog.network.content import entries_of, money_of
from services_catalog.network_enums import MoneyItem, MoneyKind, NetworkState, NetworkUnit

Amounts = dict[tuple[str, str], int]
Place = tuple[int, str]  # a service and its form
AMOUNT, DIRECT, OTHER, REMARK = "amount", "direct_fte", "other_fte", "remark"


def money_key(item: str, kind: str) -> str:
    """The name of the field of an amount."""
    return f"{kind}-{item}"


MONEY_KEYS = {money_key(item, kind): (item.value, kind.value) for item in MoneyItem for kind in MoneyKind}
FACTS = [key for key, (_item, kind) in MONEY_KEYS.items() if kind == MoneyKind.FACT]
KEYS = (AMOUNT, DIRECT, OTHER, *MONEY_KEYS, REMARK)
REQUESTED = money_key(MoneyItem.TOGETHER, MoneyKind.PLAN)
COST = money_key(MoneyItem.COST, MoneyKind.PLAN)


def keys_of(unit: str) -> list[str]:
    """Fields of a service; where full-time equivalents are the capacity, they are not asked for twice."""
    return [key for key in KEYS if not (key == DIRECT and unit == NetworkUnit.FTE)]


def label_of(key: str, unit: str) -> str:
    """How a field is called."""
    if key in MONEY_KEYS:
        item, kind = MONEY_KEYS[key]
        if key == REQUESTED:
            return _("requested from municipalities")
        name = MoneyItem(item).label
        words = pgettext("kind of an amount", "plan") if kind == MoneyKind.PLAN else _("fact of last year")
        return f"{name}, {words}"
    return {
        AMOUNT: str(NetworkUnit(unit).label),
        DIRECT: _("full-time equivalents in direct care"),
        OTHER: _("full-time equivalents of other staff"),
        REMARK: _("remark"),
    }[key]


@dataclass(frozen=True)
class Figures:
    """Numbers of one service; what is not stated is not there."""

    amount: Decimal | None = None
    direct: Decimal | None = None
    other: Decimal | None = None
    money: Amounts = field(default_factory=dict)

    def plan(self, item: str) -> int | None:
        """A planned amount."""
        return self.money.get((item, MoneyKind.PLAN))

    @property
    def planned(self) -> Amounts:
        """Amounts of the plan alone."""
        return {key: amount for key, amount in self.money.items() if key[1] == MoneyKind.PLAN}

    @property
    def gap(self) -> int | None:
        """What is missing to the costs without municipalities; None where costs are not known."""
        cost = self.plan(MoneyItem.COST)
        rest = {MoneyItem.COST, MoneyItem.TOGETHER}
        return None if cost is None else cost - sum(v for (item, _k), v in self.planned.items() if item not in rest)


def figures_of(typed: Mapping[str, str]) -> Figures:
    """Numbers among the words; words that are no number are left out, they wait to be mended."""
    found = {key: number for key, words in typed.items() if (number := _number(words)) is not None}
    money = {
        MONEY_KEYS[key]: int(number) for key, number in found.items() if key in MONEY_KEYS and number == int(number)
    }
    return Figures(found.get(AMOUNT), found.get(DIRECT), found.get(OTHER), money)


def _number(words: str) -> Decimal | None:
    try:
        return number_of(words)
    except ValueError:
        return None


def of_entry(entry: NetworkEntry) -> Figures:
    """What a network says of the service."""
    return Figures(entry.amount, None, None, money_of(entry))


def words_of(number: Decimal | int | None) -> str:
    """A number as a person types it."""
    if number is None:
        return ""
    return grouped(int(number) if number == int(number) else Decimal(number).normalize())


def shown_words(key: str, words: str) -> str:
    """What was typed as it is read: amounts in groups of three and with crowns, the rest as it is."""
    number = _number(words) if key in MONEY_KEYS else None
    return words if number is None else crowns(int(number))


@dataclass(frozen=True)
class Known:
    """What is known of a service besides its answer."""

    entry: NetworkEntry | None  # in the draft
    before: NetworkEntry | None  # in the network of last year
    capacities: dict[str, int] = field(default_factory=dict)  # of the register, by its unit
    forms: frozenset[str] = frozenset()  # of the register
    until: date | None = None

    @property
    def last_year(self) -> Figures:
        """Figures of last year, empty where it was not in the network."""
        return of_entry(self.before) if self.before else Figures()

    @property
    def draft(self) -> Figures:
        """Figures that stand in the draft now."""
        return of_entry(self.entry) if self.entry else Figures()

    def beginning(self) -> dict[str, str]:
        """What the form begins with: figures of last year, of the draft where there are none."""
        source = self.last_year if self.before else self.draft
        money = {money_key(item, kind): words_of(amount) for (item, kind), amount in source.money.items()}
        return {AMOUNT: words_of(source.amount), **money}


def known_of(round_: ProviderRound, answers: Iterable[ServiceRequest]) -> dict[Place, Known]:
    """By service and form, all entries of the draft and all answers; a constant number of queries."""
    draft = {(row.service_id, row.form): row for row in entries_of(round_.network)}
    last = last_network(round_.network)
    before = {(row.service_id, row.form): row for row in entries_of(last)} if last else {}
    services = {row.service_id: row.service for row in draft.values()} | {
        row.service_id: row.service for row in answers
    }
    forms, capacities = _register(list(services))
    return {
        place: Known(
            entry=draft.get(place),
            before=before.get(place),
            capacities=capacities.get(place, {}),
            forms=frozenset(forms.get(place[0], ())),
            until=services[place[0]].provided_until,
        )
        for place in {row.place for row in answers} | set(draft)
    }


def known_for(answer: ServiceRequest, *, with_register: bool = True) -> Known:
    """The same of one answer, in two queries, with the register in four."""
    network = answer.request.round.network
    year_before = Q(network__year=network.year - 1, network__state=NetworkState.APPROVED)
    rows = NetworkEntry.objects.filter(Q(network=network) | year_before, service=answer.service_id, form=answer.form)
    found = {row.network_id == network.pk: row for row in rows.prefetch_related("money")}
    forms, capacities = _register([answer.service_id] if with_register else [])
    return Known(
        entry=found.get(True),
        before=found.get(False),
        capacities=capacities.get(answer.place, {}),
        forms=frozenset(forms.get(answer.service_id, ())),
        until=answer.service.provided_until,
    )


def last_network(network: Network) -> Network | None:
    """The network in force of the year before."""
    found: Network | None = Network.objects.in_force().filter(year=network.year - 1).first()
    return found


def _register(services: list[int]) -> tuple[dict[int, set[str]], dict[Place, dict[str, int]]]:
    forms: dict[int, set[str]] = {}
    if not services:
        return forms, {}
    for service, form in OfferedForm.objects.filter(service__in=services).values_list("service", "form"):
        forms.setdefault(service, set()).add(form)
    capacities: dict[Place, dict[str, int]] = {}
    for service, form, unit, number in _capacities(services):
        capacities.setdefault((service, form), {})[unit] = number
    return forms, capacities


def _capacities(services: list[int]) -> Iterator[tuple[int, str, str, int]]:
    rows = Capacity.objects.filter(offered_form__service__in=services)
    yield from rows.values_list("offered_form__service", "offered_form__form", "unit", "number")
