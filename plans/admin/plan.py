"""Plans in the administration: facts, outline, steps, workbook."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kpss_portal.editing import GuardedAdmin
from plans.admin.base import PartInline, PlanRights, StackedPart
from plans.admin.pages import going_on, outline, state, strategy, values, workbook
from plans.forms.plan import PlanForm
from plans.models import Approval, Plan, PlanAttachment


class ApprovalInline(StackedPart):
    """Who decided what."""

    model = Approval
    fields = [("body_kind", "body_name"), ("verb", "decided_on", "number"), "note"]


class AttachmentInline(PartInline):
    """Documents of the plan."""

    model = PlanAttachment
    fields = ["document", "is_main", "position"]
    autocomplete_fields = ["document"]


@admin.register(Plan)
class PlanAdmin(PlanRights, GuardedAdmin):
    """The list of plans and the facts of one."""

    form = PlanForm
    list_display = ["title", "years", "state", "outline_link", "state_link"]
    list_filter = ["state"]
    search_fields = ["title"]
    filter_horizontal = ["partners"]
    prepopulated_fields = {"slug": ["short_title"]}
    inlines = [ApprovalInline, AttachmentInline]
    change_list_template = "admin/plans/plan_list.html"
    change_form_template = "admin/plans/plan_form.html"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "short_title",
                    "slug",
                    "kind",
                    "starts_on",
                    "ends_on",
                    "territory",
                    "vision",
                    "prepared_by",
                ]
            },
        ),
        (_("Tree and money"), {"fields": ["level_names", "code_pattern", "amount_unit"]}),
        (_("Around the plan"), {"fields": ["predecessor", "change_note", "partners", "is_file_only"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """The address is made once."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Only an amendment says what changes."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_amendment:
            for _name, options in fieldsets:
                options["fields"] = [field for field in options["fields"] if field != "change_note"]
        return fieldsets

    def get_urls(self) -> list[Any]:
        """Own pages of a plan."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(workbook.upload), name="plans_plan_import"),
            path("import/vzor.<str:kind>", view(workbook.template), name="plans_plan_template"),
            path("import/<uuid:uuid>/", view(workbook.preview), name="plans_plan_import_preview"),
            path("import/<uuid:uuid>/zpet/", view(workbook.undo), name="plans_plan_import_undo"),
            path("<int:pk>/osnova/", view(outline.outline), name="plans_plan_outline"),
            path("<int:pk>/osnova/pridat/", view(outline.add), name="plans_plan_outline_add"),
            path("<int:pk>/osnova/presunout/", view(outline.move), name="plans_plan_outline_move"),
            path("<int:pk>/osnova/odebrat/<int:item>/", view(outline.remove), name="plans_plan_outline_remove"),
            path("<int:pk>/stav/", view(state.state), name="plans_plan_state"),
            path("<int:pk>/dokument/", view(state.document), name="plans_plan_document"),
            path("<int:pk>/stav/<str:step>/", view(state.confirm), name="plans_plan_step"),
            path("<int:pk>/podklady/<int:packet>/zrusit/", view(state.revoke_packet), name="plans_plan_packet_revoke"),
            path("<int:pk>/dal/<slug:way>/", view(going_on.go_on), name="plans_plan_go_on"),
            path("<int:pk>/ukazatele/", view(values.newest), name="plans_plan_values_newest"),
            path("<int:pk>/ukazatele/<int:year>/", view(values.values_of_year), name="plans_plan_values"),
            path("<int:pk>/ukazatele/<int:year>/<int:indicator>/", view(values.value), name="plans_plan_value"),
            path("<int:pk>/vyvoz.<str:kind>", view(workbook.export), name="plans_plan_export"),
            path("<int:pk>/databaze-strategii.xlsx", view(strategy.export), name="plans_plan_strategy"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        """Levels are stored with the plan."""
        super().save_model(request, obj, form, change)
        form.save_levels(obj)

    def response_add(self, request: HttpRequest, obj: Plan, post_url_continue: Any = None) -> HttpResponse:
        """A new plan goes on in its outline."""
        super().response_add(request, obj, post_url_continue)  # its message
        return HttpResponseRedirect(reverse("admin:plans_plan_outline", args=[obj.pk]))

    @admin.display(description=_("period"), ordering="starts_on")
    def years(self, plan: Plan) -> str:
        """From when to when."""
        return plan.period

    @admin.display(description=_("levels"))
    def level_names(self, plan: Plan) -> str:
        """Where the plan is only read: the form has its own field of this name."""
        return "; ".join(plan.levels.order_by("depth").values_list("name", flat=True)) or "–"

    @admin.display(description=_("outline"))
    def outline_link(self, plan: Plan) -> str:
        """To the tree."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:plans_plan_outline", args=[plan.pk]), _("Open the outline")
        )

    @admin.display(description=_("next step"))
    def state_link(self, plan: Plan) -> str:
        """To the steps."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:plans_plan_state", args=[plan.pk]), _("State and approval")
        )
