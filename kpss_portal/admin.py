"""The log of changes and the mails in the administration: read only."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from kpss_portal.models import AuditEntry, OutgoingMail
from kpss_portal.outbox import try_again


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


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what and when."""

    list_display = ["at", "actor_label", "action", "object_label"]
    list_filter = ["action", "object_type"]
    search_fields = ["object_label", "actor_label"]
    date_hierarchy = "at"
    fields: ClassVar[Any] = ["at", "actor_label", "action", "object_type", "object_label", "changes"]
    readonly_fields = fields


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

    @admin.action(description=gettext_lazy("Try to send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        """Those that were sent or have no text any more stay as they are."""
        count = try_again(queryset)
        words = ngettext("%(count)d mail will be tried again.", "%(count)d mails will be tried again.", count)
        messages.success(request, words % {"count": count})
