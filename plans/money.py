"""Sums of a plan's money.

Rule of sums: an item's own amounts cover its parts. Where an item has rows of a kind, what stands below it is not added
to them; otherwise it costs what its parts cost together. Planned, approved and spent amounts are never added. An item
without a row is unknown, which is not zero: every sum says how many working items it does not know.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from plans.enums import CostKind, LevelRole
from plans.models import FundingSource, Plan, PlanCost, PlanItem
from plans.tree import Node, nodes_of

Cell = tuple[int | None, int]  # year (None: whole period) and key of the source


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

    def _by(self, index: int) -> dict:  # type: ignore[type-arg]
        sums: dict = defaultdict(int)  # type: ignore[type-arg]
        for cell, amount in self.cells.items():
            sums[cell[index]] += amount
        return dict(sums)


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


def budget_of(plan: Plan, kind: CostKind = CostKind.PLANNED, items: Iterable[PlanItem] | None = None) -> Budget:
    """Money of the plan in four queries, however large the tree."""
    ordered = list(items) if items is not None else list(plan.items.in_tree_order())
    costs = list(PlanCost.objects.filter(item__plan=plan, kind=kind).select_related("source"))
    own: dict[int, Sums] = {}
    for cost in costs:
        own.setdefault(cost.item_id, Sums()).cells[cost.year, cost.source_id] = cost.amount_czk
    sums: dict[int, Sums] = {}
    whole = Sums()
    for root in nodes_of(ordered):
        whole.add(_sum_up(root, own, sums))
    working = _working_items(plan, ordered)
    return Budget(
        kind=kind,
        whole=whole,
        items=sums,
        sources=_sources(costs),
        years=_years(costs),
        working=working,
        unknown=[item for item in working if not sums[item.pk].cells and not _is_covered(item, ordered, own)],
    )


def _sum_up(node: Node, own: dict[int, Sums], sums: dict[int, Sums]) -> Sums:
    below = Sums()
    for child in node.children:
        below.add(_sum_up(child, own, sums))
    sums[node.item.pk] = own.get(node.item.pk, below)
    return sums[node.item.pk]


def _working_items(plan: Plan, items: list[PlanItem]) -> list[PlanItem]:
    """Items at the shallowest level where somebody does something: measures, not their steps."""
    roles = {level.depth: LevelRole(level.role) for level in plan.levels.all()}
    measures = {depth for depth, role in roles.items() if role == LevelRole.MEASURE}
    depths = measures or {depth for depth, role in roles.items() if role.expects_work}
    return [item for item in items if item.depth in depths]


def _is_covered(item: PlanItem, items: list[PlanItem], own: dict[int, Sums]) -> bool:
    """An ancestor's own amount covers the item."""
    by_pk = {other.pk: other for other in items}
    parent = by_pk.get(item.parent_id) if item.parent_id else None
    while parent is not None:
        if parent.pk in own:
            return True
        parent = by_pk.get(parent.parent_id) if parent.parent_id else None
    return False


def _sources(costs: list[PlanCost]) -> list[FundingSource]:
    unique = {cost.source_id: cost.source for cost in costs}
    return sorted(unique.values(), key=lambda source: (source.position, source.sort_key, source.pk))


def _years(costs: list[PlanCost]) -> list[int | None]:
    years = {cost.year for cost in costs}
    return [*sorted(year for year in years if year is not None), *([None] if None in years else [])]
