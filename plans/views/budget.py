"""Money of a plan in full."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Table, write_csv
from plans.models import Plan, PlanCost
from plans.money import Budget, budgets_of
from plans.print_view import year_words
from plans.tree import nodes_of
from plans.views.finding import plan_or_404
from plans.views.money_chart import money_chart
from plans.views.overview import item_url


def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """By source and year, by the first level, and which items do not state an amount."""
    plan = plan_or_404(request, slug)
    items = list(plan.items.in_tree_order())
    budgets = list(budgets_of(plan, items).values())
    tables = [_table(plan, found, items) for found in budgets if found.whole.cells]
    planned = budgets[0]
    context = {
        "plan": plan,
        "tables": tables,
        "planned": planned,
        "chart": money_chart(planned),
        "unknown": [
            {"code": item.code, "title": item.title, "url": item_url(plan, item), "words": item.funding_text}
            for item in planned.unknown
        ],
    }
    return render(request, "plans/budget.html", context)


def _table(plan: Plan, found: Budget, items: list[Any]) -> dict[str, Any]:
    by_year = found.whole.by_year()
    roots = [(node.item, found.of(node.item)) for node in nodes_of(items)]
    return {
        "kind": found.kind,
        "label": found.kind.label,
        "years": [year_words(year) for year in found.years],
        "rows": [(source.name, amounts, total) for source, amounts, total in found.table(found.whole)],
        "totals": [by_year[year] for year in found.years],
        "total": found.whole.total,
        "branches": [
            {
                "title": str(item),
                "url": item_url(plan, item),
                "amounts": [sums.by_year().get(year) for year in found.years],
                "total": sums.total,
            }
            for item, sums in roots
        ],
    }


def budget_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every amount as a row."""
    plan = plan_or_404(request, slug)
    costs = (
        PlanCost.objects.filter(item__plan=plan)
        .select_related("item", "source")
        .order_by("item__path", "kind", "year", "source__position", "pk")
    )
    rows = [
        [
            cost.item.code,
            cost.item.title,
            cost.year,
            cost.source.name,
            cost.get_kind_display(),
            cost.amount_czk,
            cost.note,
        ]
        for cost in costs
    ]
    header = [_("code"), _("name"), _("year"), _("source of money"), _("kind of amount"), _("amount in CZK"), _("note")]
    response = HttpResponse(
        write_csv(Table("rozpocet", [str(word) for word in header], rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="rozpocet-{plan.slug}.csv"'
    return response
