"""Every step of verification: who takes it, what it changes, which letters leave; each leaves a line in the log."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kpss_portal import audit
from kpss_portal.background import enqueue_at, task
from services_catalog import indexing
from services_catalog.enums import ChangeState, RequestState, RoundState
from services_catalog.models import ProposedChange, Service, VerificationRequest, VerificationRound
from services_catalog.verification import letters
from services_catalog.verification.addresses import address_of
from services_catalog.verification.fields import OTHER, fields_of

REMIND_AT = time(8, 0)
MANAGE, DECIDE = "services_catalog.change_verificationround", "services_catalog.change_proposedchange"


class StepNotOpen(Exception):
    """The round or the request has moved on meanwhile."""


class NobodyToAsk(Exception):
    """The round would ask about no service."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the card or proposed corrections since the page was opened; `fields` names what differs."""

    def __init__(self, fields: set[str]) -> None:
        super().__init__(fields)
        self.fields = fields


class ReasonMissing(Exception):
    """A correction is declined without a reason."""


@dataclass(frozen=True)
class Decision:
    """What the coordinator does with one correction; `value` is what shall stand there when edited."""

    state: ChangeState
    value: str = ""
    reason: str = ""


def _with_services(asked: QuerySet[VerificationRequest]) -> QuerySet[VerificationRequest]:
    return asked.select_related("service__provider", "round").prefetch_related("service__contacts")


def _allow(by: Any, permission: str, thing: Any) -> None:
    if not by.has_perm(permission, thing):
        raise PermissionDenied


# --- rounds -------------------------------------------------------------------------------------------------------


def services_to_ask(round_: VerificationRound) -> QuerySet[Service]:
    """All public services, or the chosen ones that are public."""
    public = Service.objects.public()
    return public if round_.covers_all else public.filter(pk__in=round_.chosen_services.values("pk"))


@transaction.atomic
def start(round_: VerificationRound, *, by: Any) -> VerificationRound:
    """Asks all providers of the round, one letter an address; those without an address wait for a phone call."""
    round_ = VerificationRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    _allow(by, MANAGE, round_)
    if round_.state != RoundState.DRAFT:
        raise StepNotOpen
    services = list(services_to_ask(round_))
    if not services:
        raise NobodyToAsk
    round_.state, round_.started_at, round_.started_by = RoundState.RUNNING, timezone.now(), by
    round_.save()
    VerificationRequest.objects.bulk_create(VerificationRequest(round=round_, service=service) for service in services)
    for address, asked in _by_address(round_).items():
        letters.ask(address, asked, round_)
        keys = [row.pk for row in asked]
        VerificationRequest.objects.filter(pk__in=keys).update(sent_to=address, sent_at=timezone.now())
    audit.record(by, "start", round_, {"services": len(services)})
    transaction.on_commit(lambda: plan_reminders(round_))
    return round_


def _by_address(round_: VerificationRound) -> dict[str, list[VerificationRequest]]:
    """Requests that wait, by the address where they are asked now."""
    found: dict[str, list[VerificationRequest]] = defaultdict(list)
    for asked in _with_services(round_.requests.filter(state=RequestState.WAITING)):
        address = address_of(asked.service)
        if address and asked.is_open:
            found[address].append(asked)
    return found


def reminders_due(round_: VerificationRound) -> int:
    """How many reminders should have left by now."""
    today = timezone.localdate()
    days = [round_.first_reminder_on, round_.second_reminder_on]
    return sum(1 for day in days if day is not None and day <= today)


def plan_reminders(round_: VerificationRound) -> None:
    """Lets the worker remind on the mornings of both days; called at the start and when the days are changed."""
    for day in (round_.first_reminder_on, round_.second_reminder_on):
        if day is not None and day >= timezone.localdate():
            enqueue_at(timezone.make_aware(datetime.combine(day, REMIND_AT)), remind_soon)


@task()
def remind_soon() -> None:
    """Reminds in all rounds where it is time."""
    remind_due()


def remind_due() -> int:
    """Reminds in all running rounds, as many times as their days say; gives the number of letters. Harmless if repeated."""
    rounds = VerificationRound.objects.filter(state=RoundState.RUNNING)
    return sum(_remind(round_.pk, reminders_due(round_), by=None) for round_ in rounds)


