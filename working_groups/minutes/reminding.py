"""Reminds whoever writes the minutes two, seven and fourteen days after the meeting, each time once."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kpss_portal.background import enqueue_at, task
from working_groups.minutes import letters
from working_groups.models import Meeting, MinutesReminder
from working_groups.models.minutes import meetings_without_minutes

DAYS = (2, 7, 14)
STOP_AFTER = timedelta(days=30)  # a meeting of long ago, entered later, bothers nobody
AT = time(8, 0)


@task()
def remind_soon() -> None:
    """Reminds where it is time."""
    remind_due()


def plan_reminders(meeting: Meeting) -> None:
    """Lets the worker remind on the mornings of the three days; `manage.py remind_groups` does the same by cron."""
    for days in DAYS:
        enqueue_at(timezone.make_aware(datetime.combine(meeting.day + timedelta(days=days), AT)), remind_soon)


def remind_due(now: datetime | None = None) -> int:
    """Sends the reminders that are due and gives the number of letters; harmless at any time."""
    moment = now or timezone.now()
    waiting = meetings_without_minutes().filter(ends_at__gt=moment - STOP_AFTER)
    return sum(_remind(meeting, moment) for meeting in waiting)


@transaction.atomic
def _remind(meeting: Meeting, moment: datetime) -> int:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)  # two workers may run at once
    day = _due_day(meeting, moment, meeting.minutes_reminders.values_list("day", flat=True))
    if day is None:
        return 0
    MinutesReminder.objects.bulk_create(
        (MinutesReminder(meeting=meeting, day=passed) for passed in DAYS if passed <= day), ignore_conflicts=True
    )
    return letters.ask_for_minutes(meeting, day)


def _due_day(meeting: Meeting, moment: datetime, sent: Iterable[int]) -> int | None:
    """The latest of the days that has come, unless it or a later one was sent."""
    passed = (timezone.localtime(moment).date() - meeting.day).days
    due = max((day for day in DAYS if day <= passed), default=None)
    return due if due is not None and due > max(sent, default=0) else None
