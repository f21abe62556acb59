"""Sources of money, and editions to look at."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from kpss_portal.admin_menu import Unlisted
from plans.admin.base import PlanRights
from plans.models import Edition, FundingSource


@admin.register(FundingSource)
class FundingSourceAdmin(PlanRights, admin.ModelAdmin):
    """What the office calls its sources and whose money it is."""

    list_display = ["name", "group", "position"]
    list_filter = ["group"]
    search_fields = ["name"]


@admin.register(Edition)
class EditionAdmin(Unlisted, PlanRights, admin.ModelAdmin):
    """Frozen editions: read only."""

    list_display = ["plan", "approved_at", "content_sha256"]
    fields: ClassVar[Any] = ["plan", "approved_at", "approved_by", "content_sha256", "pdf"]
    readonly_fields = fields
    list_select_related = ["plan"]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """The workflow makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """They never change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """They stay for ever."""
        return False
