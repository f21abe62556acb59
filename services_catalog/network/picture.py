"""What a network says, computed from its content alone, so that pages and the document always agree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpss_portal.charts import Chart, Series
from kpss_portal.templatetags.kpss import number
from services_catalog.enums import ServiceForm
from services_catalog.network_enums import EntryStatus, MoneyItem, MoneyKind, NetworkUnit

Content = dict[str, Any]
PARTS = {  # Czech counts parts otherwise than wholes
    NetworkUnit.FTE: gettext_lazy("%(count)s of a full-time equivalent"),
    NetworkUnit.BED: gettext_lazy("%(count)s of a bed"),
    NetworkUnit.CLIENT: gettext_lazy("%(count)s of a client at a time"),
    NetworkUnit.OTHER: gettext_lazy("%(count)s of a unit"),
}


@dataclass(frozen=True)
class Entry:
    """A service in one form; amounts by (item, kind), what is not stated is not there."""

    key: str
    uuid: str
    service: str
    provider: str
    type: str
    form: str
    unit: str
    amount: Decimal | None
    status: str
    status_label: str
    reason: str
    ended_on: date | None
    money: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def unit_label(self) -> str:
        """The unit by itself."""
        return str(NetworkUnit(self.unit).label)

    @property
    def amount_words(self) -> str:
        """How much of it there is, in words."""
        return amount_words(self.unit, self.amount)

    @property
    def cost(self) -> int | None:
        """Planned costs."""
        return self.money.get((MoneyItem.COST, MoneyKind.PLAN))

    @property
    def together(self) -> int | None:
        """What municipalities should bear together."""
        return self.money.get((MoneyItem.TOGETHER, MoneyKind.PLAN))

    @property
    def revenue(self) -> int | None:
        """Planned revenue, of the sources that are stated."""
        found = [amount for (item, kind), amount in self.money.items() if item != MoneyItem.COST and kind == "plan"]
        return sum(found) if found else None


def entries(content: Content) -> list[Entry]:
    """Entries in the order of the content: by kind of service, then by name."""
    return [_entry(row) for row in content["entries"]]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        key=f"{row['service_uuid']}-{row['form']}",
        uuid=row["service_uuid"],
        service=row["service"],
        provider=row["provider"],
        type=f"{row['type']} ({row['paragraph']})" if row["paragraph"] else row["type"] or _("other help"),
        form=str(ServiceForm(row["form"]).label),
        unit=row["unit"],
        amount=Decimal(row["amount"]) if row["amount"] is not None else None,
        status=row["status"],
        status_label=str(EntryStatus(row["status"]).label),
        reason=row["reason"],
        ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        money={(part["item"], part["kind"]): part["amount_czk"] for part in row["money"]},
    )


def amount_words(unit: str, amount: Decimal | None) -> str:
    """A number with its unit as Czech counts: 23 beds, 4.5 of a full-time equivalent; unknown is said."""
    if amount is None:
        return _("not stated")
    if amount != amount.to_integral_value():
        return PARTS[NetworkUnit(unit)] % {"count": number(amount)}
    count = int(amount)
    words = {
        NetworkUnit.FTE: ngettext("%(count)s full-time equivalent", "%(count)s full-time equivalents", count),
        NetworkUnit.BED: ngettext("%(count)s bed", "%(count)s beds", count),
        NetworkUnit.CLIENT: ngettext("%(count)s client at a time", "%(count)s clients at a time", count),
        NetworkUnit.OTHER: ngettext("%(count)s unit", "%(count)s units", count),
    }
    return words[NetworkUnit(unit)] % {"count": number(count)}


def by_type(rows: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries of one kind of service stand together already."""
    return [(name, list(found)) for name, found in groupby(rows, key=lambda row: row.type)]


@dataclass(frozen=True)
class Units:
    """How much of one unit the network holds; `silent` entries do not say it."""

    label: str
    total: Decimal
    entries: int
    silent: int


def units(rows: Iterable[Entry]) -> list[Units]:
    """Each unit by itself: different ones are never added."""
    rows = list(rows)
    found = []
    for unit in NetworkUnit:
        same = [row for row in rows if row.unit == unit]
        known = [row.amount for row in same if row.amount is not None]
        if same:
            found.append(Units(str(unit.label), sum(known, Decimal(0)), len(same), len(same) - len(known)))
    return found


@dataclass(frozen=True)
class MoneyRow:
    """An item of costs or revenue over all entries; None where nobody stated it."""

    item: MoneyItem
    plan: int | None
    fact: int | None

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.item.label)


def money(rows: Iterable[Entry]) -> list[MoneyRow]:
    """Costs first, then revenue by source; items of which nothing is stated are left out."""
    rows = list(rows)
    found = [MoneyRow(item, _sum(rows, item, MoneyKind.PLAN), _sum(rows, item, MoneyKind.FACT)) for item in MoneyItem]
    return [row for row in found if row.plan is not None or row.fact is not None]


def _sum(rows: Iterable[Entry], item: str, kind: str) -> int | None:
    known = [row.money[item, kind] for row in rows if (item, kind) in row.money]
    return sum(known) if known else None


def revenue_total(rows: Iterable[MoneyRow], kind: str) -> int | None:
    """All sources together."""
    known = [getattr(row, kind) for row in rows if row.item is not MoneyItem.COST and getattr(row, kind) is not None]
    return sum(known) if known else None


def money_chart(rows: list[MoneyRow], year: int) -> Chart:
    """Revenue by source."""
    sources = [row for row in rows if row.item is not MoneyItem.COST]
    series = [Series(_("plan"), [row.plan for row in sources])]
    if any(row.fact is not None for row in sources):
        series.append(Series(_("fact"), [row.fact for row in sources]))
    kind = "grouped_bars" if len(series) > 1 else "bars"
    title = _("Who pays for the network in %(year)d, CZK") % {"year": year}
    return Chart(title, [row.label for row in sources], series, kind=kind, key="zdroje")


def silent_costs(rows: Iterable[Entry]) -> int:
    """How many entries do not state their costs."""
    return sum(1 for row in rows if row.cost is None)
