"""Times as people write them on the way to a plan: "30. 3. 2010", "30.–31. 3. 2010", "červen–srpen 2010", "2010"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpss_portal.czech import fold
from plans.making_enums import Precision

DASH = re.compile(r"–|—|-|\baz\b|\bdo\b")
DAY = re.compile(
    r"(?:(?P<day>\d{1,2})\s*+\.)?\s*+(?:(?P<month>\d{1,2})\s*+[./]|(?P<word>[a-z]{4,}+))?\s*+(?P<year>\d{4})?"
)
ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
EARLIEST, LATEST = 1990, 2100  # years that the portal can speak of


@dataclass(frozen=True)
class Span:
    """Days from first to last; `precision` says how much of them is known."""

    first: date
    last: date
    precision: Precision


@dataclass
class Parts:
    """What one side of a dash says."""

    day: int | None
    month: int | None
    year: int | None


def span_of(text: str) -> Span:
    """The time that the words say; ValueError if they say none."""
    folded = ISO.sub(_turned, fold(text).strip())
    sides = [_parts(side) for side in DASH.split(folded, maxsplit=1)]
    first, last = sides[0], sides[-1]
    first.year = first.year or last.year
    if first.month is None and last.month and (first.day or not last.day):
        first.month = last.month
    span = Span(_edge(first, is_last=False), _edge(last, is_last=True), _precision(first, last))
    if span.last < span.first:
        raise ValueError(text)
    return span


def _turned(found: "re.Match[str]") -> str:
    """A date in the order of ISO 8601 in the Czech order."""
    year, month, day = found.groups()
    return f"{int(day)}. {int(month)}. {year}" if day else f"{int(month)}/{year}"


def _parts(side: str) -> Parts:
    found = DAY.fullmatch(side.strip())
    if not found or not any(found.groupdict().values()):
        raise ValueError(side)
    day, month, year = (int(found[name]) if found[name] else None for name in ("day", "month", "year"))
    if found["word"]:
        month = _month(found["word"])
    return Parts(day, month, year)


def _month(word: str) -> int:
    for names in (MONTHS, MONTHS_ALT):
        for number, name in names.items():
            if fold(str(name)) == word:
                return number
    raise ValueError(word)


def _edge(side: Parts, *, is_last: bool) -> date:
    """The first or the last day of what is known; ValueError for a day that no calendar has."""
    if side.year is None or not EARLIEST <= side.year <= LATEST or (side.day and side.month is None):
        raise ValueError(side)
    month = side.month or (12 if is_last else 1)
    if not 1 <= month <= 12:
        raise ValueError(side)
    return date(side.year, month, side.day or (monthrange(side.year, month)[1] if is_last else 1))


def _precision(first: Parts, last: Parts) -> Precision:
    if first.day and last.day:
        return Precision.DAY
    return Precision.MONTH if first.month and last.month else Precision.YEAR


def in_words(span: Span) -> str:
    """As a person writes it, no more exact than it is known."""
    return {Precision.DAY: _days, Precision.MONTH: _months, Precision.YEAR: _years}[span.precision](span)


def _days(span: Span) -> str:
    first, last = span.first, span.last
    end = date_format(last, "j. n. Y")
    if first == last:
        return end
    same_year = first.year == last.year
    start = date_format(first, "j." if same_year and first.month == last.month else "j. n." if same_year else "j. n. Y")
    return f"{start}–{end}" if start == date_format(first, "j.") else f"{start} – {end}"


def _months(span: Span) -> str:
    first, last = span.first, span.last
    end = date_format(last, "F Y")
    if (first.year, first.month) == (last.year, last.month):
        return end
    return f"{date_format(first, 'F')}–{end}" if first.year == last.year else f"{date_format(first, 'F Y')} – {end}"


def _years(span: Span) -> str:
    first, last = span.first.year, span.last.year
    return str(first) if first == last else f"{first}–{last}"


def clean_span(text: str) -> Span:
    """As `span_of`, with advice for people instead of the error of the language."""
    try:
        return span_of(text)
    except ValueError:
        raise ValueError(
            _("Write for example 30. 3. 2025, 30.–31. 3. 2025, June 2025, June–August 2025 or 2025.")
        ) from None
