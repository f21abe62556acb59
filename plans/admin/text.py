"""Chapters and analyses in the administration."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kpss_portal.editing import GuardedAdmin
from plans.admin.base import Hidden, PlanRights
from plans.forms.text import AnalysisForm, ChapterForm, TableForm
from plans.models import Analysis, AnalysisTable, Chapter, Plan


class OpenPlans:
    """A new part goes into a plan that is not frozen; the plan of an old part stays."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only plans that can be changed are offered."""
        if db_field.name == "plan":
            kwargs["queryset"] = Plan.objects.filter(frozen_at__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # the stubs do not know it


@admin.register(Chapter)
class ChapterAdmin(OpenPlans, PlanRights, GuardedAdmin):
    """Chapters of text."""

    form = ChapterForm
    list_display = ["title", "plan", "position", "role"]
    list_filter = ["plan"]
    search_fields = ["title"]
    list_select_related = ["plan"]


@admin.register(Analysis)
class AnalysisAdmin(OpenPlans, PlanRights, GuardedAdmin):
    """Analyses; their tables are added one by one."""

    form = AnalysisForm
    list_display = ["title", "plan", "kind", "position"]
    list_filter = ["plan", "kind"]
    search_fields = ["title"]
    list_select_related = ["plan"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(AnalysisTable)
class AnalysisTableAdmin(Hidden, PlanRights, GuardedAdmin):
    """A table of an analysis."""

    form = TableForm
    list_display = ["title", "analysis", "as_of", "source"]
    list_filter = ["analysis"]
    list_select_related = ["analysis"]
    readonly_fields = ["size"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only analyses of plans that can be changed are offered."""
        if db_field.name == "analysis":
            kwargs["queryset"] = Analysis.objects.filter(plan__frozen_at__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnalysisTable]:
        """Rights are judged by the plan."""
        return super().get_queryset(request).select_related("analysis__plan")

    @admin.display(description=_("data"))
    def size(self, table: AnalysisTable) -> str:
        """Rows and columns."""
        return f"{len(table.rows)} × {len(table.columns)}"
