"""Page of one item: what will be done, why, by whom, when and for how much."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kpss_portal.czech import sort_key
from plans import evidence
from plans.enums import ActorRole, PlanState
from plans.models import Indicator, Plan, PlanItem
from plans.money import Budget, budgets_of
from plans.print_view import term_of, year_words
from plans.progress.of_item import going_of
from plans.views.finding import plan_or_404
from plans.views.overview import item_url

ACTOR = "actor:"  # before roles, in the question for names


def item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The item of the code, whatever its capitals."""
    current = plan_or_404(request, slug)
    plan, tree, found = _found(request, current, code)
    by_pk = {other.pk: other for other in tree}
    subject = _subject(plan, tree, found)
    chain = evidence.chain_of(subject)
    areas, types, actors = _labels(found)
    context = {
        "plan": plan,
        "current": current if plan.pk != current.pk else None,
        "story": _story(request, found),
        "item": found,
        "is_draft": plan.state in {PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL},
        "level": next((level for level in plan.levels.all() if level.depth == found.depth), None),
        "path": _linked(plan, _path(found, by_pk)),
        "children": _linked(plan, [other for other in tree if other.parent_id == found.pk]),
        "around": _around(plan, found, tree),
        "actors": actors,
        "term": term_of(
            {"term_text": found.term_text, "starts_on": _iso(found.starts_on), "ends_on": _iso(found.ends_on)}
        ),
        "costs": _cost_tables(plan, found, tree),
        "indicators": [indicator for indicator in subject.indicators if indicator.item_id == found.pk],
        "services": evidence.nodes_at(chain, evidence.Order.SERVICE, found.lineage),
        "types": types,
        "areas": areas,
        "chain": chain,
        "going": going_of(found, plan.slug, _entries(chain, found)) if plan.is_frozen else None,
    }
    return render(request, "plans/item.html", context)


def _subject(plan: Plan, tree: list[PlanItem], found: PlanItem) -> evidence.Subject:
    """For the chain of evidence: the item with what stands below it."""
    below = Indicator.objects.filter(item__in=[item.pk for item in tree if item.path.startswith(found.path)])
    return evidence.Subject(plan, tree, [found], list(below.order_by("item__path", "position", "pk")), found.lineage)


def _entries(chain: list[evidence.Step], item: PlanItem) -> list[evidence.Node]:
    return evidence.nodes_at(chain, evidence.Order.ACTION_PLAN, item.lineage)


def _labels(item: PlanItem) -> tuple[list[str], list[dict[str, str]], list[tuple[str, list[dict[str, str]]]]]:
    """For whom it is, which kinds of services it concerns, and who takes part by role; one query."""
    empty = Value("", output_field=CharField())
    areas = item.areas.annotate(place=F("position")).order_by().values_list("place", "name", empty, empty)
    types = item.service_types.annotate(place=Value(-1)).order_by()
    place = Cast(F("position"), BigIntegerField()) * 1_000_000_000 + F("pk")
    role = Concat(Value(ACTOR), F("role"), output_field=CharField())
    people = item.actors.annotate(place=place, slug=Coalesce("provider__slug", empty), word=role).order_by()
    kinds = types.values_list("place", "name", "slug", "paragraph")
    rows = sorted(areas.union(kinds, people.values_list("place", "name", "slug", "word"), all=True).order_by())
    return (
        [name for _place, name, slug, word in rows if not slug and not word],
        sorted(
            (
                {"name": name, "slug": slug, "paragraph": word}
                for _place, name, slug, word in rows
                if slug and not word.startswith(ACTOR)
            ),
            key=lambda kind: sort_key(kind["name"]),
        ),
        _by_role(
            [(word.removeprefix(ACTOR), name, slug) for _place, name, slug, word in rows if word.startswith(ACTOR)]
        ),
    )


def _by_role(actors: list[tuple[str, str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    """Names with addresses of those who are in the catalogue, under their roles."""
    groups = [
        (str(role.label), [{"name": name, "slug": slug} for known, name, slug in actors if known == role])
        for role in ActorRole
    ]
    return [(label, rows) for label, rows in groups if rows]


def _found(request: HttpRequest, current: Plan, code: str) -> tuple[Plan, list[PlanItem], PlanItem]:
    """The item in the version in force; one that was removed lives on in the last version that had it."""
    older = (
        Plan.objects.visible_to(request.user).versions_of(current.slug).filter(version__lt=current.version).reverse()
    )
    for plan in chain([current], _lazily(older)):
        tree = list(plan.items.in_tree_order())
        found = _find(tree, code)
        if found:
            return plan, tree, found
    raise Http404


def _lazily(plans: Any) -> Iterator[Plan]:
    """Asked for only when the item is not in the version in force."""
    yield from plans.prefetch_related("levels")


def _find(tree: list[PlanItem], code: str) -> PlanItem | None:
    """The item of exactly this code, else of the same letters in other capitals."""
    same = [item for item in tree if item.code.casefold() == code.casefold()]
    return next(iter(sorted(same, key=lambda item: item.code != code)), None)


def _story(request: HttpRequest, found: PlanItem) -> list[dict[str, Any]]:
    """The same item in all plans and versions that the person may see, from the first one; empty if there is only this."""
    plans = Plan.objects.visible_to(request.user)
    same = PlanItem.objects.filter(lineage=found.lineage, plan__in=plans).select_related("plan")
    told = sorted(same, key=lambda item: (item.plan.starts_on, item.plan.version))
    if len(told) < 2:
        return []
    return [
        {
            "label": f"{item.plan} ({item.plan.get_state_display()})",
            "title": str(item),
            "url": "" if item.pk == found.pk else _address_in(item, found.plan),
            "state": "now" if item.pk == found.pk else "done",
            "text": item.plan.change_note,
        }
        for item in told
    ]


def _address_in(item: PlanItem, here: Plan) -> str:
    """In another plan its own address; another version of this plan is one page."""
    return item.plan.get_version_url() if item.plan.slug == here.slug else item_url(item.plan, item)


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


def _cost_tables(plan: Plan, item: PlanItem, tree: list[PlanItem]) -> list[dict[str, Any]]:
    """Money of the item and of what is below it, a table by source and year for each kind of amount."""
    branch = [other for other in tree if other.path.startswith(item.path)]
    budgets = budgets_of(plan, branch, plan.levels.all())
    return [_costs(budget, item) for budget in budgets.values() if budget.of(item).cells]


def _costs(budget: Budget, item: PlanItem) -> dict[str, Any]:
    own = budget.own(item)
    names = {source.pk: source for source in budget.sources}
    sums = budget.of(item)
    table = budget.table(sums)
    shown = [index for index in range(len(budget.years)) if any(row[1][index] is not None for row in table)]
    by_year = sums.by_year()
    return {
        "label": budget.kind.label,
        "years": [year_words(budget.years[index]) for index in shown],
        "rows": [(source.name, [amounts[index] for index in shown], total) for source, amounts, total in table],
        "totals": [by_year[budget.years[index]] for index in shown],
        "total": sums.total,
        "is_own": bool(own),
        "notes": [f"{names[amount.source_id]}: {amount.note}" for amount in own if amount.note],
    }
