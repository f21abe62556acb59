"""Which items of a plan are worked on in a year, and under which priority they stand."""

from collections.abc import Iterable
from typing import Any

from plans.enums import ActorRole, LevelRole
from plans.models import Plan, PlanItem


def working_depths(plan: Plan) -> set[int]:
    """Depths of measures; of activities where the plan has no measures."""
    roles = {level.depth: LevelRole(level.role) for level in plan.levels.all()}
    wanted = LevelRole.MEASURE if LevelRole.MEASURE in roles.values() else LevelRole.ACTIVITY
    return {depth for depth, role in roles.items() if role == wanted}


def runs_in(item: PlanItem, year: int) -> bool:
    """Whether the item is planned for the year; an unknown end leaves it open."""
    first, last = item.starts_on, item.ends_on
    return (first is None or first.year <= year) and (last is None or last.year >= year)


def working_items(plan: Plan) -> list[PlanItem]:
    """Items that somebody works on, in the order of the tree, with actors and areas."""
    depths = working_depths(plan)
    rows = plan.items.in_tree_order().filter(depth__in=depths).prefetch_related("actors__provider", "areas")
    return list(rows)


def measures_with_priorities(plan: Plan) -> tuple[list[PlanItem], list[PlanItem]]:
    """Items that somebody works on, with areas, and the priorities; two queries."""
    depths = working_depths(plan)
    tree = list(plan.items.in_tree_order().filter(depth__in={*depths, 1}).prefetch_related("areas"))
    return [item for item in tree if item.depth in depths], [item for item in tree if item.depth == 1]


def items_of_year(plan: Plan, year: int) -> list[PlanItem]:
    """Working items planned for the year."""
    return [item for item in working_items(plan) if runs_in(item, year)]


def implementers_of(item: PlanItem) -> list[Any]:
    """Actors who do the item, in their order; reads actors that were loaded with it."""
    actors = [actor for actor in item.actors.all() if actor.role == ActorRole.IMPLEMENTER]
    return sorted(actors, key=lambda actor: (actor.position, actor.pk))


def roots_of(plan: Plan) -> list[PlanItem]:
    """Items of the first level: priorities."""
    return list(plan.items.in_tree_order().filter(depth=1))


def root_of(item: PlanItem, roots: Iterable[PlanItem]) -> PlanItem | None:
    """The priority under which the item stands."""
    return next((root for root in roots if item.path.startswith(root.path)), None)
