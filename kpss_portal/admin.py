"""The log of changes and the mails in the administration: read only."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kpss_portal.audit_reading import action_words, changes_words, kind_of_thing, look_up
from kpss_portal.czech import sort_key
from kpss_portal.models import AuditEntry, Consent, Erasure, OutgoingMail, RetentionRun
from kpss_portal.outbox import try_again
from kpss_portal.privacy import retention
from kpss_portal.privacy.register import as_sheet
from kpss_portal.spreadsheets import XLSX, write_xlsx


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the portal writes by itself."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """By the table of permissions."""
        return request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As viewing."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Written by the portal alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False


class ThingFilter(admin.SimpleListFilter):
    """Lines about a kind of things, by its name in the menu."""

    title = _("kind of thing")
    parameter_name = "predmet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Kinds that stand in the log."""
        labels = AuditEntry.objects.order_by("object_type").values_list("object_type", flat=True).distinct()
        return sorted(((label, kind_of_thing(label)) for label in labels), key=lambda pair: sort_key(pair[1]))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Of the chosen kind."""
        return queryset.filter(object_type=self.value()) if self.value() else queryset


class ActorFilter(admin.SimpleListFilter):
    """Lines of a person, a command or visitors."""

    title = _("who")
    parameter_name = "kdo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Who stands in the log, by name."""
        found = AuditEntry.objects.exclude(actor_label="").order_by("actor_label")
        names = found.values_list("actor_label", flat=True).distinct()[:200]
        return [(name, name) for name in sorted(names, key=sort_key)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Of the chosen one."""
        return queryset.filter(actor_label=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    """From a day or to a day, typed in a form; what is no date is as nothing."""

    template = "admin/audit_days.html"
    day_label: Any = ""
    lookup = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One, so that the form is shown."""
        return [("", "")]

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def choices(self, changelist: Any) -> Any:
        """What the form takes: its own value, and those of other filters that stay."""
        others = [
            (name, value) for name, value in changelist.get_filters_params().items() if name != self.parameter_name
        ]
        kept = [(name, value[-1] if isinstance(value, list) else value) for name, value in others]
        yield {"value": self.value() or "", "kept": kept, "query": changelist.query, "name": self.parameter_name}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """By the day in Prague."""
        try:
            day = date.fromisoformat(self.value() or "")
        except ValueError:
            return queryset
        return queryset.filter(**{self.lookup: day})


class FromFilter(DayFilter):
    """The first day."""

    title = _("from day")
    parameter_name, lookup = "od", "at__date__gte"


class ToFilter(DayFilter):
    """The last day."""

    title = _("to day")
    parameter_name, lookup = "do", "at__date__lte"


class AuditChangeList(ChangeList):
    """A page of lines with the things looked up together."""

    def get_results(self, request: HttpRequest) -> None:
        """Looks the things up."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        look_up(self.result_list)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what and when."""

    list_display = ["at", "who", "event"]
    list_display_links = ["at"]
    list_filter = ["kind", ActorFilter, ThingFilter, FromFilter, ToFilter]
    search_fields = ["object_label", "actor_label", "action", "=object_id", "=act"]
    show_full_result_count = False
    list_per_page = 50
    fields: ClassVar[Any] = ["at", "who", "kind", "what", "thing", "changed", "act", "number", "entry_hash"]
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """With things."""
        return AuditChangeList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditEntry | None:
        """With its thing."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            look_up([found])
        return found

    @admin.display(description=_("who"), ordering="actor_label")
    def who(self, entry: AuditEntry) -> str:
        """The person, the command, or the portal itself."""
        return entry.actor_label or gettext("the portal itself")

    @admin.display(description=_("what"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        """The act in words."""
        return action_words(entry.action)

    @admin.display(description=_("thing"))
    def thing(self, entry: AuditEntry) -> str:
        """A link to the thing as it is today, where it still is."""
        kind, address = kind_of_thing(entry.object_type), getattr(entry, "thing_now", "")
        label = format_html('<a href="{}">{}</a>', address, entry.object_label) if address else entry.object_label
        return format_html("{}: {}", kind, label) if entry.object_id else format_html("{}", entry.object_label)

    @admin.display(description=_("changes"))
    def changed(self, entry: AuditEntry) -> str:
        """Field by field."""
        return format_html_join(mark_safe("<br>"), "{}", ((words,) for words in changes_words(entry))) or "–"

    @admin.display(description=_("what happened"), ordering="action")
    def event(self, entry: AuditEntry) -> str:
        """The act, its thing and what changed, under one another: a narrow list is read, a wide one is scrolled."""
        lines = format_html_join("", "<li>{}</li>", ((words,) for words in changes_words(entry)))
        under = format_html('<ul class="changed">{}</ul>', lines) if lines else ""
        return format_html('<span class="act">{}</span> {}{}', self.what(entry), self.thing(entry), under)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """What was sent, to whom and whether it left; what a mail says is not shown, it may hold a code."""

    list_display = ["created_at", "subject", "to", "state", "sent_at", "tries", "fault"]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "to", "about_label"]
    date_hierarchy = "created_at"
    fields: ClassVar[Any] = [
        "created_at",
        "kind",
        "subject",
        "to",
        "reply_to",
        "about_label",
        "state",
        "tries",
        "fault",
        "next_try_at",
        "sent_at",
    ]
    readonly_fields = fields
    actions = ["send_again"]

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may let mails be tried again."""
        return request.user.has_perm("kpss_portal.send_outgoingmail")

    @admin.action(description=_("Try to send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        """Those that were sent or have no text any more stay as they are."""
        count = try_again(queryset)
        words = ngettext("%(count)d mail will be tried again.", "%(count)d mails will be tried again.", count)
        messages.success(request, words % {"count": count})


@admin.register(RetentionRun)
class PersonalDataAdmin(ReadOnlyAdmin):
    """The desk of personal data: register, the coming and past runs of terms, the way to requests of people."""

    def get_urls(self) -> list[Any]:
        """The register as a file, and a person."""
        view = self.admin_site.admin_view
        return [
            path("registr.xlsx", view(self.register), name="kpss_portal_register"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everything on one page; the last fourteen nights."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        due = retention.due()
        context = self.admin_site.each_context(request) | {
            "title": gettext("Personal data"),
            "opts": self.opts,
            "due": sorted(due, key=lambda row: -row.count),
            "total": sum(row.count for row in due),
            "runs": [(run, busy_rows(run)) for run in RetentionRun.objects.all()[:14]],
            "may_serve": request.user.has_perm("kpss_portal.serve_person"),
        }
        return render(request, "admin/privacy/desk.html", context)

    def register(self, request: HttpRequest) -> HttpResponse:
        """The register for a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponse(write_xlsx([as_sheet()]), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="registr-zpracovani.xlsx"'
        return response


def busy_rows(run: RetentionRun) -> list[retention.Due]:
    """Rules that had something to do, or failed."""
    return [row for row in retention.report(run) if row.count or row.is_failed]


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """The journal of deletions."""

    list_display = ["erased_at", "note", "actor", "records", "stayed", "repeated_at"]
    list_display_links = None
    list_select_related = ["actor"]

    @admin.display(description=_("erased records"))
    def records(self, erasure: Erasure) -> int:
        """How many."""
        return len(erasure.acts)

    @admin.display(description=_("what stayed"))
    def stayed(self, erasure: Erasure) -> str:
        """Kinds with counts."""
        return ", ".join(f"{kind_of_thing(row['kind'])}: {row['count']}" for row in erasure.kept) or "–"


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Proofs of consents."""

    list_display = ["given_at", "wording", "how", "thing", "recorded_by", "withdrawn_at", "withdrawn_how"]
    list_display_links = None
    list_filter = ["how"]
    list_select_related = ["recorded_by"]

    @admin.display(description=_("about"))
    def thing(self, consent: Consent) -> str:
        """What it belongs to, without a name."""
        return f"{kind_of_thing(consent.about_type)} {consent.about_id}"
