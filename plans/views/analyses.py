"""Analyses of a plan."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kpss_portal.spreadsheets import Table, write_csv
from plans.models import AnalysisTable, Need, Plan
from plans.print_view import chart_of_table, number_of_cell
from plans.survey_tables import in_step
from plans.views.finding import plan_or_404


def analysis_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All analyses of the plan."""
    plan = plan_or_404(request, slug)
    return render(
        request,
        "plans/analysis_list.html",
        {"plan": plan, "analyses": plan.analyses.select_related("area").order_by("position")},
    )


def analysis(request: HttpRequest, slug: str, analysis: str) -> HttpResponse:
    """One analysis with its tables and charts."""
    plan = plan_or_404(request, slug)
    found = get_object_or_404(plan.analyses.select_related("area"), slug=analysis)
    tables = [shown_table(table, number) for number, table in enumerate(_tables(plan, analysis), start=1)]
    _add_needs(plan, tables)
    context = {"plan": plan, "analysis": found, "tables": tables, "fields": found.swot}
    return render(request, "plans/analysis.html", context)


def _add_needs(plan: Plan, tables: list[dict[str, Any]]) -> None:
    """What follows from each table: needs that name its figures or its question of a survey; one query."""
    needs = list(Need.objects.of(plan.slug).public().exclude(survey=None, table=None).select_related("plan", "table"))
    for shown in tables:
        table = shown["table"]
        shown["needs"] = [need for need in needs if _follows(need, table)]


def _follows(need: Need, table: AnalysisTable) -> bool:
    """Versions of the plan have copies of a table: the same title is the same table."""
    if table.survey_id:
        return (need.survey_id, need.survey_question) == (table.survey_id, table.survey_question)
    return need.table is not None and need.table.title == table.title


def _tables(plan: Plan, slug: str) -> list[AnalysisTable]:
    """Tables of an analysis; those of surveys with what is published now."""
    rows = AnalysisTable.objects.filter(analysis__plan=plan, analysis__slug=slug).order_by("position", "pk")
    return [in_step(table) for table in rows.select_related("survey", "analysis__plan")]


def shown_table(table: AnalysisTable, number: int) -> dict[str, Any]:
    """A table for the page: cells in words, and its chart."""
    values = {
        "chart": table.chart,
        "rows": table.rows,
        "columns": table.columns,
        "title": table.title,
        "unit": table.unit,
    }
    return {
        "table": table,
        "number": number,
        "columns": table.columns,
        "rows": [[cell_words(cell) for cell in row] for row in table.rows],
        "chart": chart_of_table(values, f"graf-{number}"),
    }


def cell_words(cell: Any) -> dict[str, Any]:
    """A cell for reading: its value and whether it is a number."""
    number = number_of_cell(cell)
    return {"value": cell if number is None else number, "is_number": number is not None or cell is None}


def table_csv(request: HttpRequest, slug: str, analysis: str, number: int) -> HttpResponse:
    """The table's data."""
    plan = plan_or_404(request, slug)
    tables = _tables(plan, analysis)
    if not 1 <= number <= len(tables):
        raise Http404
    table = tables[number - 1]
    rows = [[cell if (value := number_of_cell(cell)) is None else value for cell in row] for row in table.rows]
    response = HttpResponse(write_csv(Table("tabulka", table.columns, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{analysis}-{number}.csv"'
    return response
