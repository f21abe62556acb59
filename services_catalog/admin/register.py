"""The state register in the administration: upload and progress, the queue of differences, accepted batches."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.models import User
from kpss_portal.audit import record
from services_catalog.enums import DifferenceState, RegisterImportState
from services_catalog.forms.register import RegisterUploadForm
from services_catalog.models import RegisterBatch, RegisterDifference, RegisterImport
from services_catalog.register import applying
from services_catalog.register.facts import LABELS, words_of
from services_catalog.register.tasks import compare_with_register, forget_file

ADD = "services_catalog.add_registerimport"
DECIDE = "services_catalog.change_registerdifference"


class OnlyRead:
    """Rows that nobody types in."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by comparisons."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are decided, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was found stays."""
        return False


# --- comparisons --------------------------------------------------------------------------------------------------


@admin.register(RegisterImport)
class RegisterImportAdmin(OnlyRead, ObjectPermissionsModelAdmin):
    """Comparisons with the register; a new one begins by an upload."""

    list_display = ["filename", "created_at", "state", "kept_total", "new_count", "changed_count", "ended_count"]
    list_filter = ["state"]
    change_list_template = "admin/services_catalog/register_list.html"

    def get_urls(self) -> list[Any]:
        """Upload and progress."""
        view = self.admin_site.admin_view
        own = [
            path("nahrat/", view(upload_register), name="services_catalog_register_upload"),
            path("<uuid:uuid>/", view(show_import), name="services_catalog_register_import"),
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """On to the page of the comparison."""
        found = get_object_or_404(RegisterImport, pk=object_id if object_id.isdecimal() else 0)
        return HttpResponseRedirect(found.get_absolute_url())


def upload_register(request: HttpRequest) -> HttpResponse:
    """Takes the file and lets the background read it."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterUploadForm(*sent)
    if request.method == "POST" and form.is_valid():
        file, person = form.cleaned_data["file"], cast(User, request.user)
        made = RegisterImport.objects.create(
            filename=(file.name or "rpss.json")[:200],
            file=file,
            code_lists=form.cleaned_data["lists"],
            created_by=person,
        )
        transaction.on_commit(lambda: compare_with_register.enqueue(made.pk))
        return HttpResponseRedirect(made.get_absolute_url())
    context = {
        **admin.site.each_context(request),
        "opts": RegisterImport._meta,
        "title": _("Compare with the state register"),
        "form": form,
    }
    return render(request, "admin/services_catalog/register_upload.html", context)


def show_import(request: HttpRequest, uuid: Any) -> HttpResponse:
    """How far the comparison is and what it found; a stopped one is let through with a reason, or given up."""
    found = get_object_or_404(RegisterImport.objects.select_related("created_by"), uuid=uuid)
    if not request.user.has_perm("services_catalog.view_registerimport", found):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        error = _go_on(request, found)
        if not error:
            return HttpResponseRedirect(found.get_absolute_url())
    context = {
        **admin.site.each_context(request),
        "opts": RegisterImport._meta,
        "title": found.filename,
        "comparison": found,
        "error": error,
        "reason": request.POST.get("duvod", ""),
        "may_go_on": found.state == RegisterImportState.STOPPED and bool(found.file) and request.user.has_perm(ADD),
        "waiting": found.differences.waiting().count(),
        "alarms": found.differences.waiting().alarming().count(),
    }
    return render(request, "admin/services_catalog/register_import.html", context)


@transaction.atomic
def _go_on(request: HttpRequest, found: RegisterImport) -> str:
    """Starts a stopped comparison again with a reason, or throws its file out; what is wrong, or nothing."""
    found = RegisterImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state != RegisterImportState.STOPPED or not found.file:
        return _("Somebody has moved this on meanwhile.")
    if request.POST.get("krok") == "zahodit":
        forget_file(found)
        record(request.user, "register.give_up", found)
        return ""
    reason = " ".join(request.POST.get("duvod", "").split())[:250]
    if not reason:
        return _("Say why the count is right. The reason stays at the comparison.")
    found.state, found.override_reason, found.message = RegisterImportState.WAITING, reason, ""
    found.save(update_fields=["state", "override_reason", "message"])
    record(request.user, "register.override", found, {"reason": reason})
    transaction.on_commit(lambda: compare_with_register.enqueue(found.pk))
    return ""


# --- the queue ----------------------------------------------------------------------------------------------------


class StateFilter(admin.SimpleListFilter):
    """What waits is shown first; the decided ones on demand."""

    title = gettext_lazy("state")
    parameter_name = "stav"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All states but the first, and all at once."""
        states = [(state.value, state.label) for state in DifferenceState if state != DifferenceState.WAITING]
        return [*states, ("vse", _("all"))]

    def choices(self, changelist: Any) -> Any:
        """The empty choice is what waits."""
        first, *others = super().choices(changelist)
        yield first | {"display": DifferenceState.WAITING.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> QuerySet[RegisterDifference]:
        """Only what waits, unless something else is asked for."""
        if self.value() == "vse":
            return queryset
        return queryset.filter(
            state=self.value() if self.value() in DifferenceState.values else DifferenceState.WAITING
        )


class FactFilter(admin.SimpleListFilter):
    """By what the difference is about, in words."""

    title = gettext_lazy("what")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Facts that are in the queue."""
        present = set(RegisterDifference.objects.order_by().values_list("field", flat=True).distinct())
        return [(name, label) for name, label in LABELS.items() if name in present]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> QuerySet[RegisterDifference]:
        """An unknown fact narrows nothing."""
        return queryset.filter(field=self.value()) if self.value() in LABELS else queryset


class ReasonForm(ActionForm):
    """The reason beside the choice of what to do with the marked differences."""

    reason = forms.CharField(label=gettext_lazy("Reason (when declining)"), required=False, max_length=250)


