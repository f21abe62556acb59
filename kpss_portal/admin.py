"""The log of changes in the administration: read only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from kpss_portal.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Who did what and when."""

    list_display = ["at", "actor_label", "action", "object_label"]
    list_filter = ["action", "object_type"]
    search_fields = ["object_label", "actor_label"]
    date_hierarchy = "at"
    fields: ClassVar[Any] = ["at", "actor_label", "action", "object_type", "object_label", "changes"]
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """By the table of permissions."""
        return request.user.has_perm("kpss_portal.view_auditentry")

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
