"""Tells the log who acts in a request, and which personal data and files somebody saw in the administration."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse

from kpss_portal import audit
from kpss_portal.audit_actor import Acting, acts
from kpss_portal.models import AuditKind
from kpss_portal.personal_data import declared

Answer = Callable[[HttpRequest], HttpResponse]
ADMIN = "/admin/"
OTHER_PAGES = {  # own pages of the administration with names, e-mails or contacts
    "plans_consultation_progress": "plans.Comment",
    "plans_evaluation_progress": "plans.ImplementerRequest",
    "plans_evaluation_request": "plans.ImplementerRequest",
    "services_catalog_jointfinancing_letters": "services_catalog.MunicipalityAddress",
}
PAGES = ("change", "changelist", "history", "delete", "sign_in", "sign_ins")  # ends of names of pages


class AuditMiddleware:
    """Public pages cost nothing here: whoever acts is asked for only when a line is written."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Notes what was seen once it was shown."""
        with acts(Acting(request)):
            response = self.get_response(request)
            if request.path.startswith(ADMIN) and response.status_code == 200 and _is_somebody(request):
                _note_shown(request, response)
            return response


def _is_somebody(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def _note_shown(request: HttpRequest, response: HttpResponse) -> None:
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    if "attachment" in response.headers.get("Content-Disposition", ""):
        _note_export(name, match, response)
    elif request.method == "GET" and (model := pages_with_personal_data().get(name)):
        key = _key_of(match)
        words = f"{model._meta.verbose_name} {key}" if key else str(model._meta.verbose_name_plural)
        audit.write([audit.line_of("view", model._meta.label_lower, key, words, None, AuditKind.VIEW)])


def _note_export(name: str, match: Any, response: HttpResponse) -> None:
    """The name of the file says what left; its content is not kept."""
    kind = str(response.headers.get("Content-Type", "")).partition(";")[0]
    label = str(response.headers["Content-Disposition"]).partition("filename")[2].strip('*="')[:300]
    model = _model_of(name)
    thing = model._meta.label_lower if model else "file"
    audit.write([audit.line_of("export", thing, _key_of(match), label, {"type": kind, "page": name}, AuditKind.EXPORT)])


def _key_of(match: Any) -> str:
    found = match.kwargs.get("object_id") or match.kwargs.get("pk") or next(iter(match.args), "") if match else ""
    return str(found)


@cache
def pages_with_personal_data() -> dict[str, type[models.Model]]:
    """Pages of the administration on which personal data stand, by the name of their address."""
    others = {page: apps.get_model(label) for page, label in OTHER_PAGES.items()}
    return others | {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}": model
        for model, declaration in declared()
        if declaration.fields and not declaration.is_minor
        for page in PAGES
    }


def _model_of(name: str) -> type[models.Model] | None:
    """By the beginning of the page's name."""
    parts = name.split("_")
    for end in range(len(parts), 1, -1):
        for start in range(1, end):
            try:
                return apps.get_model("_".join(parts[:start]), "".join(parts[start:end]))
            except (LookupError, ValueError):
                continue
    return None
