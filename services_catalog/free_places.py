"""What a service has said of its free places; a statement that has expired is never shown, on any output."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services_catalog.hours import day_words
from services_catalog.models import Service

HOLDS = timedelta(days=30)  # a statement whose end nobody gave: places change by the week
DATED = re.compile(
    r"(?P<said>.*?)(?:;\s*+k\s++(?P<day>\d{1,2})\.\s*+(?P<month>\d{1,2})\.\s*+(?P<year>\d{4}))?", re.DOTALL
)


@dataclass(frozen=True)
class FreePlaces:
    """A statement that holds today; `has_some` is None when the service has said words without a number."""

    words: str
    dated: str
    has_some: bool | None


def current_free_places(service: Service) -> FreePlaces | None:
    """The statement, if there is one and it holds today."""
    if not service.free_places_are_current or not service.free_places_stated_on or not service.free_places_expire_on:
        return None
    number = service.free_places
    parts = [_number_words(number)] if number is not None else []
    parts += [service.waiting_list_note] if service.waiting_list_note else []
    dated = _("stated %(stated)s, holds until %(until)s") % {
        "stated": day_words(service.free_places_stated_on),
        "until": day_words(service.free_places_expire_on),
    }
    return FreePlaces(", ".join(parts), dated, None if number is None else number > 0)


def free_places_words(service: Service) -> str:
    """The statement in short for a list, with its day; empty if nothing holds today."""
    found = current_free_places(service)
    if found is None or service.free_places_stated_on is None:
        return ""
    return _("%(words)s (stated %(day)s)") % {"words": found.words, "day": day_words(service.free_places_stated_on)}


def _number_words(number: int) -> str:
    if number == 0:
        return _("no free place")
    return ngettext("%(count)d free place", "%(count)d free places", number) % {"count": number}


# --- as one line of text, for providers and sheets -----------------------------------------------------------------


def line_of(service: Service) -> str:
    """The statement that holds today, with its day: "3; k 16. 11. 2026"; empty if there is none."""
    if not service.free_places_are_current or service.free_places_stated_on is None:
        return ""
    number = service.free_places
    said = ", ".join(part for part in ("" if number is None else str(number), service.waiting_list_note) if part)
    return f"{said}; k {day_words(service.free_places_stated_on)}"


@dataclass(frozen=True)
class Said:
    """A statement read from a line."""

    number: int | None
    note: str
    day: date


def parse_line(text: str, today: date) -> Said | None:
    """A statement from "3", "0, čeká se tři měsíce" or "plno; k 16. 11. 2026"; None for nothing.

    ValueError for a day that is not in the calendar or has not come yet, and for a number that no service has.
    """
    found = DATED.fullmatch(" ".join(text.split()))
    if found is None or not found["said"].strip():
        return None
    day = date(int(found["year"]), int(found["month"]), int(found["day"])) if found["year"] else today
    number, note = _number_and_note(found["said"].strip())
    if day > today or (number is not None and number > 9999) or len(note) > 200:
        raise ValueError("not a statement of free places")
    return Said(number, note, day)


def _number_and_note(said: str) -> tuple[int | None, str]:
    found = re.fullmatch(r"(\d+)(?:\s*,\s*(.+))?", said)
    return (int(found[1]), found[2] or "") if found else (None, said)


def state(service: Service, said: Said | None) -> None:
    """Puts the statement on the service, unsaved; nothing said takes it away."""
    service.free_places = said.number if said else None
    service.waiting_list_note = said.note if said else ""
    service.free_places_stated_on = said.day if said else None
    service.free_places_expire_on = said.day + HOLDS if said else None


FIELDS = ("free_places", "waiting_list_note", "free_places_stated_on", "free_places_expire_on")
