"""Letters of meetings: plain text, complete on its own, with an entry for the calendar; links open pages that ask."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.calendar import calendar_file
from kpss_portal.models.outgoing_mail import CalendarMethod
from kpss_portal.outbox import queue_mail
from working_groups.calendar import occasion_of
from working_groups.models import Attendance, JoinRequest, Meeting, Task
from working_groups.reply_links import reply_address


@dataclass(frozen=True)
class Letter:
    """Words of a mail before it is sent, also for the preview."""

    subject: str
    text: str


def invitation_letter(meeting: Meeting, reply_url: str) -> Letter:
    """The invitation as the person reads it."""
    subject = _("Invitation: %(day)s, %(title)s") % {"day": _day(meeting.starts_at), "title": meeting.title}
    return Letter(subject, _text("working_groups/mails/invitation.txt", meeting, reply_url=reply_url))


def invite(row: Attendance) -> None:
    """Invites one person."""
    letter = invitation_letter(row.meeting, _full(reply_address(row)))
    _send(row, letter, "meeting-invitation", CalendarMethod.REQUEST)


def tell_change(row: Attendance, was_on: datetime | None) -> None:
    """Tells of another time, place or agenda; `was_on` is the time that does not hold any more."""
    meeting = row.meeting
    subject = _("Change: %(day)s, %(title)s") % {"day": _day(meeting.starts_at), "title": meeting.title}
    facts = {"reply_url": _full(reply_address(row)), "was_on": was_on}
    letter = Letter(subject, _text("working_groups/mails/change.txt", meeting, **facts))
    _send(row, letter, "meeting-change", CalendarMethod.REQUEST)


def cancel(row: Attendance) -> None:
    """Tells that nobody should come."""
    meeting = row.meeting
    subject = _("Cancelled: %(day)s, %(title)s") % {"day": _day(meeting.starts_at), "title": meeting.title}
    letter = Letter(subject, _text("working_groups/mails/cancelled.txt", meeting))
    _send(row, letter, "meeting-cancelled", CalendarMethod.CANCEL)


def remind(row: Attendance) -> None:
    """Asks once more whether the person comes; nothing for the calendar, which has it already."""
    meeting = row.meeting
    subject = _("Will you come? %(day)s, %(title)s") % {"day": _day(meeting.starts_at), "title": meeting.title}
    text = _text("working_groups/mails/reminder.txt", meeting, reply_url=_full(reply_address(row)))
    queue_mail(
        _address(row), subject, text, kind="meeting-reminder", about=meeting, reply_to=Office.load().email,
        useless_at=meeting.starts_at,
    )  # fmt: skip


def try_on_self(meeting: Meeting, by: Any) -> None:
    """The invitation to the one who prepares it; its link leads to the page of meetings, since nobody is invited yet."""
    letter = invitation_letter(meeting, _full("/moje/"))
    subject = _("Test: %(subject)s") % {"subject": letter.subject}
    entry = _entry(meeting, by.email, CalendarMethod.REQUEST)
    queue_mail(
        by.email, subject, letter.text, kind="meeting-test", about=meeting, reply_to=Office.load().email,
        calendar=entry, calendar_method=CalendarMethod.REQUEST,
    )  # fmt: skip


def tell_office(wish: JoinRequest) -> None:
    """Tells the office that somebody wants to take part; what they wrote stays in the portal."""
    office = Office.load()
    if not office.email:
        return
    facts = {"wish": wish, "base": settings.BASE_URL, "office": office}
    text = render_to_string("working_groups/mails/join.txt", facts)
    queue_mail(office.email, _("Somebody wants to take part in planning"), text, kind="join-request", about=wish)


def _send(row: Attendance, letter: Letter, kind: str, method: CalendarMethod) -> None:
    meeting: Any = row.meeting
    to = _address(row)
    queue_mail(
        to,
        letter.subject,
        letter.text,
        kind=kind,
        about=meeting,
        reply_to=Office.load().email,
        useless_at=meeting.ends_at,
        calendar=_entry(meeting, to, method),
        calendar_method=method,
    )


def _entry(meeting: Meeting, attendee: str, method: CalendarMethod) -> bytes:
    organizer = Office.load().email or settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("<")[2]
    found = [occasion_of(meeting, is_private=True)]
    return calendar_file(found, "", method=method.value, organizer=organizer, attendee=attendee)


def _text(template: str, meeting: Meeting, **facts: Any) -> str:
    office = Office.load()
    base = settings.BASE_URL
    papers = meeting.papers.select_related("document")
    known = {"meeting": meeting, "office": office, "base": base, "groups": meeting.groups.all(), "papers": papers}
    facts = {**known, "agenda": meeting.agenda.all(), "tasks": _carried(meeting), **facts}
    text = render_to_string(template, facts)
    return re.sub(r"\n{3,}", "\n\n", text)  # parts that are not there leave no gaps


def _carried(meeting: Meeting) -> list[Task]:
    """Tasks of earlier meetings that come to this agenda; whoever is invited knows who does them."""
    return list(Task.objects.carried_to(meeting).waiting().with_people())


def _address(row: Attendance) -> str:
    membership: Any = row.membership
    return str(membership.address)


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day}. {local.month}. {date_format(local, 'G:i')}"


def _full(address: str) -> str:
    return settings.BASE_URL + address
