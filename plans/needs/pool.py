"""The pool of projects: money that is known, items it would fulfil, and the table out of it; into it see pool_import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpss_portal.spreadsheets import Table
from plans.models import Plan, PlanItem, ProjectIdea, ProjectLink
from plans.needs_enums import Readiness

WIDTHS = (7, 40, 60, 30, 20, 20, 18, 40, 14, 10, 16, 40, 8, 8, 20, 10)


@dataclass(frozen=True)
class Money:
    """What is known of budgets; what is not known is counted, never taken for zero."""

    total: int | None
    known_count: int
    all_count: int


def money_of(projects: Iterable[ProjectIdea]) -> Money:
    """Sum of known budgets of projects that are not dropped."""
    counted = [project for project in projects if project.readiness != Readiness.DROPPED]
    known = [project.budget_czk for project in counted if project.budget_czk is not None]
    return Money(sum(known) if known else None, len(known), len(counted))


def items_of(plan: Plan, projects: Sequence[ProjectIdea]) -> dict[int, list[dict[str, str]]]:
    """Items of this version that the projects would fulfil, by key of the project; two queries."""
    pairs = list(ProjectLink.objects.filter(project__in=list(projects)).values_list("project_id", "item_lineage"))
    items = PlanItem.objects.filter(plan=plan, lineage__in={lineage for _project, lineage in pairs}).in_tree_order()
    by_lineage = {item.lineage: item for item in items}
    found: dict[int, list[dict[str, str]]] = {}
    for key, lineage in pairs:
        item = by_lineage.get(lineage)
        if item:
            url = reverse("plans:item", args=[plan.slug, item.code])
            found.setdefault(key, []).append({"code": item.code, "title": item.title, "url": url})
    return found


# --- out ----------------------------------------------------------------------------------------------------------


def header() -> list[str]:
    """Headings, in the order of the columns; the import knows them."""
    return [
        _("No."),
        _("name"),
        _("description"),
        _("who wants to do it"),
        _("for whom"),
        _("municipality"),
        _("readiness"),
        _("what is ready and what is missing"),
        _("as of"),
        _("investment"),
        _("budget in CZK"),
        _("sources of money"),
        _("from the year"),
        _("to the year"),
        _("codes of items"),
        _("public"),
    ]


def table_of(plan: Plan, projects: Sequence[ProjectIdea]) -> Table:
    """The pool as a sheet."""
    items = items_of(plan, projects)
    rows = [
        [
            project.number,
            project.title,
            project.description,
            project.promoter,
            str(project.area or ""),
            str(project.municipality or ""),
            str(Readiness(project.readiness).label),
            project.readiness_note,
            project.as_of,
            _yes_no(project.is_investment),
            project.budget_czk,
            project.funding_text,
            project.starts_year,
            project.ends_year,
            "; ".join(item["code"] for item in items.get(project.pk, [])),
            _yes_no(project.is_public),
        ]
        for project in projects
    ]
    return Table(pgettext("name of a sheet", "projects"), header(), rows, WIDTHS)


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")
