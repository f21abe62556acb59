"""Forms for everybody: a mistake on a card, a service that is missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kpss_portal.spam_guard import count_sender
from services_catalog import suggestions
from services_catalog.cards import distinction_of, with_namesakes
from services_catalog.enums import SuggestionKind
from services_catalog.forms.suggestion import MistakeForm, NewServiceForm
from services_catalog.models import Service


def report_mistake(request: HttpRequest, slug: str) -> HttpResponse:
    """A mistake on the card of a public service."""
    service = get_object_or_404(
        with_namesakes(Service.objects.visible_to(request.user)).select_related("provider"), slug=slug
    )
    form = MistakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.service = service
        return _store(request, form, SuggestionKind.MISTAKE)
    context = {"form": form, "service": service, "distinction": distinction_of(service)}
    return render(request, "services_catalog/report_mistake.html", context)


def suggest_service(request: HttpRequest) -> HttpResponse:
    """A service that the catalogue lacks."""
    form = NewServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _store(request, form, SuggestionKind.NEW_SERVICE)
    return render(request, "services_catalog/suggest_service.html", {"form": form})


def _store(request: HttpRequest, form: Any, kind: SuggestionKind) -> HttpResponse:
    """Robots get the same thanks as people."""
    count_sender(request, form.guard_name)
    form.instance.kind = kind
    suggestions.store(form.instance, form.verdict())
    return HttpResponseRedirect(reverse("services_catalog:thanks"))


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """It came, and what happens next."""
    return render(request, "services_catalog/thanks.html")
