"""Needs in the administration: cards, taking over what the portal knows, suggestions of people."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from kpss_portal.editing import GuardedAdmin
from plans.enums import PlanState
from plans.forms.need import NeedForm, NeedLinkForm, SuggestionDecisionForm, items_offered
from plans.models import Need, NeedLink, NeedSuggestion, Plan
from plans.needs import sources, suggesting
from plans.needs.numbering import numbered
from plans.needs_enums import SuggestedState


class OfferedItems(BaseInlineFormSet):
    """Rows that choose an item; the choice is read once for all of them."""

    def get_form_kwargs(self, index: Any) -> dict[str, Any]:
        """Items of plans that live."""
        if not hasattr(self, "_offered"):
            self._offered = items_offered()
        return {**super().get_form_kwargs(index), "offered": self._offered}


class NeedLinkInline(ObjectPermissionsTabularInline):
    """Items that answer the need."""

    model = NeedLink
    form, formset = NeedLinkForm, OfferedItems
    fields = ["item", "note"]
    extra = 1


@admin.register(Need)
class NeedAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Needs of plans."""

    form = NeedForm
    inlines = [NeedLinkInline]
    list_display = ["number", "statement", "plan", "area", "origin", "found_on", "link_count", "is_public"]
    list_display_links = ["number", "statement"]
    list_filter = ["plan", "origin", "area", "is_public"]
    list_select_related = ["plan", "area"]
    search_fields = ["statement", "detail", "source_text", "search_words"]
    autocomplete_fields = ["municipality"]
    change_list_template = "admin/plans/need_list.html"
    change_form_template = "admin/plans/need_form.html"
    fieldsets = [
        (None, {"fields": ["plan", "statement", "detail", "area", "municipality", "is_public"]}),
        (gettext_lazy("How we know"), {"fields": ["origin", "found_on", "source_text", "people_count"]}),
        (
            gettext_lazy("Where it stands"),
            {"fields": ["survey", "survey_question", "table", "meeting", "search_words"]},
        ),
        (gettext_lazy("What comes of it"), {"fields": ["set_aside"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Need]:
        """With the number of items."""
        return super().get_queryset(request).annotate(item_count=Count("links"))

    def get_urls(self) -> list[Any]:
        """Taking over."""
        return [path("prevzit/", self.admin_site.admin_view(take_over), name="plans_need_take"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Need, form: Any, change: bool) -> None:
        """A new need gets its number."""
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]  # the admin lets in only people with an account
        numbered(obj)

    @admin.display(description=gettext_lazy("items"), ordering="item_count")
    def link_count(self, need: Any) -> int:
        """How many items answer it."""
        return need.item_count


def take_over(request: HttpRequest) -> HttpResponse:
    """Sources that the portal knows; the ticked ones become needs by POST."""
    if not request.user.has_perm("plans.add_need"):
        raise PermissionDenied
    plans = list(Plan.objects.filter(version=1, is_file_only=False).exclude(state=PlanState.WITHDRAWN))
    asked = request.GET.get("plan", "")
    plan = next((each for each in plans if str(each.pk) == asked), plans[0] if plans else None)
    if request.method == "POST" and plan:
        made = sources.take(plan, request.POST.getlist("zdroj"), by=request.user)
        words = ngettext("%(count)d need is written down.", "%(count)d needs are written down.", len(made))
        messages.success(request, words % {"count": len(made)})
        answer = reverse("admin:plans_need_changelist")
        return HttpResponseRedirect(
            f"{answer}?plan__id__exact={plan.pk}&is_public__exact=0" if made else request.get_full_path()
        )
    groups = [(capfirst(str(found.origin.label)), found.rows) for found in sources.offers_of(plan)] if plan else []
    context = {
        **admin.site.each_context(request),
        "opts": Need._meta,
        "title": _("Take over what the portal knows"),
        "plans": plans,
        "plan": plan,
        "groups": groups,
    }
    return render(request, "admin/plans/need_take.html", context)


@admin.register(NeedSuggestion)
class NeedSuggestionAdmin(ObjectPermissionsModelAdmin):
    """Suggestions of people; opening one shows it whole, with what can be done."""

    list_display = ["short_text", "plan", "area", "municipality", "state", "created_at", "decided_by"]
    list_filter = ["state", "plan", "area"]
    list_select_related = ["plan", "area", "municipality", "decided_by"]
    search_fields = ["text"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People write them; the office writes down needs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are decided, and forgotten in time."""
        return False

    @admin.display(description=gettext_lazy("what people lack"))
    def short_text(self, suggestion: NeedSuggestion) -> str:
        """Its beginning."""
        return f"{suggestion.text[:100]}…" if len(suggestion.text) > 100 else suggestion.text

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The suggestion and the decision on it."""
        rows = NeedSuggestion.objects.select_related("plan", "area", "municipality", "need__plan", "decided_by")
        suggestion = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, suggestion):
            raise PermissionDenied
        form = SuggestionDecisionForm(
            request.POST or None, suggestion=suggestion, initial={"statement": suggestion.text[:300]}
        )
        if request.method == "POST" and _decided(request, suggestion, form):
            return HttpResponseRedirect(reverse("admin:plans_needsuggestion_changelist"))
        is_open = suggestion.state in SuggestedState.open()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(suggestion),
            "suggestion": suggestion,
            "form": form,
            "may_decide": is_open and request.user.has_perm(suggesting.DECIDE, suggestion),
        }
        return render(request, "admin/plans/need_suggestion.html", context)


def _decided(request: HttpRequest, suggestion: NeedSuggestion, form: SuggestionDecisionForm) -> bool:
    """Takes the step of the button; False with the fault at its field."""
    if not form.is_valid():
        return False
    try:
        _take_step(request, suggestion, form.cleaned_data)
    except suggesting.AlreadyDecided:
        messages.error(request, _("Somebody has decided on this suggestion meanwhile."))
    except ValidationError as refused:
        for name, faults in refused.message_dict.items():
            form.add_error(name, faults)
        return False
    return True


def _take_step(request: HttpRequest, suggestion: NeedSuggestion, values: dict[str, Any]) -> None:
    step = request.POST.get("krok")
    if step == "prijmout":
        need = suggesting.accept(suggestion, values["statement"], values["answer"], by=request.user)
        messages.success(request, _("Written down as the need %(need)s.") % {"need": need})
    elif step == "pripojit":
        suggesting.join(suggestion, values["need"], values["answer"], by=request.user)
        messages.success(request, _("Joined to the need."))
    elif step == "odmitnout":
        suggesting.decline(suggestion, values["answer"], by=request.user)
        messages.success(request, _("Declined, with the reason."))
    elif step == "propustit":
        suggesting.release(suggestion, by=request.user)
        messages.success(request, _("The suggestion joined the others that wait."))
