"""The round of providers' requests in the workshop: opened at a draft network, who has answered, questions, acceptance."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.spreadsheets import XLSX
from services_catalog.admin.network_pages import document_for, frame
from services_catalog.forms.provider_round import RoundForm
from services_catalog.models import Network, ProviderRound, ServiceRequest
from services_catalog.network import round_workbook, rounds
from services_catalog.network.answer_checks import Remark
from services_catalog.network.answers import (
    AMOUNT,
    FACTS,
    MONEY_KEYS,
    REMARK,
    Figures,
    Known,
    figures_of,
    keys_of,
    known_for,
    known_of,
    label_of,
)
from services_catalog.network.steps import StepNotOpen
from services_catalog.network_enums import AnswerState

VIEW, MANAGE = "services_catalog.view_providerround", "services_catalog.change_providerround"
PAGE = "admin/services_catalog/network/"


def page_of(network: Network) -> str:
    """The page of the round."""
    return reverse("admin:services_catalog_network_round", args=[network.pk])


def _round_of(request: HttpRequest, pk: int, permission: str = VIEW) -> tuple[Network, ProviderRound | None]:
    network: Network = document_for(request, Network, pk, "services_catalog.view_network")
    if not request.user.has_perm(permission):
        raise PermissionDenied
    found = ProviderRound.objects.filter(network=network).first()
    if found is not None:
        found.network = network
    return network, found


@dataclass
class Row:
    """A service of the draft with what its provider says; `answer` is None where nobody was asked."""

    title: str
    provider: str
    email: str
    answer: ServiceRequest | None
    remarks: list[Remark] = field(default_factory=list)
    is_in_draft: bool = True

    @property
    def state(self) -> str:
        """The state of the answer; "none" where the provider was not asked, "opened" where it has only looked."""
        if self.answer is None or self.answer.request.sent_at is None:
            return "none"
        if self.answer.state == AnswerState.ASKED and self.answer.request.opened_at:
            return "opened"
        return str(self.answer.state)

    @property
    def state_label(self) -> str:
        """The state in words."""
        own = {"none": _("not asked"), "opened": _("opened, nothing saved")}
        return own.get(self.state) or str(AnswerState(self.state).label)

    @property
    def order(self) -> int:
        """What waits for the office stands first, what is done last."""
        return ("sent", "none", "returned", "unfinished", "opened", "asked", "accepted").index(self.state)

    @property
    def is_clean(self) -> bool:
        """Whether it can be accepted without a look."""
        return self.state == AnswerState.SENT and self.is_in_draft and not self.remarks


def rows_of(round_: ProviderRound) -> list[Row]:
    """All services of the draft and all that somebody was asked about, in a constant number of queries."""
    answers = rounds.answers_of(round_)
    known = known_of(round_, list(answers.values()))
    rows = [_row(answers.get(place), found, round_) for place, found in known.items()]
    return sorted(rows, key=lambda row: (row.order, row.title))


def _row(answer: ServiceRequest | None, known: Known, round_: ProviderRound) -> Row:
    thing: Any = answer or known.entry
    service = thing.service
    email = answer.request.email if answer else ""
    row = Row(str(thing), service.provider.name, email, answer, is_in_draft=known.entry is not None)
    if answer is not None and answer.state == AnswerState.SENT:
        row.remarks = rounds.look(answer, known, round_)
    return row


def provider_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a round where there is none; otherwise who has answered what, and steps by POST."""
    network, found = _round_of(request, pk)
    if found is None:
        return _start(request, network)
    if request.method == "POST":
        _take_step(request, found)
        return HttpResponseRedirect(page_of(network))
    rows = rows_of(found)
    counts = Counter(row.state_label for row in rows)
    context = {
        "title": _("Figures of providers"),
        "round": found,
        "rows": rows,
        "counts": list(counts.items()),
        "clean_count": sum(row.is_clean for row in rows),
        "missing_count": sum(row.state == "none" for row in rows),
        "silent_count": sum(row.state in {"asked", "opened", "unfinished", "returned"} for row in rows),
        "sent_count": sum(row.state == "sent" for row in rows),
        "may_manage": request.user.has_perm(MANAGE, found) and not network.is_frozen,
    }
    return render(request, PAGE + "round.html", frame(request, Network, network, **context))


def _start(request: HttpRequest, network: Network) -> HttpResponse:
    """Day and words; who will be asked is seen before letters leave."""
    if network.is_frozen or not request.user.has_perm(MANAGE):
        raise Http404
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            rounds.start(network, facts["deadline_on"], facts["message"], facts["jump_percent"], by=request.user)
        except StepNotOpen:
            form.add_error(None, _("Somebody has moved this on meanwhile."))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The round is open. Letters are on their way."))
            return HttpResponseRedirect(page_of(network))
    context = {"title": _("Ask providers for figures"), "form": form, **_before_start(network)}
    return render(request, PAGE + "round_start.html", frame(request, Network, network, **context))


def _before_start(network: Network) -> dict[str, Any]:
    missing = rounds.missing_of(network)
    addresses = {
        provider: rounds.address_of(provider, [entry.service for entry in entries])
        for provider, entries in missing.items()
    }
    return {
        "service_count": sum(len(entries) for entries in missing.values()),
        "letter_count": sum(1 for address in addresses.values() if address),
        "silent": [(provider, missing[provider]) for provider, address in addresses.items() if not address],
    }


