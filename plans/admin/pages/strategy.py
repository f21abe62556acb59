"""A plan as the national database of strategies wants it."""

from django.http import HttpRequest, HttpResponse

from kpss_portal.spreadsheets import XLSX
from plans.admin.pages.common import plan_for
from plans.needs.strategy import workbook


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook."""
    plan = plan_for(request, pk, "plans.export_plan")
    response = HttpResponse(workbook(plan), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="databaze-strategii-{plan.slug}.xlsx"'
    return response