def remind_now(round_: VerificationRound, *, by: Any) -> int:
    """Reminds everybody who has not answered, whatever the day is; gives the number of letters."""
    _allow(by, MANAGE, round_)
    if not VerificationRound.objects.filter(pk=round_.pk, state=RoundState.RUNNING).exists():
        raise StepNotOpen
    return _remind(round_.pk, None, by=by)


def remind_late(round_: VerificationRound, *, by: Any) -> int:
    """Sends the reminders that should have left by now; pressed twice it sends nothing more. Gives the number of letters.

    Raises PermissionDenied, StepNotOpen.
    """
    _allow(by, MANAGE, round_)
    if not VerificationRound.objects.filter(pk=round_.pk, state=RoundState.RUNNING).exists():
        raise StepNotOpen
    return _remind(round_.pk, reminders_due(round_), by=by)


@transaction.atomic
def _remind(key: int, up_to: int | None, *, by: Any) -> int:
    """One letter to each address with requests that got fewer than `up_to` reminders (None: to all)."""
    round_ = VerificationRound.objects.select_for_update(of=("self",)).get(pk=key)
    if round_.state != RoundState.RUNNING:  # closed while this one waited for its turn
        return 0
    sent = 0
    for address, waiting in _by_address(round_).items():
        asked = [row for row in waiting if up_to is None or row.reminder_count < up_to]
        if not asked:
            continue
        letters.remind(address, asked, round_)
        for row in asked:
            row.reminder_count = row.reminder_count + 1 if up_to is None else up_to
            row.sent_to, row.sent_at = address, row.sent_at or timezone.now()
        VerificationRequest.objects.bulk_update(asked, ["reminder_count", "sent_to", "sent_at"])
        sent += 1
    if sent:
        audit.record(by, "remind", round_, {"letters": sent})
    return sent


@transaction.atomic
def close(round_: VerificationRound, *, by: Any) -> VerificationRound:
    """Ends the round: links are good no more; corrections that wait can still be decided."""
    round_ = VerificationRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    _allow(by, MANAGE, round_)
    if round_.state != RoundState.RUNNING:
        raise StepNotOpen
    silent = round_.requests.filter(state=RequestState.WAITING).update(state=RequestState.UNANSWERED)
    round_.state, round_.closed_at, round_.closed_by = RoundState.CLOSED, timezone.now(), by
    round_.save()
    audit.record(by, "close", round_, {"unanswered": silent})
    return round_


# --- answers of a provider ----------------------------------------------------------------------------------------


def _locked(asked: VerificationRequest) -> VerificationRequest:
    """The request as it is now, held until the end of the transaction."""
    rows = VerificationRequest.objects.select_for_update(of=("self",)).select_related("service__provider", "round")
    return rows.get(pk=asked.pk)


@transaction.atomic
def confirm(asked: VerificationRequest, *, by: Any = None) -> VerificationRequest:
    """Everything on the card is true: said by the provider, or by an officer (`by`) after a phone call.

    Pressed twice it does nothing more. StepNotOpen when the round is over or corrections wait.
    """
    asked = _locked(asked)
    if by is not None:
        _allow(by, MANAGE, asked.round)
    if not asked.is_open or asked.state == RequestState.PROPOSED:
        raise StepNotOpen
    if asked.state == RequestState.WAITING:
        asked.state = RequestState.CONFIRMED
        _answer(asked)
        _mark_verified(asked)
        audit.record(by, "confirm", asked)
    return asked


def _answer(asked: VerificationRequest) -> None:
    asked.answered_at, asked.answered_by = timezone.now(), asked.service.provider.name[:120]
    asked.save(update_fields=["state", "answered_at", "answered_by"])


def _mark_verified(asked: VerificationRequest) -> None:
    """The day on which the provider answered; a later verification stays."""
    service, day = asked.service, timezone.localdate(asked.answered_at)
    if service.verified_on is None or service.verified_on <= day:
        service.verified_on, service.verified_by = day, asked.answered_by
        service.save(update_fields=["verified_on", "verified_by", "updated_at"])


def waiting_changes(asked: VerificationRequest) -> dict[str, ProposedChange]:
    """Corrections that wait for the office, by the name of the field."""
    return {change.field: change for change in asked.changes.filter(state=ChangeState.WAITING)}


def shown_values(asked: VerificationRequest) -> dict[str, str]:
    """What the form of the provider starts from: the card, with corrections that wait in their places."""
    waiting = waiting_changes(asked)
    return {
        field.name: waiting[field.name].new_value if field.name in waiting else field.read(asked.service)
        for field in fields_of(asked.service)
    }


