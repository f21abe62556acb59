"""One plan: its vision, tree, money, approval and documents."""

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, TextField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.html import escape

from kpss_portal.remembered import Remembered
from plans.enums import CostKind, LevelRole, PlanState
from plans.models import Plan, PlanItem, PlanLevel, ProjectIdea, SelfAssessment
from plans.money import Money, budget_of, money_of
from plans.official_document import stored_state
from plans.tree import Node, nodes_of
from plans.views.finding import plan_or_404
from plans.views.money_chart import money_chart

of_plans: Remembered[dict[Any, Any]] = Remembered("plans.overview", dict, seconds=3_600)
SHOWN_OF_ITEM = ("pk", "parent_id", "path", "depth", "code", "title", "text")
TOLD_TO_DEPTH = 2  # priorities and goals say what they bring, measures have their own pages
WHAT_IT_BRINGS = Case(
    When(depth__gt=TOLD_TO_DEPTH, then=Value("")),
    When(expected_effect="", then=F("description")),
    default=F("expected_effect"),
    output_field=TextField(),
)


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan's page."""
    return _page(request, plan_or_404(request, slug))


def version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """A certain version, with a notice if it is not the one that the plain address shows."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.user).select_related("predecessor", "edition__pdf").prefetch_related("levels"),
        slug=slug,
        version=version,
    )
    return _page(request, plan, current=Plan.objects.current_of(slug, request.user), is_version=True)


def _page(request: HttpRequest, plan: Plan, current: Plan | None = None, *, is_version: bool = False) -> HttpResponse:
    context = {
        "plan": plan,
        **_tree_and_money(plan),
        "is_version": is_version,
        "current": current if current and current.pk != plan.pk else None,
        "is_draft": plan.state in {PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL},
        "chapters": list(plan.chapters.only("position", "title", "plan").order_by("position")),
        "analyses": list(plan.analyses.defer("body").order_by("position")),
        "approvals": list(plan.approvals.select_related("document")),
        "partners": list(plan.partners.filter(is_public=True)),
        "attachments": list(plan.attachments.select_related("document").filter(document__is_public=True)),
        "successor": Plan.objects.following(plan).filter(state__in=PlanState.public()).first()
        if plan.state == PlanState.SUPERSEDED
        else None,
        **_versions(request, plan),
        **stored_state(plan),
    }
    return render(request, "plans/overview.html", context)


def _tree_and_money(plan: Plan) -> dict[str, Any]:
    """Of an approved plan they never change, so they are made once; only addresses move with its state."""
    known = of_plans.get()
    if plan.frozen_at is None:
        return _of_draft(plan, known)
    key = (plan.pk, plan.state, plan.frozen_at)
    if key not in known:
        items, levels = _light_items(plan), list(plan.levels.all())
        known[key] = _made_of(plan, items, levels, money_of(plan, [CostKind.PLANNED]))
    return known[key]


def _of_draft(plan: Plan, known: dict[Any, Any]) -> dict[str, Any]:
    """A draft is read each time; what is made of the same rows is not made again."""
    items, levels = _light_items(plan), list(plan.levels.all())
    amounts, sources = money = money_of(plan, [CostKind.PLANNED])
    names = [(level.depth, level.name, level.role) for level in levels]
    rows = (plan.slug, items, names, amounts, [(key, source.name, source.group) for key, source in sources.items()])
    before = known.get(plan.pk)
    if before is None or before[0] != rows:
        before = known[plan.pk] = (rows, _made_of(plan, items, levels, money))
    return before[1]


def _light_items(plan: Plan) -> list[Any]:
    """A tree of 200 items needs no models."""
    rows = plan.items.in_tree_order().annotate(text=WHAT_IT_BRINGS).values_list(*SHOWN_OF_ITEM, named=True)
    return list(rows)


def _made_of(plan: Plan, items: list[Any], level_list: list[PlanLevel], money: Money) -> dict[str, Any]:
    levels = {level.depth: level for level in level_list}
    budget = budget_of(plan, CostKind.PLANNED, items, level_list, money)
    branches = [_branch(node, plan, levels) for node in nodes_of(items)]
    chart = money_chart(budget)
    return {
        "tree": render_to_string("plans/tree.html", {"branches": branches}),
        "has_branches": bool(branches),
        "chart": render_to_string("components/chart.html", {"chart": chart}) if chart.is_drawable else "",
        "budget": budget,
        "counts": _counts(items, levels),
    }


def _versions(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """All versions that the person may see where there is more to see than this one; whether people were asked."""
    versions = Plan.objects.visible_to(request.user).versions_of(plan.slug)
    counts = {
        "snapshot_count": Count("snapshots", filter=Q(snapshots__is_public=True), distinct=True),
        "round_count": Count("consultations", distinct=True),
        "has_projects": Exists(ProjectIdea.objects.filter(plan=OuterRef("pk"), is_public=True)),
        "has_assessments": Exists(SelfAssessment.objects.filter(plan=OuterRef("pk"), published_at__isnull=False)),
    }
    found: list[Any] = list(versions.annotate(**counts))
    return {
        "versions": found if len(found) > 1 or any(version.snapshot_count for version in found) else [],
        "has_rounds": any(version.round_count for version in found),
        "has_projects": any(version.has_projects for version in found),
        "has_assessments": any(version.has_assessments for version in found),
    }


def _counts(items: list[PlanItem], levels: dict[int, PlanLevel]) -> list[tuple[str, int]]:
    counts: dict[int, int] = {}
    for item in items:
        counts[item.depth] = counts.get(item.depth, 0) + 1
    return [(levels[depth].name if depth in levels else "", count) for depth, count in sorted(counts.items())]


def _branch(node: Node, plan: Plan, levels: dict[int, PlanLevel]) -> dict[str, Any]:
    """A priority with what is below it, ready for printing: a tree of 200 items costs no look-ups in the template."""
    item: Any = node.item
    return {
        "code": item.code,
        "title": item.title,
        "text": item.text,
        "url": item_url(plan, item),
        "goals": [_goal(child, plan, levels) for child in node.children],
        "is_measure": _is_working(item, levels),
    }


def _goal(node: Node, plan: Plan, levels: dict[int, PlanLevel]) -> dict[str, Any]:
    item: Any = node.item
    level = levels.get(item.depth)
    return {
        "code": item.code,
        "title": item.title,
        "level": level.name.capitalize() if level else "",
        "text": item.text,
        "url": item_url(plan, item),
        "measures": [_measure(child, plan) for child in node.children],
    }


def _measure(node: Node, plan: Plan) -> dict[str, Any]:
    return {
        "code": node.item.code,
        "title": node.item.title,
        "url": item_url(plan, node.item),
        "count": len(node.children),
    }


def item_url(plan: Plan, item: PlanItem) -> str:
    """Address of an item, composed without a look-up."""
    return f"/plany/{plan.slug}/polozky/{escape(item.code)}/"


def _is_working(item: PlanItem, levels: dict[int, PlanLevel]) -> bool:
    level = levels.get(item.depth)
    return level is not None and LevelRole(level.role).expects_work


def chapters(request: HttpRequest, slug: str) -> HttpResponse:
    """All chapters of text on one page, each with its anchor."""
    plan = plan_or_404(request, slug)
    return render(request, "plans/chapters.html", {"plan": plan, "chapters": plan.chapters.order_by("position")})
