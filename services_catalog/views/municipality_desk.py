"""The desk of a municipality, opened by a code that came by mail. Opening it changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kpss_portal.mailed_codes import Answer, CodeForm, mask, wrong_code
from services_catalog.forms.municipality_desk import ConfirmForm, NeedsForm, wanted_forms
from services_catalog.models import MunicipalityDesk
from services_catalog.network import desk as desks
from services_catalog.network.desk import DOOR
from services_catalog.network.letters import address_of, page_of
from services_catalog.network.steps import StepNotOpen

NEEDS_IDS = "potreby-%s"  # two forms of the page ask for a name


def desk_of(key: Any) -> MunicipalityDesk:
    """The desk of the address; Http404 otherwise."""
    rows = MunicipalityDesk.objects.select_related("member__municipality", "member__financing__network")
    found = rows.filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, desk: MunicipalityDesk, status: int = 200, **context: Any) -> HttpResponse:
    address = desks.address_of(desk)
    known = {
        "desk": desk,
        "member": desk.member,
        "year": desk.member.financing.network.year,
        "money_note": desk.member.financing.network.money_note,
        "is_current": desks.is_current(desk),
        "address": mask(address) if address else "",
        "is_opened": DOOR.is_open(request, desk),
        "is_code_sent": DOOR.has_asked(request),
        "page_url": page_of(desk.member),
        "letter_url": address_of(desk.member),
    }
    response = render(request, "services_catalog/network/desk.html", known | context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def desk(request: HttpRequest, key: Any) -> HttpResponse:
    """Before the code: what it is about and where the code goes. After it: the contribution and the question of needs."""
    found = desk_of(key)
    if not desks.is_current(found):
        return _page(request, found, status=410)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = DOOR.try_code(request, found, form.cleaned_data["code"])
        if answer == Answer.RIGHT:
            return HttpResponseRedirect(found.get_absolute_url())
        form.add_error("code", wrong_code(answer))
    if DOOR.is_open(request, found):
        return _page(request, found, form=ConfirmForm(), needs=_needs(found), wanted=wanted_forms(found))
    return _page(request, found, form=form)


def _needs(found: MunicipalityDesk) -> NeedsForm:
    known = {"needs": found.needs, "name": found.answered_by or found.confirmed_by or ""}
    return NeedsForm(initial=known, auto_id=NEEDS_IDS)


@never_cache
@require_POST
def send_code(request: HttpRequest, key: Any) -> HttpResponse:
    """Mails a code to the mailbox of the municipality."""
    found = desk_of(key)
    DOOR.send_and_tell(request, found)
    return HttpResponseRedirect(found.get_absolute_url())


@never_cache
@require_POST
def confirm(request: HttpRequest, key: Any) -> HttpResponse:
    """The municipality agrees with its contribution."""
    found = desk_of(key)
    if not DOOR.is_open(request, found):
        return _ask_again(request, found)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, needs=_needs(found), wanted=wanted_forms(found))
    try:
        desks.confirm(found, form.cleaned_data["name"])
    except StepNotOpen:
        return _page(request, desk_of(key), status=410)
    messages.success(request, _("Thank you, the contribution is confirmed."))
    return HttpResponseRedirect(found.get_absolute_url())


@never_cache
@require_POST
def answer(request: HttpRequest, key: Any) -> HttpResponse:
    """What people lack. When the two hours are over, what was typed stays on the page."""
    found = desk_of(key)
    form, wanted = NeedsForm(request.POST, auto_id=NEEDS_IDS), wanted_forms(found, request.POST)
    if not DOOR.is_open(request, found):
        return _ask_again(request, found)
    if not (form.is_valid() & wanted.is_valid()):
        return _page(request, found, form=ConfirmForm(), needs=form, wanted=wanted)
    rows = [row for part in wanted.forms if (row := part.row()) is not None]
    try:
        desks.answer(found, form.cleaned_data["name"], form.cleaned_data["needs"], rows)
    except StepNotOpen:
        return _page(request, desk_of(key), status=410)
    messages.success(request, _("Thank you, the office has your answer. You can still mend it."))
    return HttpResponseRedirect(found.get_absolute_url())


def _ask_again(request: HttpRequest, found: MunicipalityDesk) -> HttpResponse:
    """The two hours are over: a new code opens it; what was typed is shown so that it can be copied."""
    typed = request.POST.get("needs", "")[:4000]
    messages.warning(request, _("The two hours are over. Let a new code be sent to you, please."))
    return _page(request, found, form=CodeForm(), typed=typed)
