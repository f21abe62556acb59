"""What does not fit in the figures of a service: sums, jumps against last year, the state register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kpss_portal.templatetags.kpss import money as crowns
from kpss_portal.templatetags.kpss import number
from services_catalog.enums import CapacityUnit
from services_catalog.network.answers import AMOUNT, COST, REQUESTED, Figures, Known, label_of, money_key
from services_catalog.network.checking import SMALL_COSTS_CZK, is_thousandfold
from services_catalog.network_enums import MoneyItem, MoneyKind, NetworkUnit

SMALL_CHANGE_CZK = 20_000  # a change by less is no jump, whatever its share
REGISTERED_AS = {NetworkUnit.BED: CapacityUnit.BED, NetworkUnit.CLIENT: CapacityUnit.CLIENT}


@dataclass(frozen=True)
class Remark:
    """A sentence about a field; `is_sum` where the provider can see it without knowing anything else."""

    key: str
    words: str
    is_sum: bool = False


def remarks_of(figures: Figures, known: Known, unit: str, form: str, year: int, percent: int) -> list[Remark]:
    """All that somebody should look at; `percent` is the greatest change against last year that needs no look."""
    return [
        *sums_of(figures),
        *_jumps(figures, known, unit, percent),
        *_copied(figures, known),
        *_register(figures, known, unit, form, year),
    ]


def sums_of(figures: Figures) -> Iterator[Remark]:
    """Arithmetic of the plan, and of the fact of last year."""
    cost, gap, requested = figures.plan(MoneyItem.COST), figures.gap, figures.plan(MoneyItem.TOGETHER) or 0
    if cost is not None and gap is not None:
        if gap < 0:
            words = _("Sources without municipalities are %(more)s more than costs; nothing is missing.")
            yield Remark(COST, words % {"more": crowns(-gap)}, is_sum=True)
        elif requested > gap:
            words = _("Requested are %(asked)s, but only %(gap)s are missing to the costs.")
            yield Remark(REQUESTED, words % {"asked": crowns(requested), "gap": crowns(gap)}, is_sum=True)
        elif requested < gap:
            words = _("Sources with the requested amount are %(less)s less than costs.")
            yield Remark(COST, words % {"less": crowns(gap - requested)}, is_sum=True)
    yield from _sum_of_fact(figures)


def _sum_of_fact(figures: Figures) -> Iterator[Remark]:
    fact = {item: amount for (item, kind), amount in figures.money.items() if kind == MoneyKind.FACT}
    cost = fact.pop(MoneyItem.COST, None)
    if cost is None or not fact or sum(fact.values()) == cost:
        return
    key, difference = money_key(MoneyItem.COST, MoneyKind.FACT), sum(fact.values()) - cost
    if difference < 0:
        words = _("Fact of last year: sources are %(difference)s less than costs.")
    else:
        words = _("Fact of last year: sources are %(difference)s more than costs.")
    yield Remark(key, words % {"difference": crowns(abs(difference))}, is_sum=True)


def _jumps(now: Figures, known: Known, unit: str, percent: int) -> Iterator[Remark]:
    before = known.last_year
    if known.before and known.before.unit == unit:
        yield from _jump_of_amount(now.amount, before.amount, unit, percent)
    for (item, kind), amount in now.money.items():
        old = before.plan(item)
        if not old or not amount:
            continue
        key = money_key(item, kind)
        words = {"item": label_of(key, unit), "now": crowns(amount), "before": crowns(old)}
        if is_thousandfold(amount, old):
            yield Remark(key, _("%(item)s: %(now)s, last year %(before)s. Are there thousands among crowns?") % words)
        elif (
            kind == MoneyKind.PLAN
            and is_jump(Decimal(amount), Decimal(old), percent)
            and abs(amount - old) >= SMALL_CHANGE_CZK
        ):
            yield Remark(key, _("%(item)s: %(now)s, last year %(before)s.") % words)
    cost = now.plan(MoneyItem.COST)
    if cost and cost < SMALL_COSTS_CZK and not before.plan(MoneyItem.COST):
        yield Remark(COST, _("Costs are only %(now)s. Are there thousands among crowns?") % {"now": crowns(cost)})


def _jump_of_amount(now: Decimal | None, old: Decimal | None, unit: str, percent: int) -> Iterator[Remark]:
    if now is not None and old and is_jump(now, old, percent):
        words = {"item": label_of(AMOUNT, unit), "now": number(now), "before": number(old)}
        yield Remark(AMOUNT, _("%(item)s: %(now)s, last year %(before)s.") % words)


def is_jump(now: Decimal, old: Decimal, percent: int) -> bool:
    """Whether it changed by more than that many per cent of the old number."""
    return abs(now - old) * 100 > old * percent


def _copied(now: Figures, known: Known) -> Iterator[Remark]:
    before = known.last_year
    if before.planned and before.planned == now.planned and before.amount == now.amount:
        yield Remark("", _("Everything is the same as last year. Has anybody filled it in?"))


def _register(figures: Figures, known: Known, unit: str, form: str, year: int) -> Iterator[Remark]:
    if known.until and known.until < date(year, 1, 1):
        yield Remark("", _("By the register the service ended before this year."))
    elif known.until and known.until.year == year:
        yield Remark("", _("By the register the service ends in this year; say on which day."))
    if known.forms and form not in known.forms:
        yield Remark("", _("By the register the service has no such form."))
    if known.before and known.before.unit != unit:
        words = {"before": known.before.get_unit_display()}
        yield Remark(AMOUNT, _("Last year it was counted in another unit: %(before)s.") % words)
    if known.capacities and unit == NetworkUnit.BED and CapacityUnit.BED not in known.capacities:
        yield Remark(AMOUNT, _("By the register the service has no beds in this form."))
    registered = known.capacities.get(REGISTERED_AS[NetworkUnit(unit)]) if unit in REGISTERED_AS else None
    if registered is not None and figures.amount is not None and figures.amount > registered:
        yield Remark(AMOUNT, _("More than the register has (%(count)d).") % {"count": registered})
