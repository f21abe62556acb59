"""The pool of projects: the list, a card, and the whole as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.spreadsheets import ODS, XLSX, write_csv, write_ods, write_xlsx
from plans.models import Plan, PlanItem, ProjectIdea, ProjectLink
from plans.needs import pool
from plans.needs_enums import Readiness
from plans.views.finding import plan_or_404

PAGE_SIZE = 50
SIGNS = {
    Readiness.IDEA: ("off", "empty"),
    Readiness.STUDY: ("off", "half"),
    Readiness.DOCUMENTED: ("run", "mostly"),
    Readiness.PERMITTED: ("run", "onward"),
    Readiness.FUNDED: ("run", "money"),
    Readiness.RUNNING: ("run", "again"),
    Readiness.DONE: ("ok", "done"),
    Readiness.DROPPED: ("off", "cross"),
}
SHEETS = {
    "xlsx": (lambda table: write_xlsx([table]), XLSX),
    "ods": (lambda table: write_ods([table]), ODS),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


def badge_of(project: ProjectIdea) -> dict[str, str]:
    """Readiness as a sign and a word."""
    kind, sign = SIGNS[Readiness(project.readiness)]
    return {"kind": kind, "sign": sign, "label": str(Readiness(project.readiness).label)}


@require_safe
def projects(request: HttpRequest, slug: str) -> HttpResponse:
    """What could be done when there is money for it."""
    plan = plan_or_404(request, slug)
    found = _visible(request, slug)
    shown = [project for project in found if _is_chosen(project, request)]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("strana"))
    items = pool.items_of(plan, list(page.object_list))
    context = {
        "plan": plan,
        "page": page,
        "rows": [
            {"project": project, "badge": badge_of(project), "items": items.get(project.pk, [])}
            for project in page.object_list
        ],
        "filters": _filters(request, found),
        "all_count": len(found),
        "money": pool.money_of(shown),
    }
    return render(request, "plans/projects.html", context)


def _visible(request: HttpRequest, slug: str) -> list[ProjectIdea]:
    rows = ProjectIdea.objects.filter(plan__slug=slug).select_related("plan", "area", "municipality")
    shown = rows if request.user.has_perm("plans") else rows.filter(is_public=True)
    return list(shown.order_by("number"))


def _is_chosen(project: ProjectIdea, request: HttpRequest) -> bool:
    values = {"pripravenost": project.readiness, "oblast": project.area.slug if project.area else ""}
    return all(not request.GET.get(name) or request.GET[name] == value for name, value in values.items())


def _filters(request: HttpRequest, found: list[ProjectIdea]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    areas = {project.area.slug: str(project.area) for project in found if project.area}
    offered = {
        "pripravenost": (_("Readiness"), [(value, str(label)) for value, label in Readiness.choices]),
        "oblast": (_("For whom"), sorted(areas.items(), key=lambda pair: pair[1])),
    }
    return [
        (name, label, [{"slug": key, "label": word, "is_chosen": request.GET.get(name) == key} for key, word in pairs])
        for name, (label, pairs) in offered.items()
        if pairs
    ]


@require_safe
def project(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One project."""
    plan = plan_or_404(request, slug)
    rows = ProjectIdea.objects.filter(plan__slug=slug, number=number)
    found = rows.select_related("plan", "area", "municipality").first()
    if found is None or not request.user.has_perm("plans.view_projectidea", found):
        raise Http404
    context = {
        "plan": plan,
        "project": found,
        "badge": badge_of(found),
        "items": pool.items_of(plan, [found]).get(found.pk, []),
        "elsewhere": _elsewhere(request, plan, found),
    }
    return render(request, "plans/project.html", context)


def _elsewhere(request: HttpRequest, plan: Plan, found: ProjectIdea) -> list[PlanItem]:
    lineages = ProjectLink.objects.filter(project=found).values("item_lineage")
    plans = Plan.objects.visible_to(request.user).exclude(slug=plan.slug)
    rows = PlanItem.objects.filter(lineage__in=lineages, plan__in=plans).select_related("plan")
    newest = {(item.plan.slug, item.lineage): item for item in rows.order_by("plan__starts_on", "plan__version")}
    return list(newest.values())


@require_safe
def sheet(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Public projects as a table; the same table can be filled in and imported."""
    if kind not in SHEETS:
        raise Http404
    plan = plan_or_404(request, slug)
    found = [project for project in _visible(request, slug) if project.is_public]
    write, content_type = SHEETS[kind]
    response = HttpResponse(write(pool.table_of(plan, found)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="zasobnik-{slug}.{kind}"'
    return response
