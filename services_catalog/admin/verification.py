"""Verification in the administration: rounds, corrections field by field, messages from people."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from services_catalog import suggestions
from services_catalog.enums import ChangeState, RequestState, RoundState, SuggestionState
from services_catalog.models import Suggestion, VerificationRequest, VerificationRound
from services_catalog.verification import workflow
from services_catalog.verification.addresses import address_of
from services_catalog.verification.deciding import Row, decisions_from, rows_of

ROUND = "admin:services_catalog_verificationround"


class NobodyDeletes:
    """Rows that come by themselves."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from outside."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What came stays."""
        return False


@admin.register(VerificationRound)
class VerificationRoundAdmin(ObjectPermissionsModelAdmin):
    """Rounds: prepared as a form, run from the page of their progress."""

    list_display = ["title", "state", "deadline_on", "started_at", "closed_at"]
    list_filter = ["state"]
    fields = [
        "title",
        "message",
        "covers_all",
        "chosen_services",
        "first_reminder_on",
        "second_reminder_on",
        "deadline_on",
    ]
    autocomplete_fields = ["chosen_services"]
    change_form_template = "admin/services_catalog/round_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: VerificationRound | None = None) -> Any:
        """Once providers are asked, only the days may move; a closed round is past."""
        if obj is None or obj.state == RoundState.DRAFT:
            return []
        return ["title", "message", "covers_all", "chosen_services"] if obj.is_running else self.fields

    def get_urls(self) -> list[Any]:
        """Progress of a round."""
        view = self.admin_site.admin_view(round_progress)
        return [path("<int:pk>/prubeh/", view, name="services_catalog_round_progress"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: VerificationRound, form: Any, change: bool) -> None:
        """The worker learns of new days."""
        super().save_model(request, obj, form, change)
        if obj.is_running:
            workflow.plan_reminders(obj)

    def response_post_save_add(self, request: HttpRequest, obj: VerificationRound) -> HttpResponseRedirect:
        """On to the page where it is started."""
        return HttpResponseRedirect(reverse("admin:services_catalog_round_progress", args=[obj.pk]))

    response_post_save_change = response_post_save_add


def round_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked and who answered; steps of the round by POST."""
    round_ = get_object_or_404(VerificationRound, pk=pk)
    if not request.user.has_perm("services_catalog.view_verificationround", round_):
        raise PermissionDenied
    if request.method == "POST":
        _take_step(request, round_)
        return HttpResponseRedirect(reverse("admin:services_catalog_round_progress", args=[pk]))
    asked = round_.requests.select_related("service__provider").prefetch_related("service__contacts")
    context = {
        **admin.site.each_context(request),
        "opts": VerificationRound._meta,
        "title": round_.title,
        "round": round_,
        "may_manage": request.user.has_perm(workflow.MANAGE, round_),
        "requests": [(row, address_of(row.service)) for row in asked.order_by("state", "service__sort_key")],
        "counts": _counts(round_),
        **(_before_start(round_) if round_.state == RoundState.DRAFT else {}),
    }
    return render(request, "admin/services_catalog/round_progress.html", context)


def _counts(round_: VerificationRound) -> list[tuple[str, int]]:
    found = Counter(round_.requests.values_list("state", flat=True))
    return [(str(RequestState(state).label), found[state]) for state in RequestState.values if found[state]]


def _before_start(round_: VerificationRound) -> dict[str, Any]:
    services = list(workflow.services_to_ask(round_).select_related("provider").prefetch_related("contacts"))
    addresses = [address_of(service) for service in services]
    return {
        "service_count": len(services),
        "letter_count": len(set(filter(None, addresses))),
        "silent": [service for service, address in zip(services, addresses, strict=True) if not address],
    }


def _take_step(request: HttpRequest, round_: VerificationRound) -> None:
    """One of the steps, or a confirmation after a phone call."""
    try:
        messages.success(request, _do(request, round_))
    except workflow.StepNotOpen:
        messages.error(request, _("Somebody has moved this on meanwhile."))
    except workflow.NobodyToAsk:
        messages.error(request, _("There is no public service to ask about. Choose some first."))


