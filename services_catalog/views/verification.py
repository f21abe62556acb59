"""The page of a provider: the card as people see it, a code by mail, one button or corrections. Opening it changes nothing."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kpss_portal.mailed_codes import CodeForm, mask
from services_catalog.forms.verification import CorrectionForm
from services_catalog.models import Service, VerificationRequest
from services_catalog.verification import codes, workflow
from services_catalog.verification.addresses import address_of
from services_catalog.views.services import ServiceDetail


class OldLink(Exception):
    """The request cannot be answered any more."""

    def __init__(self, asked: VerificationRequest) -> None:
        super().__init__()
        self.asked = asked


def request_of(key: Any) -> VerificationRequest:
    """The request of the address, open for answers; OldLink or Http404 otherwise."""
    rows = VerificationRequest.objects.select_related("service__provider", "round")
    asked = rows.prefetch_related("service__contacts", "service__forms__hours").filter(uuid=key).first()
    if asked is None:
        raise Http404
    if not asked.is_open:
        raise OldLink(asked)
    return asked


def old_link(request: HttpRequest, asked: VerificationRequest) -> HttpResponse:
    """What to do with a link of a round that is over; the newer one, if there is such, is shown."""
    newer = VerificationRequest.objects.filter(service=asked.service, round__state="running").exclude(pk=asked.pk)
    context = {"asked": asked, "is_public": asked.service.is_public, "newer": newer.first()}
    return render(request, "services_catalog/verification/old_link.html", context, status=410)


@method_decorator(never_cache, name="dispatch")
class Verification(ServiceDetail):
    """The card of the catalogue with a panel above it."""

    template_name = "services_catalog/verification/page.html"
    asked: VerificationRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """An old link says what to do."""
        try:
            self.asked = request_of(kwargs["key"])
        except OldLink as old:
            return old_link(request, old.asked)
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, queryset: QuerySet[Service] | None = None) -> Service:
        """The service of the request."""
        return self.get_queryset().get(pk=self.asked.service_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the panel needs."""
        address = address_of(self.asked.service)
        return super().get_context_data(**kwargs) | {
            "asked": self.asked,
            "address": mask(address) if address else "",
            "is_opened": codes.DOOR.is_open(self.request, self.asked),
            "is_code_sent": codes.DOOR.has_asked(self.request),
            "code_form": kwargs.get("code_form") or CodeForm(),
            "form": kwargs.get("code_form") or CodeForm(),
            "others": _others(self.request, self.asked),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The typed code."""
        form = CodeForm(request.POST)
        if form.is_valid():
            answer = codes.DOOR.try_code(request, self.asked, form.cleaned_data["code"])
            if answer == codes.Answer.RIGHT:
                return HttpResponseRedirect(self.asked.get_absolute_url())
            form.add_error("code", codes.wrong_code(answer))
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(code_form=form))


def _others(request: HttpRequest, asked: VerificationRequest) -> list[VerificationRequest]:
    """Requests of the same round and address that still wait, for a provider with several services."""
    if not codes.DOOR.is_open(request, asked) or not asked.sent_to:
        return []
    same = asked.round.requests.filter(sent_to=asked.sent_to, state="waiting").exclude(pk=asked.pk)
    return list(same.select_related("service")[:20])


@never_cache
@require_POST
def send_code(request: HttpRequest, key: Any) -> HttpResponse:
    """Mails a code to the address on file."""
    try:
        asked = request_of(key)
    except OldLink as old:
        return old_link(request, old.asked)
    codes.DOOR.send_and_tell(request, asked)
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
@require_POST
def confirm(request: HttpRequest, key: Any) -> HttpResponse:
    """Everything is true."""
    try:
        asked = request_of(key)
        if not codes.DOOR.is_open(request, asked):
            return HttpResponseRedirect(asked.get_absolute_url())
        workflow.confirm(asked)
    except OldLink as old:
        return old_link(request, old.asked)
    except workflow.StepNotOpen:
        messages.error(request, _("Corrections of this card wait for the office, so it cannot be confirmed now."))
    else:
        messages.success(request, _("Thank you. People see now that you verified the card today."))
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
def correct(request: HttpRequest, key: Any) -> HttpResponse:
    """Corrections of the card, field by field."""
    try:
        asked = request_of(key)
        if not codes.DOOR.is_open(request, asked):
            return _closed_form(request, asked)
        form = CorrectionForm(asked, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and _propose(request, asked, form):
            return HttpResponseRedirect(asked.get_absolute_url())
    except (OldLink, workflow.StepNotOpen) as old:
        return old_link(request, old.asked if isinstance(old, OldLink) else asked)
    return render(request, "services_catalog/verification/correct.html", {"form": form, "asked": asked})


def _closed_form(request: HttpRequest, asked: VerificationRequest) -> HttpResponse:
    """The two hours are over: what was typed is shown, so that it can be copied, and a new code asked for."""
    if request.method != "POST":
        return HttpResponseRedirect(asked.get_absolute_url())
    form = CorrectionForm(asked, request.POST)
    context = {"form": form, "asked": asked, "is_locked": True}
    return render(request, "services_catalog/verification/correct.html", context, status=403)


def _propose(request: HttpRequest, asked: VerificationRequest, form: CorrectionForm) -> bool:
    """Whether it is done; otherwise the form tells what somebody else changed."""
    try:
        changes = workflow.propose(asked, form.seen(), form.values())
    except workflow.ChangedMeanwhile as other:
        form.tell_moved(other.fields)
        return False
    if changes:
        messages.success(
            request, _("Thank you. The corrections are with the office; the card changes when they are accepted.")
        )
    else:
        messages.info(request, _("You changed nothing. If everything is true, press the button."))
    return True
