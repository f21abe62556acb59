"""Calendars as files (RFC 5545) and the list of what everybody may come to.

An app registers a function that gives its public occasions in its `calendar.py`, which its `apps.py` imports:

    @public_occasions
    def hearings(since):
        for hearing in Hearing.objects.filter(ends_at__gte=since):
            yield Occasion(uid=…, title=…, starts_at=…)

The page of the calendar, its file and the first page of the portal ask for all of them and know none of the apps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

PRODUCT = "-//KPSS portal//CS"
ZONE = timezone.get_default_timezone
PRAGUE = icalendar.Timezone.from_ical(
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Prague\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19970330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)  # the rule of the Union, Directive 2000/84/EC; short, and the same whatever the machine knows of the past


class Words(icalendar.vText):
    """A text of an entry. The library takes a backslash before N for the end of a line; RFC 5545, 3.3.11 escapes it."""

    def to_ical(self) -> bytes:
        """As the standard asks, so that it is read back as it was written."""
        written = str(self).replace("\r\n", "\n").replace("\\", "\\\\")
        for sign, escaped in ((";", "\\;"), (",", "\\,"), ("\n", "\\n")):
            written = written.replace(sign, escaped)
        return written.encode()


@dataclass(frozen=True)
class Occasion:
    """Something with a date. `uid` is its permanent name within the portal; `sequence` grows when it is moved."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    description: str = ""
    url: str = ""  # on the portal, without the host
    changed_at: datetime | None = None
    sequence: int = 0
    is_cancelled: bool = False
    category: str = ""

    @property
    def is_of_one_day(self) -> bool:
        """Whether it ends on the day when it starts; an unknown end is the same day."""
        return (
            self.ends_at is None or timezone.localtime(self.ends_at).date() == timezone.localtime(self.starts_at).date()
        )

    @property
    def over_at(self) -> datetime:
        """When it is past."""
        return self.ends_at or self.starts_at


Source = Callable[[datetime], Iterable[Occasion]]
KEPT_IN_FILE = timedelta(days=730)  # older ones are history, which no calendar needs
_sources: list[Source] = []


def public_occasions(source: Source) -> Source:
    """Registers a function that gives occasions for everybody which are not over at the moment it is given."""
    if source not in _sources:
        _sources.append(source)
    return source


def occasions(since: datetime | None = None) -> list[Occasion]:
    """What is public and not over at `since`, two years ago by default, of all apps, by the date."""
    moment = since or timezone.now() - KEPT_IN_FILE
    found = (occasion for source in _sources for occasion in source(moment))
    return sorted(found, key=lambda occasion: (occasion.starts_at, occasion.uid))


def coming(now: datetime | None = None) -> list[Occasion]:
    """Those not over yet, the nearest first; what was cancelled shows too, so that nobody comes in vain."""
    return occasions(now or timezone.now())


def past(most: int, now: datetime | None = None) -> list[Occasion]:
    """Those that are over, the last first."""
    moment = now or timezone.now()
    return [found for found in reversed(occasions()) if found.over_at < moment and not found.is_cancelled][:most]


def calendar_file(
    found: Iterable[Occasion],
    name: str,
    *,
    method: str = "PUBLISH",
    organizer: str = "",
    attendee: str = "",
) -> bytes:
    """The calendar as bytes. `method` REQUEST or CANCEL makes it an invitation for `attendee` (RFC 5546)."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if method == "PUBLISH":
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
    calendar.add_component(PRAGUE)
    for occasion in found:
        event = _event(occasion, method)
        if organizer and attendee:
            event.add("organizer", f"mailto:{organizer}")
            event.add("attendee", f"mailto:{attendee}", parameters={"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(occasion: Occasion, method: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{occasion.uid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", occasion.changed_at or timezone.now())
    event.add("dtstart", _local(occasion.starts_at))
    if occasion.ends_at:
        event.add("dtend", _local(occasion.ends_at))
    event.add("summary", Words(occasion.title))
    event.add("sequence", occasion.sequence)
    if occasion.changed_at:
        event.add("last-modified", occasion.changed_at)
    for name, value in (("location", occasion.place), ("description", occasion.description)):
        if value:
            event.add(name, Words(value))
    if occasion.category:
        event.add("categories", [occasion.category])
    if occasion.url:
        event.add("url", settings.BASE_URL + occasion.url)
    event.add("status", "CANCELLED" if occasion.is_cancelled or method == "CANCEL" else "CONFIRMED")
    return event


def _local(moment: datetime) -> datetime:
    """In the zone of the portal, so that a calendar shows the hour people were told."""
    return moment.astimezone(ZONE())


def calendar_answer(body: bytes, filename: str) -> HttpResponse:
    """The file for a browser or a calendar that asks for it again and again."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