def _do(request: HttpRequest, round_: VerificationRound) -> str:
    step = request.POST.get("krok", "")
    if step == "start":
        workflow.start(round_, by=request.user)
        return _("The round runs. Letters are on their way.")
    if step in {"remind", "remind-late"}:
        remind = workflow.remind_now if step == "remind" else workflow.remind_late
        count = remind(round_, by=request.user)
        return ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", count) % {
            "count": count
        }
    if step == "close":
        workflow.close(round_, by=request.user)
        return _("The round is closed.")
    asked = get_object_or_404(round_.requests, pk=step if step.isdecimal() else 0)
    workflow.confirm(asked, by=request.user)
    return _("Marked as verified: %(name)s") % {"name": asked.service.name}


@admin.register(VerificationRequest)
class VerificationRequestAdmin(NobodyDeletes, ObjectPermissionsModelAdmin):
    """What providers answered; opening one shows its corrections field by field."""

    list_display = ["service", "state", "round", "answered_at", "answered_by", "reminder_count"]
    list_filter = ["state", "round"]
    list_select_related = ["service", "round"]
    search_fields = ["service__name", "service__provider__name"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of decisions in the place of a form."""
        rows = VerificationRequest.objects.select_related("service__provider", "round")
        asked = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, asked):
            raise PermissionDenied
        shown, error = rows_of(asked), ""
        if request.method == "POST":
            shown, error = _decide(request, asked)
            if not error:
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": asked.service.name,
            "asked": asked,
            "rows": shown,
            "past": asked.changes.exclude(state=ChangeState.WAITING).select_related("decided_by"),
            "error": error,
            "may_decide": request.user.has_perm(workflow.DECIDE, asked),
        }
        return render(request, "admin/services_catalog/corrections.html", context)


def _decide(request: HttpRequest, asked: VerificationRequest) -> tuple[list[Row], str]:
    """Rows to show again and what is wrong; no words when it is done."""
    decisions = decisions_from(asked, request.POST)
    rows = rows_of(asked, request.POST)
    if not decisions:
        return rows, _("Choose what to do with at least one correction.")
    try:
        workflow.decide(asked, decisions, by=request.user)
    except workflow.StepNotOpen:
        return rows, _("Somebody has decided meanwhile. What still waits is below.")
    except workflow.ReasonMissing:
        return rows, _("Say why you decline; the provider will read it.")
    except ValidationError as fault:
        return rows, " ".join(fault.messages)
    messages.success(request, _("Decided. What people see has changed where you accepted."))
    return rows, ""


@admin.register(Suggestion)
class SuggestionAdmin(NobodyDeletes, ObjectPermissionsModelAdmin):
    """Messages from people; opening one shows it whole, with a place for the answer."""

    list_display = ["what", "state", "created_at", "decided_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["service", "decided_by"]
    search_fields = ["text", "service_name", "service__name", "provider_name"]
    date_hierarchy = "created_at"

    @admin.display(description=gettext_lazy("message"))
    def what(self, row: Suggestion) -> str:
        """Kind and service."""
        return capfirst(str(row))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The message and what to do with it."""
        rows = Suggestion.objects.select_related("service", "decided_by")
        suggestion = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, suggestion):
            raise PermissionDenied
        if request.method == "POST":
            _settle(request, suggestion)
            return HttpResponseRedirect(reverse("admin:services_catalog_suggestion_changelist"))
        is_open = suggestion.state in {SuggestionState.WAITING, SuggestionState.QUARANTINE}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(str(suggestion)),
            "suggestion": suggestion,
            "may_decide": is_open and request.user.has_perm(suggestions.DECIDE, suggestion),
        }
        return render(request, "admin/services_catalog/suggestion.html", context)


def _settle(request: HttpRequest, suggestion: Suggestion) -> None:
    step, answer = request.POST.get("krok"), request.POST.get("odpoved", "")
    try:
        if step == "propustit":
            suggestions.release(suggestion, by=request.user)
            messages.success(request, _("The message joined the others that wait."))
        elif step in {"vyridit", "odmitnout"}:
            state = SuggestionState.DONE if step == "vyridit" else SuggestionState.DECLINED
            suggestions.decide(suggestion, state, answer, by=request.user)
            messages.success(request, _("The message is settled."))
    except suggestions.AlreadyDecided:
        messages.error(request, _("Somebody has settled this message meanwhile."))
