"""The pages of a provider in a round, opened by a code that came by mail. Opening them changes nothing."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kpss_portal.mailed_codes import Answer, CodeForm, mask, wrong_code
from services_catalog.forms.provider_round import FiguresForm
from services_catalog.models import NetworkEntry, ProviderRequest, ServiceRequest
from services_catalog.network import rounds
from services_catalog.network.answer_checks import sums_of
from services_catalog.network.answers import keys_of, known_for, label_of, shown_words
from services_catalog.network.rounds import DOOR
from services_catalog.network.steps import StepNotOpen


def request_of(key: Any) -> ProviderRequest:
    """The request of the address; Http404 otherwise."""
    found = ProviderRequest.objects.select_related("round__network", "provider").filter(uuid=key).first()
    if found is None or found.sent_at is None:
        raise Http404
    return found


def _quiet(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


Told = list[tuple[str, str]]  # names of fields with what was typed


def _closed(
    request: HttpRequest, asked: ProviderRequest, typed: Told | None = None, *, is_accepted: bool = False
) -> HttpResponse:
    """An expired link can be renewed; a closed round takes nothing. What was typed is shown, so that it is not lost."""
    facts: dict[str, Any] = {"asked": asked, "network": asked.round.network, "typed": typed}
    context = facts | {"address": mask(asked.email), "can_renew": asked.round.is_running, "is_accepted": is_accepted}
    return _quiet(render(request, "services_catalog/network/provider_closed.html", context, status=410))


@never_cache
def provider_round(request: HttpRequest, key: Any) -> HttpResponse:
    """Before the code: what it is about and where the code goes. After it: services with their states."""
    asked = request_of(key)
    if not rounds.is_open(asked):
        return _closed(request, asked)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = DOOR.try_code(request, asked, form.cleaned_data["code"])
        if answer == Answer.RIGHT:
            rounds.mark_opened(asked)
            return HttpResponseRedirect(asked.get_absolute_url())
        form.add_error("code", wrong_code(answer))
    is_opened = DOOR.is_open(request, asked)
    context = {
        "asked": asked,
        "network": asked.round.network,
        "address": mask(asked.email),
        "is_opened": is_opened,
        "is_code_sent": DOOR.has_asked(request),
        "form": form,
        "answers": _answers(asked) if is_opened else [],
    }
    return _quiet(render(request, "services_catalog/network/provider_round.html", context))


def _answers(asked: ProviderRequest) -> list[ServiceRequest]:
    """Services that are still in the draft."""
    draft = set(NetworkEntry.objects.filter(network=asked.round.network_id).values_list("service", "form"))
    rows = asked.answers.select_related("service")
    return [_with_request(row, asked) for row in rows if row.place in draft]


def _with_request(answer: ServiceRequest, asked: ProviderRequest) -> ServiceRequest:
    answer.request = asked
    return answer


@never_cache
@require_POST
def send_code(request: HttpRequest, key: Any) -> HttpResponse:
    """Mails a code to the address where the provider was asked."""
    asked = request_of(key)
    if not rounds.is_open(asked):
        return _closed(request, asked)
    DOOR.send_and_tell(request, asked)
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
@require_POST
def renew(request: HttpRequest, key: Any) -> HttpResponse:
    """Makes an expired link good again and mails it to the address where the provider was asked."""
    asked = request_of(key)
    try:
        if asked.is_expired:
            rounds.renew(asked)
    except StepNotOpen:
        return _closed(request, asked)
    messages.success(request, _("The link is good again. We have mailed it to you, too."))
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
def service(request: HttpRequest, key: Any, pk: int) -> HttpResponse:
    """Figures of one service: saved unfinished, or sent. When the two hours are over, what was typed stays on the page."""
    asked = request_of(key)
    answer = asked.answers.select_related("service").filter(pk=pk).first()
    if answer is None:
        raise Http404
    _with_request(answer, asked)
    known, data = known_for(answer, with_register=False), request.POST if request.method == "POST" else None
    form = FiguresForm(answer, known, data, is_sending="odeslat" in request.POST)
    if not rounds.is_open(asked) or known.entry is None:
        return _closed(request, asked, _told(answer.unit, form.typed()))
    is_locked = not DOOR.is_open(request, asked)
    if is_locked and data is None:
        return HttpResponseRedirect(asked.get_absolute_url())
    is_accepted = answer.state == rounds.S.ACCEPTED
    if data is not None and is_accepted:
        return _closed(request, asked, _told(answer.unit, form.typed()), is_accepted=True)
    if data is not None and not is_locked:
        done = _write(request, form)
        if done is not None:
            return done
    context = {
        "asked": asked,
        "answer": answer,
        "network": asked.round.network,
        "form": form,
        "is_locked": is_locked,
        "is_accepted": is_accepted,
        "told": _told(answer.unit, answer.typed),
        "sums": [] if not form.shown() else list(sums_of(form.figures)),
        "gap": form.figures.gap,
        "asks_twice": form.is_sending and form.is_bound and not form.errors,
    }
    return _quiet(
        render(request, "services_catalog/network/provider_service.html", context, status=403 if is_locked else 200)
    )


def _told(unit: str, typed: Mapping[str, str]) -> Told:
    """What was typed, with names of fields; amounts as they are read."""
    return [(label_of(key, unit), shown_words(key, typed[key])) for key in keys_of(unit) if typed.get(key)]


def _write(request: HttpRequest, form: FiguresForm) -> HttpResponse | None:
    """Stores it; None where the page says what is wrong. Unfinished words are stored even where they are no numbers."""
    is_whole = form.is_valid()
    name = form.cleaned_data.get("name", "") if form.is_sending and is_whole else ""
    if name and list(sums_of(form.figures)) and "presto" not in request.POST:
        name = ""  # stored as unfinished; the page asks whether it is really so
    try:
        stored = rounds.write(form.answer, form.typed(), seen=form.cleaned_data.get("seen") or 0, name=name)
    except rounds.ChangedMeanwhile as other:
        form.tell_moved(other.answer)
        return None
    except StepNotOpen:
        asked = request_of(form.answer.request.uuid)
        is_accepted = asked.answers.filter(pk=form.answer.pk, state=rounds.S.ACCEPTED).exists()
        return _closed(request, asked, _told(form.answer.unit, form.typed()), is_accepted=is_accepted)
    _remember(form, stored)
    if form.is_sending and not name:
        return None
    if not is_whole:
        messages.warning(request, _("Saved as you wrote it. Some fields wait to be mended before you send it."))
        return None
    words = (
        _("Thank you, the office has the figures. You can mend them until it accepts them.") if name else _("Saved.")
    )
    messages.success(request, words)
    back = form.answer.get_absolute_url() if not name else form.answer.request.get_absolute_url()
    return HttpResponseRedirect(back)


def _remember(form: FiguresForm, stored: ServiceRequest) -> None:
    """The page goes on from what was just stored."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
    data["seen"] = str(stored.revision)
    form.data = data
