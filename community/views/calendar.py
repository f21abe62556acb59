"""The calendar, as a page and as a file for calendars of people."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.models import Event


def calendar(request: HttpRequest) -> HttpResponse:
    """What is coming and what was in the last year."""
    now = timezone.now()
    coming = Event.objects.public().coming(now)
    past = Event.objects.public().exclude(pk__in=coming.values("pk"))[:20]
    return render(request, "community/calendar.html", {"coming": coming, "past": past})


def calendar_file(request: HttpRequest) -> HttpResponse:
    """All public events as iCalendar (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//KPSS portal//CS", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in Event.objects.public():
        lines += _event_lines(event)
    lines.append("END:VCALENDAR")
    body = "".join(f"{_folded(line)}\r\n" for line in lines)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _event_lines(event: Event) -> list[str]:
    ends = [f"DTEND:{_moment(event.ends_at)}"] if event.ends_at else []
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uuid}@{settings.BASE_URL.split('//')[-1]}",
        f"DTSTAMP:{_moment(event.updated_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        *ends,
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter."""
    parts: list[bytes] = []
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > (75 if not parts else 74):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]).decode()
