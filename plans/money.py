"""Sums of a plan's money.

Rule of sums: an item's own amounts cover its parts. Where an item has rows of a kind, what stands below it is not added
to them; otherwise it costs what its parts cost together. Planned, approved and spent amounts are never added. An item
without a row is unknown, which is not zero: every sum says how many working items it does not know.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from kpss_portal.remembered import Remembered
from plans.enums import CostKind, LevelRole
from plans.models import FundingSource, Plan, PlanCost, PlanItem, PlanLevel

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[int | None, int]  # year (None: whole period) and key of the source
SOURCE_FIELDS = ("name", "group", "position", "sort_key")
SOURCE_COLUMNS = tuple(f"source__{name}" for name in SOURCE_FIELDS)
funding_sources: Remembered[dict[int, FundingSource]] = Remembered("plans.funding_sources", dict)


def forget_sources(**_details: Any) -> None:
    """A source was changed: its name is read anew."""
    funding_sources.forget()


@dataclass
class Sums:
    """Amounts in crowns by year and source."""

    cells: dict[Cell, int] = field(default_factory=dict)

    def add(self, other: "Sums") -> None:
        """Adds the amounts of another part."""
        for cell, amount in other.cells.items():
            self.cells[cell] = self.cells.get(cell, 0) + amount

    @property
    def total(self) -> int | None:
        """Everything together; None if nothing is known."""
        return sum(self.cells.values()) if self.cells else None

    def by_year(self) -> dict[int | None, int]:
        """Amounts of years, None for those given for the whole period."""
        return self._by(0)

    def by_source(self) -> dict[int, int]:
        """Amounts by key of the source."""
        return self._by(1)

    def _by(self, index: int) -> dict:
        sums: dict = defaultdict(int)
        for cell, amount in self.cells.items():
            sums[cell[index]] += amount
        return dict(sums)


class Amount(NamedTuple):
    """A row of costs without the weight of a model: a plan has thousands of them."""

    kind: str
    item_id: int
    year: int | None
    source_id: int
    amount_czk: int
    note: str


Money = tuple[list[Amount], dict[int, FundingSource]]  # rows of costs, and their sources by key


@dataclass
class Budget:
    """Money of a plan of one kind: of the whole and of every item."""

    kind: CostKind
    whole: Sums
    items: dict[int, Sums]
    sources: list[FundingSource]
    years: list[int | None]
    working: list[PlanItem]
    unknown: list[PlanItem]
    amounts: list[Amount]

    def own(self, item: PlanItem) -> list[Amount]:
        """Rows that stand on the item itself."""
        return [amount for amount in self.amounts if amount.item_id == item.pk]

    @property
    def known_count(self) -> int:
        """How many working items state an amount."""
        return len(self.working) - len(self.unknown)

    def of(self, item: PlanItem) -> Sums:
        """Sums of an item with what is below it."""
        return self.items[item.pk]

    def table(self, sums: Sums) -> list[tuple[FundingSource, list[int | None], int]]:
        """Rows by source: amounts of `years` (None is unknown) and the row's total."""
        rows = []
        for source in self.sources:
            amounts = [sums.cells.get((year, source.pk)) for year in self.years]
            if any(amount is not None for amount in amounts):
                rows.append((source, amounts, sum(amount or 0 for amount in amounts)))
        return rows


def budget_of(
    plan: Plan,
    kind: CostKind = CostKind.PLANNED,
    items: Iterable[PlanItem] | None = None,
    levels: Iterable[PlanLevel] | None = None,
    money: Money | None = None,
) -> Budget:
    """Money of the plan of one kind, in three queries however large the tree."""
    return budgets_of(plan, items, levels, kinds=[kind], money=money)[kind]


def budgets_of(
    plan: Plan,
    items: Iterable[PlanItem] | None = None,
    levels: Iterable[PlanLevel] | None = None,
    kinds: Iterable[CostKind] = tuple(CostKind),
    money: Money | None = None,
) -> dict[CostKind, Budget]:
    """Money of the plan of the kinds; items, levels and amounts that are at hand are not asked for again."""
    ordered = list(items) if items is not None else list(plan.items.in_tree_order())
    working = _working_items(list(levels) if levels is not None else list(plan.levels.all()), ordered)
    wanted = list(kinds)
    amounts, sources = money or money_of(plan, wanted)
    return {
        kind: _budget(kind, ordered, working, [amount for amount in amounts if amount.kind == kind], sources)
        for kind in wanted
    }