def _take_step(request: HttpRequest, found: ProviderRound) -> None:
    try:
        messages.success(request, _do(request, found))
    except StepNotOpen:
        messages.error(request, _("Somebody has moved this on meanwhile."))


def _do(request: HttpRequest, found: ProviderRound) -> str:
    step, by = request.POST.get("krok", ""), request.user
    if step == "ask":
        return _letters(rounds.ask(found, by=by))
    if step == "remind":
        return _letters(rounds.remind(found, by=by))
    if step == "accept-clean":
        count = rounds.accept_clean(found, by=by)
        words = ngettext("%(count)d service is accepted.", "%(count)d services are accepted.", count)
        return words % {"count": count}
    if step in {"close", "reopen"}:
        (rounds.close if step == "close" else rounds.reopen)(found, by=by)
        return _("The round is closed.") if step == "close" else _("The round is open again.")
    raise Http404


def _letters(count: int) -> str:
    if not count:
        return _("No letter was needed: nobody waits for one today.")
    return ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", count) % {"count": count}


@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def settings_of_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day, other words."""
    network, found = _round_of(request, pk, MANAGE)
    if found is None or network.is_frozen:
        raise Http404
    form = RoundForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        rounds.change(form.instance, by=request.user)
        messages.success(request, _("Saved: %(value)s.") % {"value": found})
        return HttpResponseRedirect(page_of(network))
    context = {"title": _("Last day and words of the round"), "form": form, "button": _("Save")}
    return render(request, PAGE + "form.html", frame(request, Network, network, **context))


@dataclass(frozen=True)
class Line:
    """A field of an answer beside last year and the draft."""

    key: str
    label: str
    before: Any
    draft: Any
    words: Any
    remarks: list[str]
    note: str
    is_money: bool
    is_changed: bool

    @property
    def is_number(self) -> bool:
        """Whether what was typed is a number."""
        return not isinstance(self.words, str)


def answer_page(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """One service: what was sent beside last year and the draft, questions by field, acceptance."""
    network, found = _round_of(request, pk)
    rows = ServiceRequest.objects.select_related("service", "request__provider", "request__round")
    row: ServiceRequest = get_object_or_404(rows, request__round=found, pk=answer)
    row.request.round.network = network
    error = ""
    if request.method == "POST":
        error = _settle(request, row)
        if not error:
            return HttpResponseRedirect(page_of(network))
    known = known_for(row)
    remarks = rounds.look(row, known, row.request.round) if row.state != AnswerState.ASKED else []
    context = {
        "title": str(row),
        "round": found,
        "answer": row,
        "lines": _lines(row, known, remarks, request.POST),
        "general": [remark.words for remark in remarks if not remark.key],
        "remark_count": len(remarks),
        "remark": row.typed.get(REMARK, ""),
        "words": request.POST.get("slova", row.words),
        "error": error,
        "is_in_draft": known.entry is not None,
        "may_manage": request.user.has_perm(MANAGE, found) and not network.is_frozen,
        "may_ask": row.state in {"sent", "returned", "accepted"} and found is not None and found.is_running,
    }
    return render(request, PAGE + "round_answer.html", frame(request, Network, network, **context))


def _lines(row: ServiceRequest, known: Known, remarks: list[Remark], posted: Any) -> list[Line]:
    figures = figures_of(row.typed)
    lines = []
    for key in (key for key in keys_of(row.unit) if key != REMARK):
        told = [remark.words for remark in remarks if remark.key == key]
        note = posted.get(f"poznamka-{key}", row.notes.get(key, ""))
        before, draft, now = (_value(part, key) for part in (known.last_year, known.draft, figures))
        if key in FACTS:  # the draft's own facts are of another year
            draft = None
        words = row.typed.get(key, "")
        is_money = key in MONEY_KEYS
        if before is None and draft is None and not words and not told and not note and is_money:
            continue  # nobody has anything to say about it
        shown = now if now is not None else words
        lines.append(
            Line(key, label_of(key, row.unit), before, draft, shown, told, note, is_money, draft not in (None, now))
        )
    return lines


def _value(figures: Figures, key: str) -> Any:
    if key in MONEY_KEYS:
        return figures.money.get(MONEY_KEYS[key])
    return {AMOUNT: figures.amount, "direct_fte": figures.direct}.get(key, figures.other)


def _settle(request: HttpRequest, row: ServiceRequest) -> str:
    """Accepts or asks back; gives what is wrong, or an empty text."""
    step, seen = request.POST.get("krok", ""), request.POST.get("revize", "")
    try:
        if step == "accept":
            rounds.accept(row, seen=int(seen) if seen.isdecimal() else -1, by=request.user)
            messages.success(request, _("Accepted into the draft: %(value)s.") % {"value": row})
        elif step == "renew":
            is_sent = rounds.renew(row.request, by=request.user)
            messages.success(request, _letters(int(is_sent)))
        else:
            prefix = "poznamka-"
            notes = {key[len(prefix) :]: str(words) for key, words in request.POST.items() if key.startswith(prefix)}
            rounds.ask_back(row, request.POST.get("slova", ""), notes, by=request.user)
            messages.success(request, _("The question is on its way: %(value)s.") % {"value": row})
    except StepNotOpen:
        return _("The answer has moved on meanwhile. Look at it as it is now.")
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers as a workbook; its sheet of facts fits the import into a version of last year."""
    network, found = _round_of(request, pk)
    if found is None:
        raise Http404
    response = HttpResponse(round_workbook.exported(found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="udaje-poskytovatelu-{network.year}.xlsx"'
    return response
