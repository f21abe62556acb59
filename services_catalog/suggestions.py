"""What people write about the catalogue: stored, decided, answered, and forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal import audit
from kpss_portal.background import enqueue_at, task
from kpss_portal.privacy import retention
from kpss_portal.spam_guard import Verdict
from services_catalog.enums import SuggestionState
from services_catalog.models import Suggestion
from services_catalog.verification import letters

KEEP_QUARANTINE, KEEP_WRITER = (term.time for term in Suggestion.personal_data.terms)
SAME_WITHIN = timedelta(hours=1)
DECIDE = "services_catalog.change_suggestion"


class AlreadyDecided(Exception):
    """Somebody else was faster."""


@transaction.atomic
def store(suggestion: Suggestion, verdict: Verdict) -> Suggestion:
    """Puts it into the queue, or into quarantine; what was sent twice in an hour is stored once."""
    same = Suggestion.objects.filter(
        kind=suggestion.kind,
        service=suggestion.service,
        service_name=suggestion.service_name,
        text=suggestion.text,
        created_at__gt=timezone.now() - SAME_WITHIN,
    ).first()
    if same:
        return same
    is_spam = verdict == Verdict.QUARANTINE
    suggestion.state = SuggestionState.QUARANTINE if is_spam else SuggestionState.WAITING
    suggestion.save()
    forget_old()
    if is_spam:
        enqueue_at(timezone.now() + KEEP_QUARANTINE, forget_soon)
    return suggestion


@transaction.atomic
def decide(suggestion: Suggestion, state: SuggestionState, answer: str, *, by: Any) -> Suggestion:
    """Settles or declines it; the writer who left an e-mail gets the answer, if there is one."""
    suggestion = _locked(suggestion, by)
    suggestion.state, suggestion.answer = state, answer.strip()
    suggestion.decided_at, suggestion.decided_by = timezone.now(), by
    suggestion.save()
    audit.record(by, "settle message" if state == SuggestionState.DONE else "decline message", suggestion)
    if suggestion.answer and suggestion.email:
        letters.tell_writer(suggestion)
    enqueue_at(timezone.now() + KEEP_WRITER, forget_soon)
    return suggestion


@transaction.atomic
def release(suggestion: Suggestion, *, by: Any) -> Suggestion:
    """It is no spam: joins the queue."""
    suggestion = _locked(suggestion, by)
    suggestion.state = SuggestionState.WAITING
    suggestion.save(update_fields=["state"])
    audit.record(by, "release message", suggestion)
    return suggestion


def _locked(suggestion: Suggestion, by: Any) -> Suggestion:
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if not by.has_perm(DECIDE, suggestion):
        raise PermissionDenied
    if suggestion.state not in {SuggestionState.WAITING, SuggestionState.QUARANTINE}:
        raise AlreadyDecided
    return suggestion


@task()
def forget_soon() -> None:
    """Deletes what was to be kept no longer."""
    forget_old()


def forget_old(now: datetime | None = None) -> None:
    """Quarantine after seven days, the writer's e-mail half a year after the decision."""
    retention.run_for(Suggestion, now)
