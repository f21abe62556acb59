"""Comments of members on the internal version."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from working_groups.minutes.errors import StepNotOpen
from working_groups.minutes.workflow import locked
from working_groups.models import Minutes, MinutesComment

COMMENT, SETTLE = "working_groups.comment_minutes", "working_groups.check_minutes"
USUAL_TIME = timedelta(days=7)  # what the form offers as the last day


@transaction.atomic
def add(minutes: Minutes, text: str, *, by: Any) -> MinutesComment:
    """Stores a comment; the same one sent twice is one. StepNotOpen when comments are over, PermissionDenied."""
    minutes = locked(minutes)
    if not by.has_perm(COMMENT, minutes):
        raise PermissionDenied
    if not minutes.comments_are_open:
        raise StepNotOpen
    comment, is_new = MinutesComment.objects.get_or_create(minutes=minutes, text=text.strip(), written_by=by)
    if is_new:
        record(by, "minutes.comment", minutes)
    return comment


@transaction.atomic
def settle(comment: MinutesComment, answer: str, *, by: Any) -> MinutesComment:
    """Answers a comment. StepNotOpen if somebody was faster, PermissionDenied."""
    comment = MinutesComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not by.has_perm(SETTLE, comment.minutes):
        raise PermissionDenied
    if comment.settled_at is not None:
        raise StepNotOpen
    comment.answer, comment.settled_at, comment.settled_by = " ".join(answer.split())[:500], timezone.now(), by
    comment.save()
    record(by, "minutes.settle_comment", comment.minutes)
    return comment
