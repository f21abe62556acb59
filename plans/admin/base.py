"""What all admin pages of plans share: rights are judged by the plan, and a frozen plan is only read."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from plans.models import Plan


def plan_of(part: Any) -> Plan | None:
    """The plan that a part belongs to; a plan belongs to itself."""
    if part is None or isinstance(part, Plan):
        return part
    for name in ("plan", "item", "analysis"):
        if hasattr(part, name):
            return plan_of(getattr(part, name))
    return None


class PlanRights:
    """For admins and inlines: the permission of the model, asked with the plan."""

    model: type[Model]

    def _may(self, request: HttpRequest, action: str, part: Any = None) -> bool:
        return request.user.has_perm(f"plans.{action}_{self.model._meta.model_name}", plan_of(part))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May read."""
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May add; in an inline `obj` is the parent."""
        return self._may(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May change."""
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """May take away."""
        return self._may(request, "delete", obj)


class PartAdmin(PlanRights, admin.ModelAdmin):
    """A page of a part of a plan."""


class PartInline(PlanRights, admin.TabularInline):
    """Rows of a part of a plan."""

    extra = 0


class StackedPart(PlanRights, admin.StackedInline):
    """Parts of a plan with more to write than a row holds."""

    extra = 0
