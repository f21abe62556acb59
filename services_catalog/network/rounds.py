"""The one door of the round of providers' requests: who is asked, what is saved and sent, asked back, accepted into the draft."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.mailed_codes import CodeBook, Door
from services_catalog.enums import ContactKind, RoundState
from services_catalog.models import (
    Network,
    NetworkEntry,
    Provider,
    ProviderCode,
    ProviderRequest,
    ProviderRound,
    Service,
    ServiceRequest,
)
from services_catalog.models.provider_round import LINK_LIVES
from services_catalog.network import networks, round_letters
from services_catalog.network.answer_checks import Remark, remarks_of
from services_catalog.network.answers import Known, Place, figures_of, keys_of, known_of, label_of
from services_catalog.network.steps import StepNotOpen, locked_draft, need
from services_catalog.network_enums import AnswerState as S
from services_catalog.network_enums import MoneyKind

MANAGE = "change_providerround"
SILENT = (S.ASKED, S.UNFINISHED, S.RETURNED)  # the provider is on the move
MENDABLE = (*SILENT, S.SENT)
AGAIN_AFTER = timedelta(minutes=10)  # a link pressed for twice is sent once
LETTERS_MOST = 20_000  # of one field; more is no remark


class ChangedMeanwhile(Exception):
    """Somebody else saved the answer since the page was opened; nothing is stored."""

    def __init__(self, answer: ServiceRequest) -> None:
        super().__init__(answer.pk)
        self.answer = answer


# --- who is asked -------------------------------------------------------------------------------------------------


def address_of(provider: Provider, services: list[Service]) -> str:
    """The mailbox of the provider, else of one of its services; empty where none is known."""
    own = [row.value for service in services for row in service.contacts.all() if row.kind == ContactKind.EMAIL]
    return (provider.email or (own[0] if own else "")).strip().lower()


@transaction.atomic
def start(network: Network, deadline: date, message: str, percent: int, *, by: Any) -> ProviderRound:
    """Opens the round and asks all providers of the draft; pressed twice it is there once.

    Raises StepNotOpen for an approved network, PermissionDenied, ValidationError for a draft without services.
    """
    network = locked_draft(network)
    need(by, MANAGE)
    known = ProviderRound.objects.filter(network=network).first()
    if known is not None:
        return known
    if not network.entries.exists():
        raise ValidationError(_("The network has no services yet."))
    words = {"deadline_on": deadline, "message": message, "jump_percent": percent}
    made = ProviderRound.objects.create(network=network, started_by=by, **words)
    record(by, "provider_round.start", made, {"deadline_on": deadline.isoformat()})
    _ask(made, by)
    return made


@transaction.atomic
def ask(round_: ProviderRound, *, by: Any) -> int:
    """Asks about services of the draft that nobody was asked about yet; gives the number of letters."""
    round_ = _running(round_)
    need(by, MANAGE, round_)
    return _ask(round_, by)


def _running(round_: ProviderRound) -> ProviderRound:
    """The round as it is now, held until the end of the transaction. StepNotOpen."""
    rows = ProviderRound.objects.select_related("network").select_for_update(of=("self",))
    found: ProviderRound = rows.get(pk=round_.pk)
    if not found.is_running:
        raise StepNotOpen
    return found


def missing_of(network: Network) -> dict[Provider, list[NetworkEntry]]:
    """Entries of the draft that nobody was asked about, by provider: new ones, and those without an e-mail."""
    rows = network.entries.select_related("service__provider").prefetch_related("service__contacts")
    sent = ServiceRequest.objects.filter(request__round__network=network, request__sent_at__isnull=False)
    asked = set(sent.values_list("service", "form"))
    found: dict[Provider, list[NetworkEntry]] = {}
    for entry in rows:
        if (entry.service_id, entry.form) not in asked:
            found.setdefault(entry.service.provider, []).append(entry)
    return found


def _ask(round_: ProviderRound, by: Any) -> int:
    letters = 0
    for provider, entries in missing_of(round_.network).items():
        asked, _is_new = ProviderRequest.objects.get_or_create(round=round_, provider=provider)
        for entry in entries:
            facts = {"service": entry.service, "form": entry.form}
            ServiceRequest.objects.get_or_create(request=asked, **facts, defaults={"unit": entry.unit})
        asked.email = asked.email or address_of(provider, [entry.service for entry in entries])
        if asked.email:
            _lengthen(asked)
            asked.save()
            round_letters.ask(asked, list(asked.answers.select_related("service")))
            letters += 1
    record(by, "provider_round.ask", round_, {"letters": letters})
    return letters


def _lengthen(asked: ProviderRequest) -> None:
    asked.sent_at = timezone.now()
    asked.good_until = max(asked.round.deadline_on, timezone.localdate()) + LINK_LIVES


# --- reminders, links, the end ------------------------------------------------------------------------------------


@transaction.atomic
def remind(round_: ProviderRound, *, by: Any) -> int:
    """One letter to each provider that has not sent something; once a day. Gives the number of letters."""
    round_, today = _running(round_), timezone.localdate()
    need(by, MANAGE, round_)
    letters = 0
    rows = round_.requests.filter(sent_at__isnull=False).exclude(reminded_on=today)
    for asked in rows.select_related("round__network", "provider"):
        silent = list(asked.answers.filter(state__in=SILENT).select_related("service"))
        if silent:
            _lengthen(asked)
            asked.reminder_count, asked.reminded_on = asked.reminder_count + 1, today
            asked.save()
            round_letters.remind(asked, silent)
            letters += 1
    if letters:
        record(by, "provider_round.remind", round_, {"letters": letters})
    return letters


@transaction.atomic
def renew(asked: ProviderRequest, *, by: Any = None) -> bool:
    """Makes the link good again and mails it: asked for by the provider, or sent by the office. False if it was just sent.

    Raises StepNotOpen, PermissionDenied.
    """
    round_ = _running(asked.round)
    if by is not None:
        need(by, MANAGE, round_)
    asked = ProviderRequest.objects.select_related("round__network", "provider").get(pk=asked.pk)
    if not asked.email:
        raise StepNotOpen
    if asked.sent_at and timezone.now() - asked.sent_at < AGAIN_AFTER:
        return False
    _lengthen(asked)
    asked.save()
    round_letters.renew(asked)
    record(by, "provider_round.renew", asked)
    return True


@transaction.atomic
def change(round_: ProviderRound, *, by: Any) -> None:
    """Stores other days and words of the round. StepNotOpen for an approved network."""
    need(by, MANAGE, round_)
    locked_draft(round_.network)
    round_.save()
    record(by, "provider_round.change", round_, {"deadline_on": round_.deadline_on.isoformat()})


@transaction.atomic
def close(round_: ProviderRound, *, by: Any) -> None:
    """Links are good no more; what was sent can still be accepted. Pressed twice it does nothing more."""
    _turn(round_, RoundState.CLOSED, "provider_round.close", by)


@transaction.atomic
def reopen(round_: ProviderRound, *, by: Any) -> None:
    """Providers may answer again. StepNotOpen for an approved network."""
    _turn(round_, RoundState.RUNNING, "provider_round.reopen", by)


def _turn(round_: ProviderRound, state: RoundState, action: str, by: Any) -> None:
    need(by, MANAGE, round_)
    locked_draft(round_.network)
    found = ProviderRound.objects.select_for_update().get(pk=round_.pk)
    if found.state != state:
        found.state = state
        found.save(update_fields=["state", "updated_at"])
        record(by, action, found)


# --- the provider -------------------------------------------------------------------------------------------------

BOOK = CodeBook(
    purpose="services_catalog.provider_round",
    model=ProviderCode,
    asked=lambda: ProviderRequest.objects.select_related("round__network", "provider"),
    address_of=lambda asked: asked.email,
    letter=round_letters.send_code,
)
DOOR = Door(BOOK, "provider-round")


def is_open(asked: ProviderRequest) -> bool:
    """Whether the provider may fill in and send."""
    return asked.round.is_running and not asked.is_expired


@transaction.atomic
def mark_opened(asked: ProviderRequest) -> None:
    """Somebody has typed the right code; the first time is remembered."""
    found = ProviderRequest.objects.select_for_update().get(pk=asked.pk)
    if found.opened_at is None:
        found.opened_at = timezone.now()
        found.save(update_fields=["opened_at"])
        record(None, "provider_round.open", found)


def _held(answer: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_related("request__round__network", "request__provider", "service")
    found: ServiceRequest = rows.select_for_update(of=("self",)).get(pk=answer.pk)
    return found


@transaction.atomic
def write(answer: ServiceRequest, typed: Mapping[str, str], *, seen: int, name: str = "") -> ServiceRequest:
    """Stores what was typed, finished or not; with a name it is sent. The same sent twice is stored once.

    seen: the revision from which the person began. Raises ChangedMeanwhile, StepNotOpen.
    """
    found = _held(answer)
    if not is_open(found.request) or found.state not in MENDABLE:
        raise StepNotOpen
    words = {key: str(typed.get(key, ""))[:LETTERS_MOST] for key in keys_of(found.unit)}
    is_same = words == found.typed
    if found.revision != seen and not is_same:
        raise ChangedMeanwhile(found)
    if is_same and found.state == (S.SENT if name else S.UNFINISHED):
        return found
    found.typed, found.revision, found.saved_at = words, found.revision + 1, timezone.now()
    if name:
        found.state, found.sent_at, found.sent_by = S.SENT, found.saved_at, name[:150]
    elif found.state != S.RETURNED:  # questions of the office stay until it is sent again
        found.state = S.UNFINISHED
    found.save()
    record(None, "provider_round.send" if name else "provider_round.save", found, {"revision": found.revision})
    return found


# --- the office ---------------------------------------------------------------------------------------------------


def look(answer: ServiceRequest, known: Known, round_: ProviderRound) -> list[Remark]:
    """What the office should look at."""
    figures = figures_of(answer.typed)
    return remarks_of(figures, known, answer.unit, answer.form, round_.network.year, round_.jump_percent)


@transaction.atomic
def ask_back(answer: ServiceRequest, words: str, notes: Mapping[str, str], *, by: Any) -> None:
    """The provider gets the questions by mail and beside the fields. Raises StepNotOpen, PermissionDenied, ValidationError.

    The same asked twice is mailed once.
    """
    found = _held(answer)
    _running(found.request.round)
    need(by, MANAGE, found.request.round)
    said = {key: text.strip() for key, text in notes.items() if key in keys_of(found.unit) and text.strip()}
    if found.state == S.RETURNED and (found.words, found.notes) == (words.strip(), said):
        return
    if found.state not in {S.SENT, S.ACCEPTED, S.RETURNED}:
        raise StepNotOpen
    if not words.strip() and not said:
        raise ValidationError(_("Write what you ask; the provider will read it."))
    found.words, found.notes, found.state = words.strip(), said, S.RETURNED
    _decide(found, by)
    if not found.request.is_expired or found.request.email:
        _lengthen(found.request)
        found.request.save()
    if found.request.email:
        questions = [(label_of(key, found.unit), said[key]) for key in keys_of(found.unit) if key in said]
        round_letters.ask_back(found, questions)
    record(by, "provider_round.ask_back", found, {"words": found.words, "notes": said})


def _decide(answer: ServiceRequest, by: Any) -> None:
    answer.decided_at, answer.decided_by = timezone.now(), by
    answer.save()


@transaction.atomic
def accept(answer: ServiceRequest, *, seen: int, by: Any) -> None:
    """Writes the figures into the draft; pressed twice it is done once. Facts of last year stay with the answer.

    seen: the revision that the officer looked at. Raises StepNotOpen if the answer has moved on, the service is not in the
    draft any more or the network is approved; PermissionDenied.
    """
    network = locked_draft(answer.request.round.network)
    found = _held(answer)
    need(by, MANAGE, found.request.round)
    if found.revision != seen:
        raise StepNotOpen
    if found.state == S.ACCEPTED:
        return
    entry = NetworkEntry.objects.filter(network=network, service=found.service, form=found.form).first()
    if found.state != S.SENT or entry is None:
        raise StepNotOpen
    figures = figures_of(found.typed)
    facts = {(row.item, row.kind): row.amount_czk for row in entry.money.all() if row.kind == MoneyKind.FACT}
    entry.amount, entry.unit = figures.amount, found.unit
    networks.write(entry, facts | figures.planned, by=by)
    found.words, found.notes, found.state = "", {}, S.ACCEPTED
    _decide(found, by)
    record(by, "provider_round.accept", found, {"network": network.pk})


@transaction.atomic
def accept_clean(round_: ProviderRound, *, by: Any) -> int:
    """Accepts all that was sent and has nothing to look at; gives how many."""
    need(by, MANAGE, round_)
    sent, count = [row for row in answers_of(round_).values() if row.state == S.SENT], 0
    known = known_of(round_, sent)
    for answer in sent:
        if is_clean(answer, known.get(answer.place), round_):
            accept(answer, seen=answer.revision, by=by)
            count += 1
    return count


def is_clean(answer: ServiceRequest, known: Known | None, round_: ProviderRound) -> bool:
    """Whether it can be accepted without a look."""
    return answer.state == S.SENT and known is not None and known.entry is not None and not look(answer, known, round_)


def answers_of(round_: ProviderRound) -> dict[Place, ServiceRequest]:
    """All answers of the round by service and form, in one query."""
    rows = ServiceRequest.objects.filter(request__round=round_).select_related("request__round__network")
    return {row.place: row for row in rows.select_related("request__provider", "service__provider")}
