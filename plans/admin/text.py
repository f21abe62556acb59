"""Chapters and analyses in the administration."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.admin_menu import Unlisted
from kpss_portal.editing import GuardedAdmin
from plans.admin.base import PartInline, PlanRights
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


class TableInline(PartInline):
    """Tables of an analysis, each with the way to its page."""

    model = AnalysisTable
    fields: ClassVar[Any] = ["as_of", "source", "position"]  # the title stands over them, with the way
    readonly_fields = fields
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A table is added on its own page, where its data are pasted."""
        return False


@admin.register(Analysis)
class AnalysisAdmin(OpenPlans, PlanRights, GuardedAdmin):
    """Analyses; their tables are added one by one."""

    form = AnalysisForm
    list_display = ["title", "plan", "kind", "area", "position"]
    list_filter = ["plan", "kind", "area"]
    search_fields = ["title"]
    list_select_related = ["plan", "area"]
    inlines = [TableInline]
    fieldsets = [
        (None, {"fields": ["plan", "kind", "title", "slug", "summary", "body", "position"]}),
        ("SWOT", {"fields": ["area", *Analysis.SWOT], "classes": ["collapse"]}),
    ]
    change_form_template = "admin/plans/analysis_form.html"

    def get_prepopulated_fields(self, request: HttpRequest, obj: Analysis | None = None) -> Any:
        """The address is made once."""
        return {} if obj else {"slug": ["title"]}

    def get_inlines(self, request: HttpRequest, obj: Analysis | None) -> Any:
        """An analysis is stored first; its tables follow."""
        return self.inlines if obj else []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whether a table can be added."""
        analysis = kwargs.get("obj")
        context["may_add_table"] = analysis is not None and request.user.has_perm(
            "plans.add_analysistable", analysis.plan
        )
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(AnalysisTable)
class AnalysisTableAdmin(Unlisted, PlanRights, GuardedAdmin):
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

    def response_post_save_add(self, request: HttpRequest, obj: AnalysisTable) -> HttpResponseRedirect:
        """Back to the analysis."""
        return HttpResponseRedirect(reverse("admin:plans_analysis_change", args=[obj.analysis_id]))

    response_post_save_change = response_post_save_add

    @admin.display(description=_("data"))
    def size(self, table: AnalysisTable) -> str:
        """Rows and columns."""
        return f"{len(table.rows)} × {len(table.columns)}"
