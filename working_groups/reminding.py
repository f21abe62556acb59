"""Reminds invited people who have not answered, once, three days before the meeting."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from kpss_portal.background import task
from working_groups import letters
from working_groups.enums import MeetingState, Reply
from working_groups.errors import StepNotOpen
from working_groups.models import Attendance, Meeting
from working_groups.people import invited_people

BEFORE = timedelta(days=3)


@task()
def remind_soon() -> None:
    """Reminds of meetings whose time has come."""
    remind_due()


def remind_due(now: datetime | None = None) -> int:
    """Reminds everybody who should be; gives their number. Harmless at any time."""
    moment = now or timezone.now()
    near = Meeting.objects.filter(
        state=MeetingState.INVITED, starts_at__gt=moment, starts_at__lte=moment + BEFORE + timedelta(minutes=1)
    )
    return sum(_remind(meeting, moment) for meeting in near)


def remind_now(meeting: Meeting, *, by: Any) -> int:
    """Reminds those who have not answered and were not reminded yet, so pressed twice it sends nothing more.

    Raises PermissionDenied; StepNotOpen when people are not invited or the meeting has begun.
    """
    if not by.has_perm("working_groups.call_meeting", meeting):
        raise PermissionDenied
    now = timezone.now()
    if not Meeting.objects.filter(pk=meeting.pk, state=MeetingState.INVITED, starts_at__gt=now).exists():
        raise StepNotOpen
    sent = _remind(meeting, now)
    if sent:
        record(by, "meeting.remind", meeting, {"letters": sent})
    return sent


def unreminded(meeting: Meeting) -> list[Attendance]:
    """The invited who can be written to, have not answered and were not reminded yet."""
    return [row for row in invited_people(meeting) if row.reply == Reply.NONE and row.reminded_at is None]


@transaction.atomic
def _remind(meeting: Meeting, moment: datetime) -> int:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    waiting = unreminded(meeting)
    for row in waiting:
        letters.remind(row)
    Attendance.objects.filter(pk__in=[row.pk for row in waiting]).update(reminded_at=moment)
    return len(waiting)
