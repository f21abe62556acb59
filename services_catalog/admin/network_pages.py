"""What pages of networks and of joint financing share: finding, the frame, the approval, the document."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from kpss_portal.models import DocumentState
from services_catalog.forms.network import ResolutionForm
from services_catalog.models import Network
from services_catalog.network.documents import waiting_document
from services_catalog.network.steps import StepNotOpen


def document_for(request: HttpRequest, model: Any, pk: int, permission: str) -> Any:
    """The network or joint financing, if the person may do with it what is asked; PermissionDenied otherwise."""
    found = get_object_or_404(model.objects.select_related("pdf"), pk=pk)
    if not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


def frame(request: HttpRequest, model: Any, document: Any, **context: Any) -> dict[str, Any]:
    """Context of a page of the administration."""
    return {
        **admin.site.each_context(request),
        "opts": model._meta,
        "document": document,
        "list_url": f"admin:services_catalog_{model._meta.model_name}_changelist",
        "home_url": f"admin:services_catalog_{model._meta.model_name}_home",
        **context,
    }


def upper(words: str) -> str:
    """A heading begins with a capital letter."""
    return words[:1].upper() + words[1:]


def stored_of(network: Network) -> dict[str, Any]:
    """The PDF of an approved network, and whether the page should look again."""
    if not network.is_frozen:
        return {"stored": None, "waits": False}
    stored = network.pdf or waiting_document(network)
    return {"stored": stored, "waits": stored.state in {DocumentState.WAITING, DocumentState.RENDERING}}


def confirmation_word() -> str:
    """What has to be typed for a step without a way back."""
    return _("YES")


def approve_page(
    request: HttpRequest, model: Any, found: Any, approve: Callable[..., Any], home: str, **facts: Any
) -> HttpResponse:
    """Asks for the resolution and a typed word, approves by POST."""
    form = ResolutionForm(request.POST or None, initial=_known(found))
    error = ""
    if request.method == "POST" and form.is_valid():
        error = _approve(request, found, approve, form)
        if not error:
            return HttpResponseRedirect(home)
    context = {"title": _("Record the approval and freeze"), "form": form, "error": error, "back": home, **facts}
    context |= {"word": confirmation_word(), "is_open": not found.is_frozen}
    return render(request, "admin/services_catalog/network/approve.html", frame(request, model, found, **context))


def _known(found: Any) -> dict[str, Any]:
    names = ("body_name", "decided_on", "number")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def _approve(request: HttpRequest, found: Any, approve: Callable[..., Any], form: ResolutionForm) -> str:
    """Approves; gives what is wrong, or an empty text."""
    if request.POST.get("potvrzeni", "").strip().upper() != confirmation_word():
        return _("Type the word %(word)s to confirm.") % {"word": confirmation_word()}
    try:
        approve(found, form.resolution(), by=request.user)
    except StepNotOpen:
        return _("Somebody has moved this on meanwhile.")
    except ValidationError as refused:
        return " ".join(refused.messages)
    messages.success(request, _("Approved and frozen."))
    return ""
