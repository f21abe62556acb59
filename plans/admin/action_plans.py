"""Action plans in the administration: a list, ticking of items, entries, approval."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.editing import GuardedAdmin
from plans.admin.pages.years import document_for, document_state, frame, sources, step_page
from plans.forms.years import ActionPlanForm, EntryForm, StartForm, TickForm
from plans.models import ActionEntry, ActionPlan
from plans.progress import action_plans
from plans.progress.items import runs_in, working_depths
from plans.progress.steps import StepNotOpen, open_steps
from plans.progress.tasks import make_action_plan_document
from plans.progress_enums import ActionPlanState

VIEW, CHANGE = "plans.view_actionplan", "plans.change_actionplan"


@admin.register(ActionPlan)
class ActionPlanAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Started by a year, made by ticking items."""

    form = ActionPlanForm
    list_display = ["title", "plan", "year", "version", "state", "progress_link"]
    list_filter = ["year", "state", "slug"]
    list_select_related = ["plan"]
    fieldsets = [(None, {"fields": ["title", "intro"]})]

    def get_urls(self) -> list[Any]:
        """Own pages."""
        view = self.admin_site.admin_view
        own = [
            path("add/", view(start), name="plans_actionplan_add"),
            path("<int:pk>/prubeh/", view(progress), name="plans_actionplan_progress"),
            path("<int:pk>/polozky/", view(tick), name="plans_actionplan_tick"),
            path("<int:pk>/polozky/<int:entry>/", view(write), name="plans_actionplan_entry"),
            path("<int:pk>/krok/<str:step>/", view(step), name="plans_actionplan_step"),
        ]
        return own + super().get_urls()

    def response_post_save_change(self, request: HttpRequest, obj: ActionPlan) -> HttpResponseRedirect:
        """Back to its page."""
        return HttpResponseRedirect(_home(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft may be thrown away; the first one with nothing in it."""
        return obj is not None and not obj.is_frozen and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("next step"))
    def progress_link(self, action_plan: ActionPlan) -> str:
        """To its page."""
        return format_html('<a href="{}">{}</a>', _home(action_plan), _("Open"))


def _home(action_plan: ActionPlan) -> str:
    return reverse("admin:plans_actionplan_progress", args=[action_plan.pk])


def start(request: HttpRequest) -> HttpResponse:
    """A new action plan goes on by ticking items."""
    if not request.user.has_perm("plans.add_actionplan"):
        raise PermissionDenied
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = action_plans.start(**form.cleaned_data, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            is_draft = made.state == ActionPlanState.DRAFT  # of that year there may be one already
            return HttpResponseRedirect(
                reverse("admin:plans_actionplan_tick", args=[made.pk]) if is_draft else _home(made)
            )
    context = {**admin.site.each_context(request), "opts": ActionPlan._meta, "form": form}
    context |= {"title": _("New action plan"), "list_url": "admin:plans_actionplan_changelist"}
    return render(request, "admin/plans/year_start.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Entries with their money, what is missing, steps, the document; a new version and a new try of the PDF by POST."""
    found = document_for(request, ActionPlan, pk, VIEW)
    if request.method == "POST":
        return HttpResponseRedirect(_act(request, found))
    entries = list(found.entries.select_related("item").prefetch_related("costs__source").order_by("item__path"))
    context = {
        "title": str(found),
        "entries": [(entry, _missing(entry), sum(cost.amount_czk for cost in entry.costs.all())) for entry in entries],
        "steps": open_steps(found, action_plans.STEPS, request.user),
        "may_change": request.user.has_perm(CHANGE, found) and found.state == ActionPlanState.DRAFT,
        "may_renew": found.state == ActionPlanState.APPROVED and request.user.has_perm("plans.add_actionplan"),
        **document_state(found),
    }
    return render(request, "admin/plans/action_plan.html", frame(request, found, **context))


def _missing(entry: ActionEntry) -> str:
    lacks = [
        (not entry.work, _("what will be done")),
        (not entry.responsible, _("who is responsible")),
        (not entry.deadline_on and not entry.deadline_text, _("by when")),
        (not entry.costs.all(), _("money")),
    ]
    return ", ".join(words for is_missing, words in lacks if is_missing)


def _act(request: HttpRequest, found: ActionPlan) -> str:
    if "dokument" in request.POST and found.is_frozen:
        make_action_plan_document.enqueue(found.pk)
        messages.success(request, _("The document is being made again."))
        return _home(found)
    made = action_plans.new_version(found, by=request.user)
    return _home(made)


def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Items of the plan; those planned for the year stand out."""
    found = document_for(request, ActionPlan, pk, CHANGE)
    present = set(found.entries.values_list("item_id", flat=True))
    form = TickForm(request.POST or None, action_plan=found)
    if request.method == "POST" and form.is_valid() and _ticked(request, found, form):
        return HttpResponseRedirect(_home(found))
    depths = working_depths(found.plan)
    chosen = set(form["items"].value() or []) if form.is_bound else {str(key) for key in present}
    rows = [
        {
            "item": item,
            "is_working": item.depth in depths,
            "is_planned": item.depth in depths and runs_in(item, found.year),
            "is_ticked": str(item.pk) in {str(key) for key in chosen},
        }
        for item in found.plan.items.in_tree_order()
    ]
    context = {"title": _("Items of the action plan"), "rows": rows, "form": form, "shown": sorted(present)}
    return render(request, "admin/plans/action_plan_tick.html", frame(request, found, **context))


def _ticked(request: HttpRequest, found: ActionPlan, form: TickForm) -> bool:
    shown = {int(key) for key in request.POST.getlist("bylo") if key.isdecimal() and len(key) < 10}
    try:
        kept = action_plans.tick(found, form.cleaned_data["items"], shown, by=request.user)
    except StepNotOpen:
        form.add_error(None, _("Somebody has moved this on meanwhile."))
        return False
    for entry in kept:
        messages.warning(request, _("%(item)s stays: something is written there. Empty it first.") % {"item": entry})
    messages.success(request, _("Saved."))
    return True


@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def write(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One entry."""
    found = document_for(request, ActionPlan, pk, CHANGE)
    row = get_object_or_404(
        ActionEntry.objects.select_related("item", "action_plan__plan"), action_plan=found, pk=entry
    )
    form = EntryForm(request.POST or None, instance=row, sources=sources())
    if request.method == "POST" and form.is_valid() and _written(request, form):
        return HttpResponseRedirect(_next(found, row) if "dalsi" in request.POST else _home(found))
    context = {"title": str(row.item), "form": form, "entry": row}
    return render(request, "admin/plans/action_entry.html", frame(request, found, **context))


def _written(request: HttpRequest, form: EntryForm) -> bool:
    try:
        action_plans.write(form.instance, form.money(), by=request.user)
    except StepNotOpen:
        form.add_error(None, _("Somebody has moved this on meanwhile."))
        return False
    messages.success(request, _("Saved: %(value)s.") % {"value": form.instance})
    return True


def _next(found: ActionPlan, row: ActionEntry) -> str:
    """The entry after this one, or the whole."""
    after = found.entries.filter(item__path__gt=row.item.path).order_by("item__path").first()
    return reverse("admin:plans_actionplan_entry", args=[found.pk, after.pk]) if after else _home(found)


def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step with what it does."""
    found = document_for(request, ActionPlan, pk, VIEW)
    return step_page(request, found, step, action_plans.STEPS, action_plans.take_step, _home(found))
