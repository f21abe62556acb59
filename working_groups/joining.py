"""People who want to take part: stored once, told to the office, settled, forgotten in time."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from kpss_portal.privacy import retention
from kpss_portal.spam_guard import Verdict
from working_groups import letters
from working_groups.enums import JoinState
from working_groups.errors import AlreadyDecided
from working_groups.models import JoinRequest

KEEP_QUARANTINE, KEEP_SETTLED = (term.time for term in JoinRequest.personal_data.terms)
SAME_WITHIN = timedelta(hours=1)
DECIDE = "working_groups.change_joinrequest"


@transaction.atomic
def store(wish: JoinRequest, verdict: Verdict) -> JoinRequest:
    """Keeps it for the office and mails that it came; what was sent twice in an hour is stored once."""
    same = JoinRequest.objects.filter(
        name=wish.name,
        email=wish.email,
        phone=wish.phone,
        group=wish.group,
        text=wish.text,
        created_at__gt=timezone.now() - SAME_WITHIN,
    ).first()
    if same:
        return same
    is_spam = verdict == Verdict.QUARANTINE
    wish.state = JoinState.QUARANTINE if is_spam else JoinState.WAITING
    wish.save()
    forget_old()
    if is_spam:
        enqueue_at(timezone.now() + KEEP_QUARANTINE, forget_soon)
    else:
        letters.tell_office(wish)
    return wish


@transaction.atomic
def decide(wish: JoinRequest, state: JoinState, *, by: Any) -> JoinRequest:
    """Settles it, or lets what is no spam join the others. Raises PermissionDenied, AlreadyDecided."""
    wish = JoinRequest.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if not by.has_perm(DECIDE, wish):
        raise PermissionDenied
    if wish.state not in {JoinState.WAITING, JoinState.QUARANTINE} or wish.state == state:
        raise AlreadyDecided
    wish.state = state
    if state in {JoinState.ACCEPTED, JoinState.DECLINED}:
        wish.decided_at, wish.decided_by = timezone.now(), by
        enqueue_at(timezone.now() + KEEP_SETTLED, forget_soon)
    wish.save()
    record(by, f"join_request.{state.value}", wish)
    return wish


@task()
def forget_soon() -> None:
    """Deletes what was to be kept no longer."""
    forget_old()


def forget_old(now: datetime | None = None) -> None:
    """Quarantine after seven days, settled offers half a year after the decision."""
    retention.run_for(JoinRequest, now)
