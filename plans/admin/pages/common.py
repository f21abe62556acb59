"""What these pages share."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import Plan


def plan_for(request: HttpRequest, pk: int, permission: str = "plans.view_planitem") -> Plan:
    """The plan, if the person may do with it what is asked; PermissionDenied otherwise."""
    plan = get_object_or_404(Plan, pk=pk)
    if not request.user.has_perm(permission, plan):
        raise PermissionDenied
    return plan


def frame(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """Context of a page of the administration."""
    return {**admin.site.each_context(request), "opts": Plan._meta, **context}
