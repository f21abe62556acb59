"""Two versions or two years side by side: what joined, what left, what changed, and the difference in money."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.templatetags.kpss import money as crowns
from services_catalog.network import picture
from services_catalog.network.picture import Content, Entry
from services_catalog.network_enums import MoneyItem, MoneyKind

OTHER_MONEY = [
    (item, kind)
    for kind in MoneyKind
    for item in MoneyItem
    if (item, kind) not in {(MoneyItem.COST, MoneyKind.PLAN), (MoneyItem.TOGETHER, MoneyKind.PLAN)}
]


@dataclass(frozen=True)
class Change:
    """One fact of an entry that differs, as it is read."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class MoneyChange:
    """An item of money in both; the difference is known only where both are."""

    label: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """After minus before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """All differences of two networks."""

    added: list[Entry]
    removed: list[Entry]
    changed: list[tuple[Entry, list[Change]]]
    money: list[MoneyChange]
    same_count: int


def compare(before: Content, after: Content) -> Comparison:
    """From the earlier to the later one."""
    old, new = ({row.key: row for row in picture.entries(content)} for content in (before, after))
    kept = [(row, changes_of(old[key], row)) for key, row in new.items() if key in old]
    return Comparison(
        added=[row for key, row in new.items() if key not in old],
        removed=[row for key, row in old.items() if key not in new],
        changed=[(row, changes) for row, changes in kept if changes],
        money=_money(list(old.values()), list(new.values())),
        same_count=sum(1 for _row, changes in kept if not changes),
    )


def changes_of(before: Entry, after: Entry) -> list[Change]:
    """What is told of the service otherwise."""
    pairs = [Change(name, old, new) for (name, old), (_name, new) in zip(_told(before), _told(after), strict=True)]
    return [pair for pair in pairs if pair.before != pair.after]


def _told(row: Entry) -> list[tuple[str, str]]:
    return [
        (_("provider"), row.provider),
        (_("how much"), row.amount_words),
        (_("belongs"), row.status_label),
        (_("ends on"), f"{row.ended_on:%-d. %-m. %Y}" if row.ended_on else "–"),
        (_("planned costs"), crowns(row.cost)),
        (_("municipalities together"), crowns(row.together)),
        *((f"{item.label} ({kind.label})", crowns(row.money.get((item, kind)))) for item, kind in OTHER_MONEY),
    ]


def _money(before: list[Entry], after: list[Entry]) -> list[MoneyChange]:
    old, new = ({row.item: row for row in picture.money(rows)} for rows in (before, after))
    return [MoneyChange(str(item.label), _plan(old, item), _plan(new, item)) for item in _items(old, new)]


def _items(*sides: dict[Any, Any]) -> list[Any]:
    return [item for item in MoneyItem if any(item in side for side in sides)]


def _plan(rows: dict[Any, Any], item: Any) -> int | None:
    return rows[item].plan if item in rows else None