def money_of(plan: Plan, kinds: list[CostKind]) -> Money:
    """Amounts of the plan in the order of their writing, and their sources by key; one query.

    Sources are few and every budget names them, so they stay in memory: rows bring them only when one is not known.
    """
    rows = PlanCost.objects.filter(item__plan=plan, kind__in=kinds).order_by("pk")
    known = funding_sources.get()
    if known:
        amounts = [Amount._make(row) for row in rows.values_list(*Amount._fields)]
        if all(amount.source_id in known for amount in amounts):
            return amounts, {amount.source_id: known[amount.source_id] for amount in amounts}
    found = list(rows.values_list(*Amount._fields, *SOURCE_COLUMNS))
    for key, *values in {(row[3], *row[len(Amount._fields) :]) for row in found}:
        known[key] = FundingSource(pk=key, **dict(zip(SOURCE_FIELDS, values, strict=True)))
    return [Amount._make(row[: len(Amount._fields)]) for row in found], {row[3]: known[row[3]] for row in found}


def _budget(
    kind: CostKind,
    ordered: list[PlanItem],
    working: list[PlanItem],
    amounts: list[Amount],
    sources: Mapping[int, FundingSource],
) -> Budget:
    own: dict[int, Sums] = {}
    for amount in amounts:
        own.setdefault(amount.item_id, Sums()).cells[amount.year, amount.source_id] = amount.amount_czk
    parents = {item.pk: item.parent_id for item in ordered}
    sums = sums_of(parents, own)
    whole = Sums()
    for item in ordered:
        if item.parent_id not in sums:
            whole.add(sums[item.pk])
    unknown = set(unknown_among([item.pk for item in working], parents, sums, own))
    return Budget(
        kind=kind,
        whole=whole,
        items=sums,
        sources=_sources(amounts, sources),
        years=_years(amounts),
        working=working,
        unknown=[item for item in working if item.pk in unknown],
        amounts=amounts,
    )


def sums_of(parents: Mapping[Key, Key | None], own: Mapping[Key, Sums]) -> dict[Key, Sums]:
    """Sums of every item with what is below it, by the rule of sums; `parents` goes in the order of the tree."""
    sums = {key: Sums() for key in parents}
    for key in reversed(list(parents)):  # children before their parents
        if key in own:
            sums[key] = own[key]
        parent = parents[key]
        if parent is not None and parent in sums and parent not in own:
            sums[parent].add(sums[key])
    return sums


def unknown_among(
    working: Iterable[Key], parents: Mapping[Key, Key | None], sums: Mapping[Key, Sums], own: Mapping[Key, Sums]
) -> list[Key]:
    """Working items without an amount of their own, below them or covering them."""
    return [key for key in working if not sums[key].cells and not _is_covered(key, parents, own)]


def _is_covered(key: Key, parents: Mapping[Key, Key | None], own: Mapping[Key, Sums]) -> bool:
    parent = parents[key]
    while parent is not None:
        if parent in own:
            return True
        parent = parents.get(parent)
    return False


def _working_items(levels: list[PlanLevel], items: list[PlanItem]) -> list[PlanItem]:
    """Items at the shallowest level where somebody does something: measures, not their steps."""
    roles = {level.depth: LevelRole(level.role) for level in levels}
    measures = {depth for depth, role in roles.items() if role == LevelRole.MEASURE}
    depths = measures or {depth for depth, role in roles.items() if role.expects_work}
    return [item for item in items if item.depth in depths]


def _sources(amounts: list[Amount], sources: Mapping[int, FundingSource]) -> list[FundingSource]:
    used = {amount.source_id for amount in amounts}
    return sorted((sources[key] for key in used), key=lambda source: (source.position, source.sort_key, source.pk))


def _years(amounts: list[Amount]) -> list[int | None]:
    years = {amount.year for amount in amounts}
    return [*sorted(year for year in years if year is not None), *([None] if None in years else [])]
