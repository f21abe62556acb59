"""The pool of projects in the administration: cards, import of a table."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from kpss_portal.editing import GuardedAdmin
from kpss_portal.spreadsheets import XLSX, write_xlsx
from plans.admin.needs import OfferedItems
from plans.admin.table_import import TableImport
from plans.enums import PlanState
from plans.forms.need import ProjectLinkForm
from plans.forms.project import ProjectForm
from plans.models import Plan, ProjectIdea, ProjectImport, ProjectLink
from plans.needs import pool, pool_import
from plans.needs.numbering import numbered
from plans.needs.quality import shown_plan


class ProjectLinkInline(ObjectPermissionsTabularInline):
    """Items that the project fulfils."""

    model = ProjectLink
    form, formset = ProjectLinkForm, OfferedItems
    fields = ["item"]
    extra = 1


@admin.register(ProjectIdea)
class ProjectIdeaAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Projects."""

    form = ProjectForm
    inlines = [ProjectLinkInline]
    list_display = ["number", "title", "plan", "promoter", "readiness", "budget_czk", "as_of", "is_public"]
    list_display_links = ["number", "title"]
    list_filter = ["plan", "readiness", "area", "is_public"]
    list_select_related = ["plan"]
    search_fields = ["title", "description", "promoter"]
    autocomplete_fields = ["municipality"]
    change_list_template = "admin/plans/project_list.html"
    change_form_template = "admin/plans/project_form.html"
    fieldsets = [
        (None, {"fields": ["plan", "title", "description", "promoter", "area", "municipality", "is_public"]}),
        (gettext_lazy("How far it is"), {"fields": ["readiness", "readiness_note", "as_of"]}),
        (
            gettext_lazy("Money and time"),
            {"fields": ["budget_czk", "funding_text", "is_investment", "starts_year", "ends_year"]},
        ),
    ]

    def get_urls(self) -> list[Any]:
        """Tables in and out."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(upload), name="plans_projectidea_import"),
            path("import/<int:pk>/zpet/", view(undo), name="plans_projectidea_import_undo"),
            path("<int:pk>/zasobnik.xlsx", view(export), name="plans_projectidea_export"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: ProjectIdea, form: Any, change: bool) -> None:
        """A new project gets its number."""
        numbered(obj)


def _plans() -> list[Plan]:
    return list(Plan.objects.filter(version=1, is_file_only=False).exclude(state=PlanState.WITHDRAWN))


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """All projects of a plan, those that are not public too; an empty pool gives the table to fill in."""
    if not request.user.has_perm("plans.add_projectidea"):
        raise PermissionDenied
    first = get_object_or_404(Plan, pk=pk)
    rows = ProjectIdea.objects.filter(plan=first).select_related("area", "municipality").order_by("number")
    table = pool.table_of(shown_plan(first), list(rows))
    response = HttpResponse(write_xlsx([table]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="zasobnik-{first.slug}.xlsx"'
    return response


def _applied(lines: list[pool_import.Line], by: Any) -> str:
    batch = pool_import.apply(lines, by=by)
    if batch is None:
        return _("The pool says all of it already; nothing was stored.")
    return _("New: %(created)d, changed: %(changed)d.") % {
        "created": batch.created_count,
        "changed": batch.changed_count,
    }


upload = TableImport(
    model=ProjectIdea,
    title=gettext_lazy("Import of projects"),
    template="admin/plans/project_import.html",
    plans=_plans,
    read=pool_import.rows_of,
    lines=lambda first, rows: pool_import.lines_of(shown_plan(first), first, rows),
    apply=_applied,
    more=lambda: {"batches": pool_import.last_imports()},
)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the pool back as it was before an import."""
    if not request.user.has_perm("plans.delete_projectidea"):
        raise PermissionDenied
    try:
        pool_import.undo(get_object_or_404(ProjectImport, pk=pk), by=request.user)
        messages.success(request, _("The import is undone."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return HttpResponseRedirect(reverse("admin:plans_projectidea_import"))
