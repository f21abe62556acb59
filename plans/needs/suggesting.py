"""What people write that they lack: stored, decided by the office, answered, and forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from kpss_portal.outbox import queue_mail
from kpss_portal.privacy import retention
from kpss_portal.spam_guard import Verdict
from plans.models import Need, NeedSuggestion
from plans.needs.numbering import numbered
from plans.needs_enums import NeedOrigin, SuggestedState

KEEP_QUARANTINE, KEEP_WRITER = (term.time for term in NeedSuggestion.personal_data.terms)
SAME_WITHIN = timedelta(hours=1)
DECIDE = "plans.decide_needsuggestion"


class AlreadyDecided(Exception):
    """Somebody else was faster."""


@transaction.atomic
def store(suggestion: NeedSuggestion, verdict: Verdict) -> NeedSuggestion:
    """Puts it into the queue, or into quarantine; what was sent twice in an hour is stored once."""
    recent = NeedSuggestion.objects.filter(created_at__gt=timezone.now() - SAME_WITHIN)
    same = recent.filter(plan=suggestion.plan, text=suggestion.text, email=suggestion.email).first()
    if same:
        return same
    is_spam = verdict == Verdict.QUARANTINE
    suggestion.state = SuggestedState.QUARANTINE if is_spam else SuggestedState.WAITING
    suggestion.save()
    if is_spam:
        enqueue_at(timezone.now() + KEEP_QUARANTINE, forget_soon)
    return suggestion


@transaction.atomic
def accept(suggestion: NeedSuggestion, statement: str, answer: str = "", *, by: Any) -> Need:
    """It becomes a need in the office's words. Raises PermissionDenied, AlreadyDecided, ValidationError."""
    suggestion = _locked(suggestion, by)
    if not statement.strip():
        raise ValidationError({"statement": _("Write the need in one sentence.")})
    need = Need(
        plan=suggestion.plan,
        statement=statement.strip()[:300],
        area=suggestion.area,
        municipality=suggestion.municipality,
        origin=NeedOrigin.SUGGESTION,
        found_on=timezone.localdate(suggestion.created_at),
        source_text=_("written by people on the web"),
        created_by=by,
    )
    numbered(need)
    suggestion.need = need
    _decide(suggestion, SuggestedState.ACCEPTED, answer, by)
    return need


@transaction.atomic
def join(suggestion: NeedSuggestion, need: Need | None, answer: str = "", *, by: Any) -> None:
    """It says the same as a need that is written down. Raises PermissionDenied, AlreadyDecided, ValidationError."""
    suggestion = _locked(suggestion, by)
    if need is None:
        raise ValidationError({"need": _("Choose the need that says the same.")})
    suggestion.need = need
    _decide(suggestion, SuggestedState.JOINED, answer, by)


@transaction.atomic
def decline(suggestion: NeedSuggestion, answer: str, *, by: Any) -> None:
    """The office does not take it, and says why. Raises PermissionDenied, AlreadyDecided, ValidationError."""
    suggestion = _locked(suggestion, by)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why; it will be sent to the writer.")})
    _decide(suggestion, SuggestedState.DECLINED, answer, by)


@transaction.atomic
def release(suggestion: NeedSuggestion, *, by: Any) -> None:
    """It is no spam: joins the queue."""
    suggestion = _locked(suggestion, by)
    suggestion.state = SuggestedState.WAITING
    suggestion.save(update_fields=["state"])
    record(by, "need_suggestion.release", suggestion)


def _locked(suggestion: NeedSuggestion, by: Any) -> NeedSuggestion:
    if not by.has_perm(DECIDE, suggestion):
        raise PermissionDenied
    suggestion = NeedSuggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if suggestion.state not in SuggestedState.open():
        raise AlreadyDecided
    return suggestion


def _decide(suggestion: NeedSuggestion, state: SuggestedState, answer: str, by: Any) -> None:
    suggestion.state, suggestion.answer = state, answer.strip()
    suggestion.decided_at, suggestion.decided_by = timezone.now(), by
    suggestion.save()
    record(by, f"need_suggestion.{state.value}", suggestion)
    if suggestion.email:
        _tell(suggestion)
        enqueue_at(timezone.now() + KEEP_WRITER, forget_soon)


def _tell(suggestion: NeedSuggestion) -> None:
    office = Office.load()
    context = {"office": office, "base": settings.BASE_URL, "suggestion": suggestion, "need": suggestion.need}
    text = render_to_string("plans/mails/need_outcome.txt", context)
    subject = _("What became of what you wrote to us")
    queue_mail(suggestion.email, subject, text, kind="need-outcome", about=suggestion, reply_to=office.email)


@task()
def forget_soon() -> None:
    """Deletes what was to be kept no longer."""
    forget_old()


def forget_old(now: datetime | None = None) -> None:
    """Quarantine after seven days, the writer's e-mail half a year after the decision."""
    retention.run_for(NeedSuggestion, now)
