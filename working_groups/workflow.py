"""Steps of a meeting: inviting, telling of a change, cancelling, closing; replies and attendance.

Each step takes the row's lock, asks the permission, keeps who and when, writes the audit log and queues the mails, all in
one transaction: nobody is told of what did not happen, and pressing twice tells nobody twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpss_portal.audit import record
from kpss_portal.background import enqueue_at
from working_groups import indexing, letters, reminding
from working_groups.enums import MeetingState as S
from working_groups.enums import Presence, Reply
from working_groups.errors import NobodyToInvite, OldInvitation, StepNotOpen
from working_groups.minutes.reminding import plan_reminders
from working_groups.models import Attendance, Meeting, Membership
from working_groups.people import invited_people, members_for

CALL = "working_groups.call_meeting"
RECORD = "working_groups.record_attendance"


@dataclass(frozen=True)
class Step:
    """One way from a state to another."""

    label: str | Promise
    sources: frozenset[S]
    target: S
    permission: str


STEPS = {
    "invite": Step(_("Send invitations"), frozenset({S.DRAFT}), S.INVITED, CALL),
    "tell_change": Step(_("Tell of the change"), frozenset({S.INVITED}), S.INVITED, CALL),
    "cancel": Step(_("Cancel the meeting"), frozenset({S.INVITED}), S.CANCELLED, CALL),
    "close": Step(_("The meeting took place"), frozenset({S.DRAFT, S.INVITED}), S.HELD, RECORD),
}


def _begin(meeting: Meeting, name: str, by: Any) -> Meeting:
    """The locked row; StepNotOpen if the meeting has moved on, PermissionDenied if `by` may not take the step."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    step = STEPS[name]
    if meeting.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm(step.permission, meeting):
        raise PermissionDenied
    return meeting


def _finish(meeting: Meeting, name: str, by: Any, changes: Mapping[str, Any] | None = None) -> Meeting:
    before, target = meeting.state, STEPS[name].target
    meeting.state = target
    meeting.save()
    states = {"state": [str(before), target.value]} if before != target else {}
    record(by, f"meeting.{name}", meeting, {**states, **(changes or {})})
    indexing.reindex_meeting(meeting)
    return meeting


@transaction.atomic
def invite(meeting: Meeting, *, by: Any) -> Meeting:
    """Invites everybody who is a member on the day of the meeting; those without an e-mail are only put on the list.

    Raises StepNotOpen, also for a meeting that has begun, PermissionDenied, NobodyToInvite.
    """
    meeting = _begin(meeting, "invite", by)
    if meeting.starts_at <= timezone.now():
        raise StepNotOpen
    people = members_for(meeting)
    if not people:
        raise NobodyToInvite
    now = timezone.now()
    for member in people:
        Attendance.objects.get_or_create(meeting=meeting, membership=member, defaults={"invited_at": now})
    meeting.invited_at, meeting.invited_by = now, by
    meeting = _finish(meeting, "invite", by, {"people": len(people)})
    for row in invited_people(meeting):
        letters.invite(row)
    enqueue_at(meeting.starts_at - reminding.BEFORE, reminding.remind_soon)
    plan_reminders(meeting)
    return meeting


@transaction.atomic
def tell_change(meeting: Meeting, changes: Mapping[str, Any], *, by: Any) -> Meeting:
    """Moves or mends a meeting that people were invited to, and tells them: same entry in calendars, higher number.

    `changes` are new values of fields. With another time, replies are asked for anew. Raises as `invite`.
    """
    meeting = _begin(meeting, "tell_change", by)
    before = {name: getattr(meeting, name) for name in changes}
    told = {name: [str(before[name]), str(value)] for name, value in changes.items() if before[name] != value}
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    if "starts_at" in told or "ends_at" in told:
        meeting.attendance.filter(membership__isnull=False).update(
            reply=Reply.NONE, replied_at=None, substitute_name="", reply_note="", reminded_at=None
        )
    meeting = _finish(meeting, "tell_change", by, told)
    was_on = before.get("starts_at") if "starts_at" in told else None
    for row in invited_people(meeting):
        letters.tell_change(row, was_on)
    enqueue_at(meeting.starts_at - reminding.BEFORE, reminding.remind_soon)
    plan_reminders(meeting)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by: Any) -> Meeting:
    """Cancels the meeting and tells everybody who was invited. Raises as `invite`."""
    meeting = _begin(meeting, "cancel", by)
    meeting.cancelled_at, meeting.cancelled_by = timezone.now(), by
    meeting.cancel_reason = " ".join(reason.split())[:250]
    meeting.sequence += 1
    meeting = _finish(meeting, "cancel", by)
    for row in invited_people(meeting):
        letters.cancel(row)
    return meeting


