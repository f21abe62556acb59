"""Networks of three years in the sample office: real services and municipalities, amounts made up and marked so."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from community.models import Municipality
from services_catalog.enums import CapacityUnit, ServiceForm
from services_catalog.models import (
    Capacity,
    ClientCount,
    JointFinancing,
    MunicipalityAddress,
    Network,
    NetworkEntry,
    NetworkMoney,
    OfferedForm,
    Payment,
    Service,
)
from services_catalog.network import financing, networks, sending
from services_catalog.network.steps import Resolution
from services_catalog.network_enums import EntryStatus, Method, MoneyItem, MoneyKind, NetworkUnit
from services_catalog.sample_provider_round import load_provider_round

MADE_UP = "Smyšlené částky: ukázka, ne skutečné rozpočty služeb."
TOWN = "Litoměřice"
ASSEMBLY = "Zastupitelstvo města Litoměřice"
MOST_SERVICES = 45
YEARLY_CZK = {NetworkUnit.BED: 640_000, NetworkUnit.FTE: 790_000}  # for one unit
PERCENTS = {  # of costs, by form; the rest is the state's
    ServiceForm.RESIDENTIAL: {"region": 4, "town": 7, "together": 1, "fees": 36, "insurance": 9, "donations": 1},
    ServiceForm.OUTPATIENT: {"region": 9, "town": 14, "together": 1, "fees": 2, "donations": 2},
    ServiceForm.FIELD: {"region": 8, "town": 12, "together": 1, "fees": 11, "donations": 1},
}
REASON = "Služba je potřebná podle komunitního plánu; poptávka je vyšší než kapacita."


def load_networks(by: Any) -> None:
    """Last year settled, this year with an update and payments, next year as a draft with scenarios."""
    year = timezone.localdate().year
    last = _approved(_first(year - 1, by), by, "Z/212")
    paid = _financing(last, by, "Sazba 48 Kč na obyvatele", method=Method.RATE, rate_czk=Decimal(48))
    _pay(paid, by, skip=0)
    last = _settled(last, by)
    this = _approved(_following(year, last, by), by, "Z/187")
    key: dict[str, Any] = {"method": Method.WHOLE, "minimum_czk": 1_000, "town_percent": Decimal(40)}
    shared = _financing(this, by, "Město 40 %, zbytek podle obyvatel", **key)
    _pay(shared, by, skip=9)
    sending.order(shared, by=by, by_mail=False)  # made in the background; sending them is left to try
    update = _update(this, by)
    _draft(_following(year + 1, update, by), by, key)
    _load_addresses()


def _first(year: int, by: Any) -> Network:
    network = networks.start(year, f"Síť sociálních služeb Litoměřicka na rok {year}", by=by)
    network.money_note = MADE_UP
    network.intro = (
        "Síť obsahuje služby, na kterých se město a obce správního obvodu dohodly. "
        "Služby a obce jsou skutečné, částky a úvazky jsou smyšlené."
    )
    network.save()
    entries = [NetworkEntry(network=network, **facts) for facts in _services()]
    NetworkEntry.objects.bulk_create(entries)
    NetworkMoney.objects.bulk_create(row for entry in entries for row in _money(entry))
    return network


def _services() -> list[dict[str, Any]]:
    """Registered services in their first form; beds as the register has them, staff made up from the identifier."""
    beds = dict(
        Capacity.objects.filter(unit=CapacityUnit.BED, offered_form__form=ServiceForm.RESIDENTIAL).values_list(
            "offered_form__service", "number"
        )
    )
    forms: dict[int, str] = {}
    for service, form in OfferedForm.objects.order_by("pk").values_list("service", "form"):
        forms.setdefault(service, form)
    rows = Service.objects.public().filter(pk__in=forms, service_type__isnull=False).exclude(identifier="")
    return [_facts(row, forms[row.pk], beds) for row in rows.order_by("identifier")[:MOST_SERVICES]]


def _facts(service: Service, form: str, beds: dict[int, int]) -> dict[str, Any]:
    chance = int(service.identifier) % 97
    has_beds = form == ServiceForm.RESIDENTIAL and service.pk in beds
    status = {0: EntryStatus.MUNICIPAL, 1: EntryStatus.TEMPORARY}.get(chance % 12, EntryStatus.REGIONAL)
    return {
        "service": service,
        "form": form,
        "unit": NetworkUnit.BED if has_beds else NetworkUnit.FTE,
        "amount": beds[service.pk] if has_beds else Decimal(2 + chance % 9) + Decimal(chance % 4) / 4,
        "status": status,
        "reason": REASON if chance % 5 == 0 else "",
    }


def _money(entry: NetworkEntry) -> list[NetworkMoney]:
    amount = Decimal(entry.amount or 0)
    cost = int(amount * YEARLY_CZK[NetworkUnit(entry.unit)]) // 1_000 * 1_000
    parts = {item: cost * percent // 100 for item, percent in PERCENTS[ServiceForm(entry.form)].items()}
    parts |= {MoneyItem.COST: cost, MoneyItem.STATE: cost - sum(parts.values())}
    return [
        NetworkMoney(entry=entry, item=item, kind=MoneyKind.PLAN, amount_czk=value) for item, value in parts.items()
    ]


def _approved(network: Network, by: Any, number: str) -> Network:
    decided = date(network.year - 1, 12, 12)
    return networks.approve(network, Resolution(ASSEMBLY, decided, f"{number}/{decided.year}"), by=by)


def _settled(network: Network, by: Any) -> Network:
    """After the year the facts are written down as its last version."""
    settled = networks.new_version(network, by=by)
    settled.change_note = "Doplněna skutečnost podle vyúčtování služeb. Rozsah sítě se nemění."
    settled.save()
    rows = NetworkMoney.objects.filter(entry__network=settled, kind=MoneyKind.PLAN)
    NetworkMoney.objects.bulk_create(
        NetworkMoney(
            entry_id=row.entry_id, item=row.item, kind=MoneyKind.FACT, amount_czk=row.amount_czk * _done(row) // 100
        )
        for row in list(rows)
    )
    decided = min(date(network.year + 1, 4, 16), timezone.localdate())
    return networks.approve(settled, Resolution(ASSEMBLY, decided, f"Z/61/{decided.year}"), by=by)


def _done(row: NetworkMoney) -> int:
    """Per cent of the plan; made up."""
    return {MoneyItem.STATE: 98, MoneyItem.FEES: 103, MoneyItem.DONATIONS: 91}.get(MoneyItem(row.item), 99)


def _following(year: int, before: Network, by: Any) -> Network:
    """Everything costs four per cent more."""
    title = f"Síť sociálních služeb Litoměřicka na rok {year}"
    network = networks.start(year, title, by=by, copy_from=before)
    network.intro = before.intro
    network.save()
    rows = list(NetworkMoney.objects.filter(entry__network=network))
    for row in rows:
        row.amount_czk = row.amount_czk * 104 // 100
    NetworkMoney.objects.bulk_update(rows, ["amount_czk"])
    _close_sums(network)
    return network


def _close_sums(network: Network) -> None:
    """Rounding of parts goes to the state, so that sources meet costs."""
    for entry in network.entries.prefetch_related("money"):
        amounts = {row.item: row.amount_czk for row in entry.money.all()}
        cost = amounts.pop(MoneyItem.COST)
        state = cost - sum(amount for item, amount in amounts.items() if item != MoneyItem.STATE)
        entry.money.filter(item=MoneyItem.STATE).update(amount_czk=state)


def _financing(network: Network, by: Any, name: str, **key: Any) -> JointFinancing:
    scenario = _scenario(network, by, name, **key)
    decided = network.decided_on or date(network.year - 1, 12, 12)
    number = f"Z/{190 + network.year % 10}/{decided.year}"
    return financing.approve(scenario, Resolution(ASSEMBLY, decided, number), by=by)


def _scenario(network: Network, by: Any, name: str, **key: Any) -> JointFinancing:
    town = Municipality.objects.filter(name=TOWN, in_territory_from__isnull=False).first()
    values = {"town": town, "people_on": date(network.year - 1, 1, 1)} | key
    return financing.save_scenario(JointFinancing(network=network, name=name, **values), by=by)


def _pay(approved: JointFinancing, by: Any, *, skip: int) -> None:
    """Most pay in spring; the last ones have not paid yet."""
    members = list(approved.members.filter(due_czk__gt=0))
    rows = members[: len(members) - skip]
    paid_on = date(approved.network.year, 3, 15)
    Payment.objects.bulk_create(
        Payment(member=member, paid_on=paid_on + timedelta(days=number % 20), amount_czk=member.due_czk)
        for number, member in enumerate(rows)
    )


def _update(network: Network, by: Any) -> Network:
    """A service ended in June, and one got more staff."""
    update = networks.new_version(network, by=by)
    ends, grows = update.entries.filter(unit=NetworkUnit.FTE).order_by("pk")[:2]
    ends.ended_on = date(network.year, 6, 30)
    ends.save()
    grows.amount = Decimal(grows.amount or 0) + 1
    grows.save()
    update.change_note = (
        f"{ends.service.name} končí k 30. červnu. {grows.service.name} má od července o jeden úvazek víc."
    )
    update.save()
    decided = date(network.year, 6, 18)
    return networks.approve(update, Resolution(ASSEMBLY, decided, f"Z/98/{decided.year}"), by=by)


def _draft(network: Network, by: Any, key: dict[str, Any]) -> None:
    """What if: three ways to share next year."""
    _load_clients(network)
    first = _scenario(network, by, "Jako letos: město 40 %, zbytek podle obyvatel", **key)
    rate = financing.copy(first, "Co když je sazba 60 Kč", by=by)
    rate.method, rate.rate_czk, rate.town_percent = Method.RATE, Decimal(60), Decimal(0)
    financing.save_scenario(rate, by=by)
    mixed = financing.copy(first, "Napůl podle obyvatel a klientů", by=by)
    mixed.people_part, mixed.clients_part = 50, 50
    financing.save_scenario(mixed, by=by)
    load_provider_round(network, by)


def _load_clients(network: Network) -> None:
    """Made up: larger municipalities have more clients, some have none of a service."""
    towns = list(financing.municipalities_of(network.year))
    rows = [
        ClientCount(year=network.year, service=entry.service, municipality=town, count=count)
        for number, entry in enumerate(network.entries.order_by("pk"))
        for place, town in enumerate(towns)
        if (count := max((number * 7 + place * 11) % 13 - 7, 0) + 12 * (town.name == TOWN))
    ]
    ClientCount.objects.bulk_create(rows)


def _load_addresses() -> None:
    """Made up; the last municipality has none, so that one can see it."""
    towns = list(financing.municipalities_of(timezone.localdate().year))
    MunicipalityAddress.objects.bulk_create(
        MunicipalityAddress(municipality=town, email=f"podatelna@{town.slug}.example") for town in towns[:-1]
    )
