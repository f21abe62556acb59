"""The outline: the whole tree on one page, with what each card lacks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans import tree
from plans.admin.pages.common import frame, plan_for
from plans.enums import CostKind
from plans.models import Plan, PlanItem
from plans.money import budgets_of
from plans.readiness import items_with_cards, missing_on, readiness_of, roles_by_depth

MOVES = {"nahoru": -1, "dolu": 1}


def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree with codes, amounts and what is missing."""
    plan = plan_for(request, pk)
    items = items_with_cards(plan)
    roles = roles_by_depth(plan)
    levels = {level.depth: level.name for level in plan.levels.all()}
    budget = budgets_of(plan, items)[CostKind.PLANNED]
    rows = [_row(item, items, missing_on(item, roles[item.depth]), budget.of(item).total, levels) for item in items]
    incomplete = [row for row in rows if row["missing"]]
    context = {
        "title": _("Outline: %(plan)s") % {"plan": plan},
        "plan": plan,
        "rows": incomplete if request.GET.get("jen") == "neuplne" else rows,
        "is_filtered": request.GET.get("jen") == "neuplne",
        "incomplete_count": len(incomplete),
        "levels": levels,
        "may_change": request.user.has_perm("plans.change_planitem", plan),
        "advice": readiness_of(plan),
        "known": budget.known_count,
        "working": len(budget.working),
    }
    return render(request, "admin/plans/outline.html", frame(request, **context))


def _row(
    item: PlanItem, items: list[PlanItem], missing: list[str], total: int | None, levels: dict[int, str]
) -> dict[str, Any]:
    siblings = [other for other in items if other.parent_id == item.parent_id]
    return {
        "item": item,
        "missing": ", ".join(missing),
        "total": total,
        "is_first": siblings[0].pk == item.pk,
        "is_last": siblings[-1].pk == item.pk,
        "child_level": levels.get(item.depth + 1),
        "level": levels.get(item.depth, ""),
    }


def _back(plan: Plan, item_pk: int | None = None) -> HttpResponse:
    anchor = f"#polozka-{item_pk}" if item_pk else ""
    return HttpResponseRedirect(reverse("admin:plans_plan_outline", args=[plan.pk]) + anchor)


def _item(plan: Plan, value: str | None) -> PlanItem | None:
    return get_object_or_404(plan.items, pk=int(value)) if value and value.isdecimal() else None


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new item, at the top or under another."""
    plan = plan_for(request, pk, "plans.add_planitem")
    title = request.POST.get("nazev", "").strip()[:300]
    if not title:
        messages.error(request, _("Write the name of the new item."))
        return _back(plan)
    try:
        item = tree.add_item(plan, _item(plan, request.POST.get("nadrazena")), title)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(plan)
    messages.success(request, _("Added: %(item)s") % {"item": item})
    return _back(plan, item.pk)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step up or down (`kam`), or to a place under another parent (`pod`, `poradi`)."""
    plan = plan_for(request, pk, "plans.change_planitem")
    item = _item(plan, request.POST.get("polozka"))
    if item is None:
        return _back(plan)
    try:
        if request.POST.get("kam") in MOVES:
            tree.move_by(item, MOVES[request.POST["kam"]])
        else:
            position = request.POST.get("poradi", "")
            tree.move_item(
                item, _item(plan, request.POST.get("pod")), int(position) if position.isdecimal() else 10_000
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(plan, item.pk)


def remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Asks first, telling what goes with it; takes away by POST."""
    plan = plan_for(request, pk, "plans.delete_planitem")
    found = get_object_or_404(plan.items, pk=item)
    branch = plan.items.filter(path__startswith=found.path)
    if request.method != "POST":
        context = {
            "title": _("Remove: %(item)s") % {"item": found},
            "plan": plan,
            "item": found,
            "below": branch.exclude(pk=found.pk).in_tree_order(),
        }
        return render(request, "admin/plans/outline_remove.html", frame(request, **context))
    count = tree.remove_item(found)
    messages.success(request, ngettext("Removed %(count)d item.", "Removed %(count)d items.", count) % {"count": count})
    return _back(plan)
