"""Page of one item: what will be done, why, by whom, when and for how much."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plans.enums import ActorRole, CostKind, PlanState
from plans.models import Plan, PlanItem
from plans.money import budget_of
from plans.print_view import term_of, year_words
from plans.views.finding import plan_or_404
from plans.views.overview import item_url


def item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The item of the code, whatever its capitals."""
    plan = plan_or_404(request, slug)
    found = _find(plan, code)
    tree = list(plan.items.in_tree_order())
    by_pk = {other.pk: other for other in tree}
    context = {
        "plan": plan,
        "item": found,
        "is_draft": plan.state in {PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL},
        "level": plan.levels.filter(depth=found.depth).first(),
        "path": _linked(plan, _path(found, by_pk)),
        "children": _linked(plan, [other for other in tree if other.parent_id == found.pk]),
        "around": _around(plan, found, tree),
        "actors": _actors(found),
        "term": term_of(
            {"term_text": found.term_text, "starts_on": _iso(found.starts_on), "ends_on": _iso(found.ends_on)}
        ),
        "costs": [table for kind in CostKind if (table := _costs(plan, found, kind, tree))],
        "indicators": list(found.indicators.all()),
        "services": list(found.services.select_related("provider").order_by("sort_key")),
        "types": list(found.service_types.all()),
        "areas": list(found.areas.all()),
    }
    return render(request, "plans/item.html", context)


def _find(plan: Plan, code: str) -> PlanItem:
    found = plan.items.filter(code=code).first() or plan.items.filter(code__iexact=code[:20]).first()
    if found is None:
        raise Http404
    return found


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _path(item: PlanItem, by_pk: dict[int, PlanItem]) -> list[PlanItem]:
    path: list[PlanItem] = []
    parent = by_pk.get(item.parent_id) if item.parent_id else None
    while parent is not None:
        path.insert(0, parent)
        parent = by_pk.get(parent.parent_id) if parent.parent_id else None
    return path


def _linked(plan: Plan, items: list[PlanItem]) -> list[dict[str, str]]:
    return [{"code": item.code, "title": item.title, "url": item_url(plan, item)} for item in items]


def _around(plan: Plan, item: PlanItem, tree: list[PlanItem]) -> dict[str, dict[str, str] | None]:
    """Neighbours of the same depth, for going through the plan."""
    same = [other for other in tree if other.depth == item.depth]
    place = [other.pk for other in same].index(item.pk)
    before = _linked(plan, same[place - 1 : place]) if place else []
    after = _linked(plan, same[place + 1 : place + 2])
    return {"before": before[0] if before else None, "after": after[0] if after else None}


def _actors(item: PlanItem) -> list[tuple[str, list[Any]]]:
    actors = list(item.actors.select_related("provider").order_by("position", "pk"))
    groups = [(str(role.label), [actor for actor in actors if actor.role == role]) for role in ActorRole]
    return [(label, rows) for label, rows in groups if rows]


def _costs(plan: Plan, item: PlanItem, kind: CostKind, tree: list[PlanItem]) -> dict[str, Any] | None:
    """Money of the item and of what is below it, as a table by source and year."""
    branch = [other for other in tree if other.path.startswith(item.path)]
    rows = {cost.pk: cost for cost in item.costs.all() if cost.kind == kind}
    budget = budget_of(plan, kind, branch)
    sums = budget.of(item)
    if not sums.cells:
        return None
    table = budget.table(sums)
    shown = [index for index in range(len(budget.years)) if any(row[1][index] is not None for row in table)]
    by_year = sums.by_year()
    return {
        "label": kind.label,
        "years": [year_words(budget.years[index]) for index in shown],
        "rows": [(source.name, [amounts[index] for index in shown], total) for source, amounts, total in table],
        "totals": [by_year[budget.years[index]] for index in shown],
        "total": sums.total,
        "is_own": bool(rows),
        "notes": [f"{cost.source}: {cost.note}" for cost in rows.values() if cost.note],
    }
