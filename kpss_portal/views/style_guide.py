"""Every component of the look on one page, for those who build and check it."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kpss_portal.charts import Chart, Series


@staff_member_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Shows the components in their states."""
    chart = Chart(
        title="Ukázka: lidí starších 65 let přibývá",
        categories=["2024", "2025", "2026"],
        series=[Series("lidé nad 65 let", [120, None, 151]), Series("lidé nad 80 let", [30, 34, 41])],
        unit="osob",
        kind="grouped_bars",
    )
    return render(request, "style_guide.html", {"chart": chart})
