"""Writing minutes in the portal along the agenda: several people may write, nobody loses a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from kpss_portal.wording import TextChange, plain_lines, text_change
from working_groups.enums import MinutesState
from working_groups.minutes.errors import StepNotOpen
from working_groups.minutes.taking import CHANGE, WRITE, minutes_for
from working_groups.minutes.workflow import locked
from working_groups.models import EarlierText, Meeting, Minutes, MinutesItem

WRITES_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Typed:
    """A text from the form, and the version of the text that the person saw when they began."""

    text: str
    seen: str


@transaction.atomic
def begin(meeting: Meeting, *, by: Any) -> Minutes:
    """Minutes with a place for each point of the agenda; points added since are added. Raises as `minutes_for`."""
    minutes = minutes_for(meeting, by=by)
    known = set(minutes.items.values_list("agenda_item", flat=True))
    for point in meeting.agenda.all():
        if point.pk not in known:
            MinutesItem.objects.create(minutes=minutes, agenda_item=point, position=point.position, title=point.title)
    return minutes


def may_write(minutes: Minutes, user: Any) -> bool:
    """Members until the check, the office until the approval."""
    if minutes.is_open_to_writers:
        return bool(user.has_perm(WRITE, minutes))
    return minutes.state not in MinutesState.settled() and bool(user.has_perm(CHANGE, minutes))


def others_writing(minutes: Minutes, user: Any) -> list[MinutesItem]:
    """Points that somebody else has written within the last ten minutes, the newest first."""
    recent = minutes.items.filter(edited_at__gt=timezone.now() - WRITES_NOW).exclude(edited_by=user)
    return list(recent.select_related("edited_by").order_by("-edited_at"))


@dataclass(frozen=True)
class Rewriting:
    """One text of a point, who wrote it and when, and how it differs from the one before it; None for the first."""

    written_at: Any
    written_by: Any
    change: TextChange | None
    text: str


def story_of(item: MinutesItem) -> list[Rewriting]:
    """All texts of the point that somebody else wrote over, and the present one, the newest first."""
    kept = [(row.text, row.written_at, row.written_by) for row in reversed(item.earlier.all())]
    rows = [*kept, (item.text, item.edited_at, item.edited_by)]
    texts = [plain_lines(text) for text, _at, _by in rows]
    changes = [None, *(text_change(item.title, before, after) for before, after in pairwise(texts))]
    story = [Rewriting(at, by, change, text) for (_, at, by), change, text in zip(rows, changes, texts, strict=True)]
    return story[::-1]


@transaction.atomic
def save_item(item: MinutesItem, typed: Typed, *, by: Any) -> tuple[MinutesItem, bool]:
    """Stores the text of one point unless somebody else was faster; gives the item as stored, and whether it was stored.

    What somebody else had written is kept among earlier texts when it is written over. Raises StepNotOpen, PermissionDenied.
    """
    item = _held(item, by)
    if item.text == typed.text:
        return item, True
    if item.version != typed.seen and item.edited_by_id != by.pk:
        return item, False
    _keep_earlier(item, by)
    item.text, item.edited_at, item.edited_by = typed.text, timezone.now(), by
    item.save(update_fields=["text", "edited_at", "edited_by"])
    Minutes.objects.filter(pk=item.minutes_id).update(updated_at=timezone.now())
    return item, True


@transaction.atomic
def save_all(minutes: Minutes, typed: Mapping[int, Typed], *, by: Any) -> list[MinutesItem]:
    """Stores the texts by the keys of points and gives those that somebody else has changed; these are not stored."""
    conflicts = []
    for item in minutes.items.filter(pk__in=typed):
        stored, is_stored = save_item(item, typed[item.pk], by=by)
        if not is_stored:
            conflicts.append(stored)
    record(by, "minutes.write", minutes, {"points": len(typed) - len(conflicts)})
    return conflicts


def _held(item: MinutesItem, by: Any) -> MinutesItem:
    minutes = locked(item.minutes)
    if not may_write(minutes, by):
        if by.has_perm(WRITE, minutes):
            raise StepNotOpen
        raise PermissionDenied
    return MinutesItem.objects.select_for_update(of=("self",)).select_related("edited_by").get(pk=item.pk)


def _keep_earlier(item: MinutesItem, by: Any) -> None:
    if item.text and item.edited_by_id != by.pk and item.edited_at is not None and item.edited_by is not None:
        EarlierText.objects.create(item=item, text=item.text, written_at=item.edited_at, written_by=item.edited_by)