@admin.register(RegisterDifference)
class RegisterDifferenceAdmin(OnlyRead, ObjectPermissionsModelAdmin):
    """The queue: what the register says otherwise, accepted or declined one by one or many at once."""

    list_display = ["name", "what", "ours", "theirs", "pressing", "decision"]
    list_display_links = None
    list_filter = [StateFilter, "kind", "is_alarm", FactFilter]
    list_select_related = ["service", "decided_by"]
    search_fields = ["title", "provider_name", "subject"]
    list_per_page = 50
    actions = ["accept", "decline", "reopen"]
    action_form = ReasonForm
    change_list_template = "admin/services_catalog/register_queue.html"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may accept and decline."""
        return request.user.has_perm(DECIDE)

    @admin.display(description=gettext_lazy("service"), ordering="title")
    def name(self, row: RegisterDifference) -> Any:
        """Name and provider."""
        return format_html_join("", "{}<br>", [(line,) for line in (row.title, row.provider_name) if line])

    @admin.display(description=gettext_lazy("what"), ordering="field")
    def what(self, row: RegisterDifference) -> str:
        """Kind of the difference and the fact."""
        return f"{row.get_kind_display()}: {LABELS.get(row.field, row.field)}"

    @admin.display(description=gettext_lazy("in the catalogue"))
    def ours(self, row: RegisterDifference) -> Any:
        """The value before, line by line."""
        return _lines(words_of(row.field, row.before))

    @admin.display(description=gettext_lazy("in the register"))
    def theirs(self, row: RegisterDifference) -> Any:
        """The value of the register; of a new service its main facts."""
        return _lines(words_of(row.field, row.after) or _new_words(row.after or {}))

    @admin.display(description=gettext_lazy("pressing"), ordering="is_alarm")
    def pressing(self, row: RegisterDifference) -> str:
        """A word, not only a colour."""
        return _("yes") if row.is_alarm else "–"

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, row: RegisterDifference) -> str:
        """Who decided and why."""
        parts = [row.get_state_display(), str(row.decided_by or ""), row.reason]
        return ", ".join(part for part in parts if part)

    @admin.action(description=gettext_lazy("Accept into the catalogue"), permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        """All of the marked ones as one batch."""
        try:
            batch = applying.accept(queryset.values_list("pk", flat=True), request.user)
        except applying.NothingWaits:
            messages.error(request, _("Somebody has decided these differences meanwhile."))
        except applying.CannotApply as fault:
            messages.error(request, f"{fault} " + _("Nothing was accepted."))
        else:
            words = ngettext(
                "%(count)d difference was written into the catalogue. It can be undone among accepted batches.",
                "%(count)d differences were written into the catalogue. They can be undone among accepted batches.",
                batch.difference_count,
            )
            messages.success(request, words % {"count": batch.difference_count})

    @admin.action(description=gettext_lazy("Decline"), permissions=["decide"])
    def decline(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        """The catalogue stays; the same is not asked again."""
        reason = " ".join(request.POST.get("reason", "").split())
        try:
            count = applying.decline(queryset.values_list("pk", flat=True), request.user, reason)
        except applying.NothingWaits:
            messages.error(request, _("Somebody has decided these differences meanwhile."))
        else:
            words = ngettext("%(count)d difference was declined.", "%(count)d differences were declined.", count)
            messages.success(request, words % {"count": count})

    @admin.action(description=gettext_lazy("Ask about the declined ones again"), permissions=["decide"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        """Those that a newer difference has replaced stay declined."""
        count = 0
        for key in queryset.values_list("pk", flat=True):
            try:
                applying.reopen(key, request.user)
            except applying.NothingWaits:
                continue
            count += 1
        words = ngettext("%(count)d difference waits again.", "%(count)d differences wait again.", count)
        (messages.success if count else messages.warning)(request, words % {"count": count})


def _lines(words: list[str]) -> Any:
    return format_html_join("", "{}<br>", [(line,) for line in words]) or "–"


def _new_words(value: dict[str, Any]) -> list[str]:
    """What a new service is, in the words of its facts."""
    if "name" not in value:
        return []
    names = ("service_type", "forms", "capacities", "places", "since")
    return [line for name in names for line in words_of(name, value.get(name))]


# --- accepted batches ---------------------------------------------------------------------------------------------


@admin.register(RegisterBatch)
class RegisterBatchAdmin(OnlyRead, ObjectPermissionsModelAdmin):
    """What was accepted at once; opening a batch shows its differences and its undo."""

    list_display = ["applied_at", "applied_by", "difference_count", "undone_at", "undone_by"]
    list_select_related = ["applied_by", "undone_by"]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Differences of the batch; the undo by POST."""
        rows = RegisterBatch.objects.select_related("applied_by", "undone_by")
        batch = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not request.user.has_perm("services_catalog.view_registerbatch", batch):
            raise PermissionDenied
        if request.method == "POST":
            _undo(request, batch)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Accepted batch"),
            "batch": batch,
            "rows": [_told(row) for row in batch.differences.select_related("service")[:500]],
            "may_undo": batch.undone_at is None and request.user.has_perm(DECIDE),
        }
        return render(request, "admin/services_catalog/register_batch.html", context)


def _told(row: RegisterDifference) -> tuple[RegisterDifference, str, list[str], list[str]]:
    after = words_of(row.field, row.after) or _new_words(row.after or {})
    return row, str(LABELS.get(row.field, row.field)), words_of(row.field, row.before), after


def _undo(request: HttpRequest, batch: RegisterBatch) -> None:
    try:
        applying.undo(batch, request.user)
        messages.success(request, _("The batch is undone. Its differences wait for a decision again."))
    except applying.CannotUndo as fault:
        messages.error(request, str(fault))
