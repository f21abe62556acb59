"""What these pages share."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from surveys.models import Survey


def survey_for(request: HttpRequest, pk: int, permission: str = "surveys.view_question") -> Survey:
    """The survey, if the person may do with it what is asked; PermissionDenied otherwise."""
    survey = get_object_or_404(Survey, pk=pk)
    if not request.user.has_perm(permission, survey):
        raise PermissionDenied
    return survey


def frame(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """Context of a page of the administration."""
    return {**admin.site.each_context(request), "opts": Survey._meta, **context}
