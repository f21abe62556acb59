"""What a coordinator should look at before a network is approved: jumps, sums that do not meet, and the register."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.templatetags.kpss import money as crowns
from services_catalog.enums import CapacityUnit
from services_catalog.models import Capacity, Network, NetworkEntry
from services_catalog.network.content import entries_of, money_of
from services_catalog.network_enums import MoneyItem, MoneyKind, NetworkUnit

Amounts = dict[tuple[str, str], int]
Facts = dict[str, Any]  # as in the content of a network
JUMP = 4  # times larger or smaller than last year
THOUSANDS = 100  # a jump of which thousands among crowns are likely
SMALL_COSTS_CZK = 10_000  # no service costs so little in a year


def warnings_of(network: Network) -> dict[int, list[str]]:
    """Sentences by the key of the entry, in a constant number of queries."""
    before = _last_year(network)
    beds = _registered_beds(network)
    found = {entry.pk: list(_warnings(entry, before, beds)) for entry in entries_of(network)}
    return {key: sentences for key, sentences in found.items() if sentences}


def _last_year(network: Network) -> dict[str, Amounts]:
    found = Network.objects.in_force().filter(year=network.year - 1).first()
    return {entry.key: money_of(entry) for entry in entries_of(found)} if found else {}


def _registered_beds(network: Network) -> dict[tuple[int, str], int]:
    rows = Capacity.objects.filter(
        unit=CapacityUnit.BED, offered_form__service__network_entries__network=network
    ).values_list("offered_form__service", "offered_form__form", "number")
    return {(service, form): number for service, form, number in rows}


def warnings_of_import(network: Network, now: list[Facts], after: list[Facts]) -> list[tuple[Facts, list[str]]]:
    """Entries that an import would change, with what to look at: sums, jumps against last year or against the draft."""
    last, told = _last_year(network), []
    draft = {_key(entry): _amounts(entry) for entry in now}
    for entry in after:
        key, amounts = _key(entry), _amounts(entry)
        before = draft.get(key, {})
        if amounts != before:
            jumps = list(_jumps_in_draft(amounts, before, last.get(key, {})))
            if key in last or not jumps:
                jumps = [*_jumps(amounts, last.get(key, {})), *jumps]
            told.append((entry, [*jumps, *_sums(amounts)]))
    return [(entry, sentences) for entry, sentences in told if sentences]


def _key(entry: Facts) -> str:
    return f"{entry['service_uuid']}-{entry['form']}"


def _amounts(entry: Facts) -> Amounts:
    return {(part["item"], part["kind"]): part["amount_czk"] for part in entry["money"]}


def _jumps_in_draft(now: Amounts, draft: Amounts, last: Amounts) -> Iterator[str]:
    """Where last year says nothing, thousands are told by what stands in the draft."""
    for (item, kind), amount in now.items():
        old = draft.get((item, kind))
        if old and amount and not last.get((item, kind)) and is_thousandfold(amount, old):
            words = {"item": MoneyItem(item).label, "now": crowns(amount), "before": crowns(old)}
            yield _("%(item)s: %(now)s, in the draft now %(before)s. Are there thousands among crowns?") % words


def _warnings(entry: NetworkEntry, before: dict[str, Amounts], beds: dict[tuple[int, str], int]) -> Iterator[str]:
    amounts = money_of(entry)
    yield from _jumps(amounts, before.get(entry.key, {}))
    yield from _sums(amounts)
    yield from _register(entry, beds.get((entry.service_id, entry.form)))


def _jumps(now: Amounts, before: Amounts) -> Iterator[str]:
    for (item, kind), amount in now.items():
        old = before.get((item, kind))
        label = MoneyItem(item).label
        if old and amount and (amount >= old * JUMP or old >= amount * JUMP):
            words = {"item": label, "now": crowns(amount), "before": crowns(old)}
            if is_thousandfold(amount, old):
                yield _("%(item)s: %(now)s, last year %(before)s. Are there thousands among crowns?") % words
            else:
                yield _("%(item)s: %(now)s, last year %(before)s.") % words
    cost = now.get((MoneyItem.COST, MoneyKind.PLAN))
    if cost and cost < SMALL_COSTS_CZK and not before:
        yield _("Costs are only %(now)s. Are there thousands among crowns?") % {"now": crowns(cost)}


def is_thousandfold(amount: int, old: int) -> bool:
    """Whether one of two amounts looks as if it were in thousands."""
    return max(amount, old) >= min(amount, old) * THOUSANDS


def _sums(amounts: Amounts) -> Iterator[str]:
    for kind in MoneyKind:
        cost = amounts.get((MoneyItem.COST, kind))
        revenue = [amount for (item, of), amount in amounts.items() if of == kind and item != MoneyItem.COST]
        if cost is None or not revenue or sum(revenue) == cost:
            continue
        words = {"kind": kind.label, "difference": crowns(abs(cost - sum(revenue)))}
        if sum(revenue) < cost:
            yield _("%(kind)s: sources are %(difference)s less than costs.") % words
        else:
            yield _("%(kind)s: sources are %(difference)s more than costs.") % words


def _register(entry: NetworkEntry, beds: int | None) -> Iterator[str]:
    service, year = entry.service, entry.network.year
    until: date | None = service.provided_until
    if until and until < date(year, 1, 1):
        yield _("By the register the service ended before this year.")
    elif until and until.year == year and entry.ended_on is None:
        yield _("By the register the service ends in this year; say on which day.")
    if entry.unit == NetworkUnit.BED and beds is not None and entry.amount is not None and entry.amount > beds:
        yield _("More beds than the register has (%(count)d).") % {"count": beds}
