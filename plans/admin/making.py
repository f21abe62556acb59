"""How plans came about, in the administration: milestones, their tables, and what the line of time shows."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.editing import GuardedAdmin
from kpss_portal.spreadsheets import XLSX, write_xlsx
from plans.admin.table_import import TableImport
from plans.enums import PlanState
from plans.forms.making import MilestoneForm, PlanMakingForm
from plans.making import table
from plans.models import Milestone, Plan, PlanMaking


@admin.register(Milestone)
class MilestoneAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """What the portal has no record of."""

    form = MilestoneForm
    list_display = ["title", "when_words", "kind", "plan", "is_public"]
    list_filter = ["plan", "kind", "is_public"]
    list_select_related = ["plan"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["document"]
    change_list_template = "admin/plans/milestone_list.html"
    fieldsets = [
        (None, {"fields": ["plan", "when", "kind", "title", "text", "is_public"]}),
        (gettext_lazy("Where to read more"), {"fields": ["url", "document"]}),
    ]

    def get_urls(self) -> list[Any]:
        """Tables in and out."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(upload), name="plans_milestone_import"),
            path("import/<uuid:batch>/vzit-zpet/", view(take_back), name="plans_milestone_take_back"),
            path("<int:pk>/milniky.xlsx", view(export), name="plans_milestone_export"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Milestone, form: Any, change: bool) -> None:
        """Who wrote it; what somebody has changed by hand is not taken back with its import."""
        if change:
            obj.batch = None
        else:
            obj.created_by = request.user  # type: ignore[assignment]  # the admin lets in only people with an account
        obj.save()

    @admin.display(description=gettext_lazy("when"), ordering="starts_on")
    def when_words(self, milestone: Milestone) -> str:
        """As exactly as it is known."""
        return milestone.when


@admin.register(PlanMaking)
class PlanMakingAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """What the line of time shows."""

    form = PlanMakingForm
    list_display = ["plan", "begins_on", "ends_on"]
    list_select_related = ["plan"]
    fieldsets = [(None, {"fields": ["plan", "intro", "begins_on", "ends_on", "left_out"]})]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Records are offered when the plan is known."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            fieldsets[0][1]["fields"] = [name for name in fieldsets[0][1]["fields"] if name != "left_out"]
        return fieldsets


def _plans() -> list[Plan]:
    return list(Plan.objects.filter(version=1).exclude(state=PlanState.WITHDRAWN))


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Milestones of a plan; without any, the table to fill in."""
    if not request.user.has_perm("plans.add_milestone"):
        raise PermissionDenied
    plan = get_object_or_404(Plan, pk=pk)
    response = HttpResponse(
        write_xlsx([table.table_of(Milestone.objects.filter(plan=plan).order_by("starts_on", "pk"))]), content_type=XLSX
    )
    response["Content-Disposition"] = f'attachment; filename="milniky-{plan.slug}.xlsx"'
    return response


def _applied(lines: list[table.Line], by: Any) -> str:
    count = table.apply(lines, by=by)
    return ngettext("%(count)d milestone is stored.", "%(count)d milestones are stored.", count) % {"count": count}


upload = TableImport(
    model=Milestone,
    title=gettext_lazy("Import of milestones"),
    template="admin/plans/milestone_import.html",
    plans=_plans,
    read=table.rows_of,
    lines=table.lines_of,
    apply=_applied,
    more=lambda: {"batches": table.batches()},
)


@require_POST
def take_back(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Deletes what an import has written; pressed twice, it says that nothing is left."""
    if not request.user.has_perm("plans.delete_milestone"):
        raise PermissionDenied
    count = table.take_back(batch, by=request.user)
    words = ngettext("%(count)d milestone was deleted.", "%(count)d milestones were deleted.", count)
    messages.success(request, words % {"count": count} if count else _("This import was taken back already."))
    return HttpResponseRedirect(reverse("admin:plans_milestone_import"))
