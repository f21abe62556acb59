"""Letters about minutes: plain text, each with a link to the page itself, which survives the sign-in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.outbox import queue_mail
from working_groups.enums import MemberRole
from working_groups.models import Meeting, Membership, Minutes, MinutesFile
from working_groups.people import members_for

WRITERS = (MemberRole.SECRETARY, MemberRole.MANAGER, MemberRole.DEPUTY)


def writers_of(meeting: Meeting) -> list[Membership]:
    """Who is asked for the minutes: the secretary, or the head of the group, or the deputy, who can be written to."""
    members = [member for member in members_for(meeting) if member.address]
    for role in WRITERS:
        found = [member for member in members if member.role == role]
        if found:
            return found
    return []


def ask_for_minutes(meeting: Meeting, days: int) -> int:
    """Asks whoever writes the minutes; gives the number of letters."""
    address = _full(reverse("working_groups:minutes-upload", args=[meeting.uuid]))
    subject = _("Minutes of the meeting %(day)s") % {"day": _day(meeting)}
    writers = writers_of(meeting)
    for writer in writers:
        facts = {"meeting": meeting, "url": address, "days": days}
        _send(writer.address, subject, "working_groups/mails/minutes_wanted.txt", facts, meeting)
    return len(writers)


def tell_checkers(minutes: Minutes, by: Any) -> None:
    """Tells the office, and heads of the groups who did not send them themselves, that minutes wait."""
    addresses = {Office.load().email}
    addresses |= {member.address for member in members_for(minutes.meeting) if member.role == MemberRole.MANAGER}
    addresses -= {"", getattr(by, "email", "")}
    subject = _("Minutes wait for the check: %(day)s") % {"day": _day(minutes.meeting)}
    for address in sorted(addresses):
        _send(address, subject, "working_groups/mails/minutes_to_check.txt", _facts(minutes), minutes)


def tell_writer(minutes: Minutes, words: str) -> None:
    """Tells whoever handed them in what is to be mended."""
    writer: Any = minutes.handed_in_by or minutes.created_by
    if writer is not None and writer.is_active:
        subject = _("Please mend the minutes: %(day)s") % {"day": _day(minutes.meeting)}
        facts = {**_facts(minutes), "words": words}
        _send(writer.email, subject, "working_groups/mails/minutes_returned.txt", facts, minutes)


def ask_members(minutes: Minutes) -> None:
    """Asks members of the groups for comments."""
    subject = _("Minutes for your comments: %(day)s") % {"day": _day(minutes.meeting)}
    for address in _addresses(members_for(minutes.meeting)):
        _send(address, subject, "working_groups/mails/minutes_comments.txt", _facts(minutes), minutes)


def tell_infected(file: MinutesFile) -> None:
    """Asks whoever sent the file for a clean one."""
    sender: Any = file.uploaded_by
    if sender is not None and sender.is_active:
        meeting = file.minutes.meeting
        subject = _("Your file was refused: %(day)s") % {"day": _day(meeting)}
        address = _full(reverse("working_groups:minutes-upload", args=[meeting.uuid]))
        facts = {"meeting": meeting, "url": address}
        _send(sender.email, subject, "working_groups/mails/minutes_infected.txt", facts, file.minutes)


def _facts(minutes: Minutes) -> dict[str, Any]:
    return {"minutes": minutes, "meeting": minutes.meeting, "url": _full(minutes.get_absolute_url())}


def _send(address: str, subject: str, template: str, facts: dict[str, Any], about: Any) -> None:
    office = Office.load()
    text = render_to_string(template, {**facts, "office": office, "base": settings.BASE_URL})
    queue_mail(address, subject, text, kind="minutes", about=about, reply_to=office.email)


def _addresses(members: Iterable[Membership]) -> list[str]:
    return sorted({member.address.lower() for member in members if member.address})


def _day(meeting: Meeting) -> str:
    day = meeting.day
    return f"{day.day}. {day.month}. {day.year}"


def _full(path: str) -> str:
    return settings.BASE_URL + path
