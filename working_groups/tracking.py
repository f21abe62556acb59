"""Tasks: settled by whoever does them, reminded of, carried to the next agenda until they are done."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from kpss_portal.outbox import queue_mail
from working_groups.enums import TaskState
from working_groups.models import Task

SETTLE = "working_groups.settle_task"
BEFORE, AGAIN_AFTER = timedelta(days=3), timedelta(days=7)
AT = time(8, 0)


class AlreadySettled(Exception):
    """Somebody else was faster, or the task was dropped."""


@transaction.atomic
def give(row: Task, *, by: Any) -> Task:
    """Stores a new task. PermissionDenied if `by` may not give it."""
    if not by.has_perm("working_groups.add_task", row):
        raise PermissionDenied
    row.save()
    record(by, "task.add", row)
    return row


@transaction.atomic
def move(row: Task, state: TaskState, *, by: Any, result: str = "") -> Task:
    """Starts, settles or opens a task again; keeps who and when. Raises PermissionDenied, AlreadySettled."""
    row = Task.objects.select_for_update(of=("self",)).select_related("owner").get(pk=row.pk)
    if not by.has_perm(SETTLE, row):
        raise PermissionDenied
    if row.state == state:
        raise AlreadySettled
    row.state = state
    is_settled = state not in TaskState.waiting()
    row.settled_at, row.settled_by = (timezone.now(), by) if is_settled else (None, None)
    row.result = " ".join(result.split())[:500] if is_settled else row.result
    row.save()
    record(by, "task.move", row, {"state": state.value})
    return row


@task()
def remind_soon() -> None:
    """Reminds where it is time."""
    remind_due()


def plan_reminder(row: Task) -> None:
    """Lets the worker remind three days before the day of the task."""
    due: Any = row.due_on
    if due is not None and row.is_waiting:
        enqueue_at(timezone.make_aware(datetime.combine(due - BEFORE, AT)), remind_soon)


def remind_due(today: date | None = None) -> int:
    """Reminds owners three days before the day and then every week until the task is settled; gives the number of letters.

    One letter a person, whatever number of tasks. Harmless if repeated.
    """
    day = today or timezone.localdate()
    near = Task.objects.waiting().filter(due_on__lte=day + BEFORE, owner__isnull=False)
    by_address: dict[str, list[int]] = defaultdict(list)
    for row in near.with_people():
        owner: Any = row.owner
        if owner.is_current and owner.address and _is_due(row, day):
            by_address[owner.address].append(row.pk)
    return sum(_remind(address, keys, day) for address, keys in sorted(by_address.items()))


def _is_due(row: Task, day: date) -> bool:
    reminded: Any = row.reminded_on
    return reminded is None or (reminded <= day - AGAIN_AFTER and row.is_overdue)


@transaction.atomic
def _remind(address: str, keys: list[int], day: date) -> bool:
    rows = [row for row in Task.objects.select_for_update(of=("self",)).filter(pk__in=keys) if _is_due(row, day)]
    if not rows:  # another worker was faster
        return False
    office = Office.load()
    facts = {"tasks": sorted(rows, key=lambda row: (row.due_on, row.pk)), "office": office, "base": settings.BASE_URL}
    text = render_to_string("working_groups/mails/tasks.txt", facts)
    queue_mail(address, _("Your tasks in planning of social services"), text, kind="tasks", reply_to=office.email)
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=day)
    return True
