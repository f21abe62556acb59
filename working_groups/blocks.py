"""What minutes, decisions and tasks add to the desk, to the page of a meeting and to the page of a group."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from working_groups.desk import Block, desk_block, group_block, meeting_block
from working_groups.enums import MeetingState, MinutesState
from working_groups.minutes import taking
from working_groups.models import Decision, Meeting, Minutes, Task
from working_groups.models.minutes import meetings_without_minutes
from working_groups.rules import led_group_ids_of

MOST_DECISIONS = 5
WRITE_WITHIN = timedelta(days=60)


@desk_block
def own_duties(user: Any) -> Iterable[Block]:
    """Minutes to write or to comment, and own tasks."""
    missing = list(_meetings_to_write(user))
    to_comment = list(_minutes_to_comment(user))
    tasks = list(Task.objects.owned_by(user).waiting().with_people())
    done = list(Task.objects.owned_by(user).filter(settled_at__isnull=False).order_by("-settled_at")[:5])
    if missing or to_comment or tasks or done:
        context = {
            "missing": missing,
            "to_comment": to_comment,
            "tasks": tasks,
            "done": done,
            "today": timezone.localdate(),
        }
        waiting = len(missing) + len(to_comment) + len(tasks)
        yield Block("working_groups/blocks/desk.html", context, rank=10, waiting=waiting)


def _meetings_to_write(user: Any) -> Iterable[Meeting]:
    """Meetings of the last two months whose minutes are missing, in groups that the person leads."""
    since = timezone.now() - WRITE_WITHIN
    led = Meeting.objects.of_groups(led_group_ids_of(user)).values("pk")
    return (
        meetings_without_minutes()
        .filter(pk__in=led, ends_at__gt=since)
        .prefetch_related("groups")
        .order_by("starts_at")
    )


def _minutes_to_comment(user: Any) -> Iterable[Minutes]:
    open_now = Minutes.objects.internal_to(user).filter(
        state=MinutesState.COMMENTING,
        comments_until__gte=timezone.localdate(),
        meeting__groups__memberships__user=user,
    )
    return open_now.exclude(comments__written_by=user).with_meeting().distinct()


@meeting_block
def minutes_of_meeting(meeting: Meeting, user: Any) -> Iterable[Block]:
    """Minutes, decisions and tasks of the meeting; tasks carried over for one that comes."""
    minutes = Minutes.objects.filter(meeting=meeting).select_related("public_pdf").first()
    if minutes is not None:
        minutes.meeting = meeting
    sees_internal = user.has_perm("working_groups.view_internal", meeting)
    context = {
        "minutes": minutes,
        "is_public": minutes is not None and minutes.is_public,
        "is_withdrawn": minutes is not None and minutes.state == MinutesState.WITHDRAWN,
        "sees_internal": sees_internal,
        "decisions": _decisions(meeting, user),
        "tasks": _tasks(meeting, minutes, sees_internal=sees_internal),
        "may_write": _may_write(meeting, minutes, user),
    }
    if any(context[name] for name in ("minutes", "decisions", "tasks", "may_write")):
        yield Block("working_groups/blocks/meeting.html", context, rank=20)


def _decisions(meeting: Meeting, user: Any) -> list[Decision]:
    if not meeting.is_over:
        return []
    rows = Decision.objects.filter(meeting=meeting).visible_to(user)
    return list(rows.select_related("group").order_by("series", "number"))


def _tasks(meeting: Meeting, minutes: Minutes | None, *, sees_internal: bool) -> list[tuple[Task, str]]:
    """Tasks with their owner in words; the public sees them together with the minutes."""
    if not (sees_internal or (minutes is not None and minutes.is_public)):
        return []
    rows = Task.objects.carried_to(meeting) if not meeting.is_over else Task.objects.shown_at(meeting)
    return [(row, row.internal_owner if sees_internal else row.public_owner) for row in rows.with_people()]


def _may_write(meeting: Meeting, minutes: Minutes | None, user: Any) -> bool:
    is_time = meeting.starts_at <= timezone.now() and meeting.state in {MeetingState.INVITED, MeetingState.HELD}
    return is_time and (minutes is None or minutes.is_open_to_writers) and user.has_perm(taking.WRITE, meeting)


@group_block
def work_of_group(group: Any, user: Any) -> Iterable[Block]:
    """The newest decisions, tasks for members, archives of years."""
    decisions = Decision.objects.filter(group=group).visible_to(user).order_by("-year", "-number")[:MOST_DECISIONS]
    sees_internal = user.has_perm("working_groups.view_internal", group)
    tasks = (
        [(row, row.internal_owner) for row in Task.objects.filter(group=group).waiting().with_people()]
        if sees_internal
        else []
    )
    context = {
        "group": group,
        "decisions": list(decisions),
        "tasks": tasks,
        "years": years_of(group),
        "sees_internal": sees_internal,
    }
    if context["decisions"] or tasks or context["years"]:
        yield Block("working_groups/blocks/group.html", context, rank=30)


def years_of(group: Any) -> list[int]:
    """Years in which the group met, the latest first."""
    days = group.meetings.filter(ends_at__lt=timezone.now()).exclude(state=MeetingState.CANCELLED)
    return sorted({moment.year for moment in days.datetimes("starts_at", "year")}, reverse=True)