def digests_of(values: Mapping[str, str]) -> dict[str, str]:
    """Marks of values that a form carries along, so that it is seen which of them somebody else has changed."""
    return {name: hashlib.sha256(value.encode()).hexdigest()[:16] for name, value in values.items()}


@transaction.atomic
def propose(asked: VerificationRequest, seen: Mapping[str, str], values: Mapping[str, str]) -> list[ProposedChange]:
    """Stores what the provider would have otherwise; gives the new corrections.

    seen: digests of the values from which the person started; values: cleaned words of the form by field. Raises
    ChangedMeanwhile when two were at it: nothing is stored, the person sees the other's words and sends again.
    """
    asked = _locked(asked)
    if not asked.is_open:
        raise StepNotOpen
    shown = shown_values(asked)
    now = digests_of(shown)
    moved = {name for name in shown if seen.get(name) != now[name] and values.get(name) != shown[name]}
    if moved:
        raise ChangedMeanwhile(moved)
    differing = {name: value for name, value in values.items() if name in shown and value != shown[name]}
    changes = _store(asked, differing)
    if differing:
        waits = bool(waiting_changes(asked))
        asked.state = RequestState.PROPOSED if waits else RequestState.SETTLED
        _answer(asked)
        if not waits:  # everything was taken back: the card was seen and is true
            _mark_verified(asked)
        audit.record(None, "propose", asked, {"fields": sorted(differing)})
    return changes


def _store(asked: VerificationRequest, differing: Mapping[str, str]) -> list[ProposedChange]:
    asked.changes.filter(state=ChangeState.WAITING, field__in=differing).update(state=ChangeState.SUPERSEDED)
    present = {field.name: field.read(asked.service) for field in fields_of(asked.service)}
    return [
        ProposedChange.objects.create(request=asked, field=name, old_value=present[name], new_value=value)
        for name, value in differing.items()
        if value != present[name]
    ]


# --- decisions of the office --------------------------------------------------------------------------------------


@transaction.atomic
def decide(asked: VerificationRequest, decisions: Mapping[int, Decision], *, by: Any) -> VerificationRequest:
    """Decides corrections by their keys; what is accepted stands on the card at once, what is not is mailed with its reason.

    StepNotOpen if one of them no longer waits; ReasonMissing for a refusal without words; ValidationError for an edit
    that cannot be stored. All are decided, or none.
    """
    asked = _locked(asked)
    _allow(by, DECIDE, asked)
    waiting = {change.pk: change for change in asked.changes.filter(state=ChangeState.WAITING)}
    if not set(decisions) <= set(waiting):
        raise StepNotOpen
    decided = [_decide(waiting[key], decision, asked.service, by) for key, decision in decisions.items()]
    if decided:
        audit.record(by, "decide corrections", asked, {change.field: change.state for change in decided})
        _settle(asked)
        _tell(asked, [change for change in decided if change.state != ChangeState.ACCEPTED])
        indexing.reindex_services(Service.objects.filter(pk=asked.service_id))
    return asked


def _decide(change: ProposedChange, decision: Decision, service: Service, by: Any) -> ProposedChange:
    change.state, change.reason = decision.state, decision.reason.strip()
    change.decided_at, change.decided_by = timezone.now(), by
    if decision.state == ChangeState.DECLINED:
        if not change.reason:
            raise ReasonMissing
    else:
        change.final_value = _write(change, decision, service)
    change.save()
    return change


def _write(change: ProposedChange, decision: Decision, service: Service) -> str:
    """Puts the words on the card and gives them; a field that the service has no more cannot be accepted."""
    field = next((field for field in fields_of(service) if field.name == change.field), None)
    if field is None:
        raise StepNotOpen
    value = field.clean(decision.value if decision.state == ChangeState.EDITED else change.new_value)
    field.write(service, value)
    return value


def _settle(asked: VerificationRequest) -> None:
    """When nothing waits any more, the card is verified as of the provider's answer."""
    if not waiting_changes(asked):
        asked.state = RequestState.SETTLED
        asked.save(update_fields=["state"])
        _mark_verified(asked)


def _tell(asked: VerificationRequest, otherwise: list[ProposedChange]) -> None:
    """Only what the provider does not know: refusals, and edits of what they wrote."""
    told = [change for change in otherwise if change.field != OTHER or change.state == ChangeState.DECLINED]
    address = address_of(asked.service) or asked.sent_to
    if told and address:
        letters.tell_outcome(address, asked, told)
