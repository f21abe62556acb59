"""The card of an item in the administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.admin_menu import Unlisted
from kpss_portal.editing import GuardedAdmin
from plans import tree
from plans.admin.base import PartInline, PlanRights, StackedPart
from plans.forms.item import CostForm, ItemForm
from plans.models import Indicator, PlanCost, PlanItem, PlanItemActor


class ActorInline(PartInline):
    """Who does it."""

    model = PlanItemActor
    fields = ["role", "name", "provider"]
    autocomplete_fields = ["provider"]


class CostInline(PartInline):
    """For how much."""

    model = PlanCost
    form = CostForm
    fields = ["year", "source", "kind", "amount", "note"]


class IndicatorInline(StackedPart):
    """How it will be known."""

    model = Indicator
    fields = [
        "name",
        ("unit", "baseline_value"),
        ("target_value", "target_year", "target_text"),
        ("direction", "is_of_people"),
        "data_source",
    ]


@admin.register(PlanItem)
class PlanItemAdmin(Unlisted, PlanRights, GuardedAdmin):
    """One card: what, why, for whom and who, when, for how much, how it will be known."""

    form = ItemForm
    inlines = [ActorInline, CostInline, IndicatorInline]
    search_fields = ["code", "title"]
    autocomplete_fields = ["services"]
    filter_horizontal = ["service_types"]
    change_form_template = "admin/plans/item_form.html"
    fieldsets = [
        (_("What"), {"fields": ["title", "description", "expected_effect"]}),
        (_("Why"), {"fields": ["justification"]}),
        (_("For whom and with which services"), {"fields": ["areas", "services", "service_types", "services_text"]}),
        (
            _("When and how"),
            {"fields": ["starts_on", "ends_on", "term_text", "intervention", "is_investment", "outputs", "risks"]},
        ),
        (
            _("Money in words, note and code"),
            {"fields": ["funding_text", "note", "is_code_manual", "code"], "classes": ["collapse"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Items are added in the outline, where their place is seen."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rights are judged by the plan."""
        return super().get_queryset(request).select_related("plan")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Items are seen in the outline of their plan."""
        return HttpResponseRedirect(reverse("admin:plans_plan_changelist"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Codes may have changed."""
        super().save_related(request, form, formsets, change)
        tree.renumber(form.instance.plan)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Neighbours for going on, and the way back to the outline."""
        item = kwargs.get("obj")
        if item is not None:
            keys = list(item.plan.items.in_tree_order().values_list("pk", flat=True))
            place = keys.index(item.pk)
            context["next_pk"] = keys[place + 1] if place + 1 < len(keys) else None
            context["previous_pk"] = keys[place - 1] if place else None
            context["plan"] = item.plan
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: PlanItem) -> HttpResponseRedirect:
        """Back to the outline, at the item."""
        return HttpResponseRedirect(f"{reverse('admin:plans_plan_outline', args=[obj.plan_id])}#polozka-{obj.pk}")
