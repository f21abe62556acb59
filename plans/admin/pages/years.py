"""What pages of action plans and evaluations share: finding, the step with its resolution, the document."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from kpss_portal.models import DocumentState
from plans.admin.pages.state import confirmation_word
from plans.forms.years import ResolutionForm
from plans.models import FundingSource
from plans.progress import documents
from plans.progress.steps import StepNotOpen, YearStep


def document_for(request: HttpRequest, model: Any, pk: int, permission: str) -> Any:
    """The action plan or evaluation, if the person may do with it what is asked; PermissionDenied otherwise."""
    found = get_object_or_404(model.objects.select_related("plan", "pdf"), pk=pk)
    if not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


def frame(request: HttpRequest, document: Any, **context: Any) -> dict[str, Any]:
    """Context of a page of the administration."""
    return {
        **admin.site.each_context(request),
        "opts": document._meta,
        "document": document,
        "plan": document.plan,
        "list_url": f"admin:plans_{document._meta.model_name}_changelist",
        "home_url": f"admin:plans_{document._meta.model_name}_progress",
        **context,
    }


def sources() -> list[FundingSource]:
    """All sources of money, in their order."""
    return list(FundingSource.objects.all())


def step_page(
    request: HttpRequest, document: Any, name: str, steps: dict[str, YearStep], take: Callable[..., Any], home: str
) -> HttpResponse:
    """Tells what the step does, takes it by POST; an approval asks for the resolution and for a typed word."""
    step = steps.get(name)
    if step is None:
        raise Http404
    if not request.user.has_perm(f"plans.move_{document._meta.model_name}", document):
        raise PermissionDenied
    data: Any = request.POST if request.method == "POST" else None
    form = ResolutionForm(data, initial=_known(document)) if step.needs_resolution else None
    error = ""
    if data is not None and (form is None or form.is_valid()):
        error = _take(request, document, name, step, take, form)
        if not error:
            return HttpResponseRedirect(home)
    context = {
        "title": step.label,
        "step": step,
        "form": form,
        "error": error,
        "is_open": document.state in step.sources,
        "word": confirmation_word(),
        "home": home,
    }
    return render(request, "admin/plans/year_step.html", frame(request, document, **context))


def _known(document: Any) -> dict[str, Any]:
    names = ("body_kind", "body_name", "decided_on", "number")
    return {name: getattr(document, name) for name in names if getattr(document, name)}


def _take(request: HttpRequest, document: Any, name: str, step: YearStep, take: Callable[..., Any], form: Any) -> str:
    """Takes the step; gives what is wrong, or an empty text."""
    if step.is_final and request.POST.get("potvrzeni", "").strip().upper() != confirmation_word():
        return _("Type the word %(word)s to confirm.") % {"word": confirmation_word()}
    try:
        take(document, name, by=request.user, resolution=form.resolution() if form else None)
    except StepNotOpen:
        return _("Somebody has moved this on meanwhile.")
    except ValidationError as refused:
        return " ".join(refused.messages)
    messages.success(request, _("Done: %(step)s.") % {"step": step.label})
    return ""


def document_state(document: Any) -> dict[str, Any]:
    """What a page tells of the PDF: ready, failed, or being made."""
    if not document.is_frozen:
        return {"stored": None}
    stored = document.pdf or documents.waiting_document(document)
    waits = stored.state in {DocumentState.WAITING, DocumentState.RENDERING}
    return {"stored": stored, "waits": waits}