@transaction.atomic
def close(meeting: Meeting, *, by: Any) -> Meeting:
    """Says that the meeting took place. StepNotOpen also before it starts."""
    meeting = _begin(meeting, "close", by)
    if meeting.starts_at > timezone.now():
        raise StepNotOpen
    meeting.held_at, meeting.held_by = timezone.now(), by
    return _finish(meeting, "close", by)


@transaction.atomic
def answer(row: Attendance, reply: Reply, *, substitute: str = "", note: str = "") -> Attendance:
    """Keeps the reply of an invited person; it may be changed until the meeting starts. Raises OldInvitation."""
    row = Attendance.objects.select_for_update(of=("self",)).select_related("meeting", "membership").get(pk=row.pk)
    check_open(row)
    row.reply, row.replied_at = reply, timezone.now()
    row.substitute_name = " ".join(substitute.split())[:150] if reply == Reply.REPRESENTED else ""
    row.reply_note = " ".join(note.split())[:300]
    row.save()
    return row


def check_open(row: Attendance) -> None:
    """Raises OldInvitation with a reason when the invitation cannot be answered any more."""
    meeting: Any = row.meeting
    membership: Any = row.membership
    if meeting.state == S.CANCELLED:
        raise OldInvitation("cancelled", meeting)
    if meeting.state != S.INVITED or meeting.starts_at <= timezone.now():
        raise OldInvitation("over", meeting)
    if membership is None or not membership.is_current or membership.erased_at:
        raise OldInvitation("ended", meeting)


@dataclass(frozen=True)
class Guest:
    """Somebody beside the members."""

    name: str
    organisation: str = ""
    side: str = ""


@transaction.atomic
def record_attendance(
    meeting: Meeting, presence: Mapping[int, str], guests: Iterable[Guest], substitutes: Mapping[int, str], *, by: Any
) -> Meeting:
    """Keeps who came: `presence` and `substitutes` by the key of the membership, guests anew as given.

    Only members on the list of the meeting count, others are passed over. PermissionDenied if `by` may not; StepNotOpen for
    a cancelled meeting or one that has not begun.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not by.has_perm(RECORD, meeting):
        raise PermissionDenied
    if meeting.state == S.CANCELLED or meeting.starts_at > timezone.now():
        raise StepNotOpen
    known = {member.pk: member for member in sheet_members(meeting)}
    for key, value in presence.items():
        if key in known and value in Presence.values and value != Presence.GUEST:
            names = substitutes.get(key, "")[:150] if value == Presence.REPRESENTED else ""
            Attendance.objects.update_or_create(
                meeting=meeting, membership_id=key, defaults={"presence": value, "substitute_name": names}
            )
    meeting.attendance.filter(membership__isnull=True).delete()
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            guest_name=guest.name[:150],
            guest_organisation=guest.organisation[:200],
            presence=Presence.GUEST,
            **({"guest_side": guest.side} if guest.side else {}),
        )
        for guest in guests
    )
    record(by, "meeting.record_attendance", meeting, {"people": len(presence)})
    return close(meeting, by=by) if meeting.state != S.HELD else meeting


def sheet_members(meeting: Meeting) -> list[Membership]:
    """Those whose attendance is recorded: the invited, and members on the day who were not."""
    invited = Membership.objects.filter(attendance__meeting=meeting).with_people()
    found = {member.person_key: member for member in [*invited, *members_for(meeting)]}
    unique = {member.pk: member for member in found.values()}
    return sorted(unique.values(), key=lambda member: (member.person_name, member.pk))


def repeat(meeting: Meeting, starts: Iterable[datetime], *, by: Any) -> list[Meeting]:
    """Drafts of the same meeting at other times, in one series with it; agenda and papers are of each its own."""
    length: timedelta = meeting.ends_at - meeting.starts_at
    groups = list(meeting.groups.all())
    made = []
    for moment in starts:
        following = Meeting(
            title=meeting.title,
            starts_at=moment,
            ends_at=moment + length,
            place=meeting.place,
            link=meeting.link,
            is_public=meeting.is_public,
            series=meeting.series,
        )
        following.save()
        following.groups.set(groups)
        record(by, "meeting.repeat", following)
        made.append(following)
    return made
