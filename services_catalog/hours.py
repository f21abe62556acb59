"""Opening hours: from words to data and from data to words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.czech import fold
from services_catalog.enums import Weekday

DAYS = {"po": 0, "ut": 1, "st": 2, "ct": 3, "pa": 4, "so": 5, "ne": 6}
LONG_DAYS = {
    "pondeli": "po",
    "utery": "ut",
    "streda": "st",
    "ctvrtek": "ct",
    "patek": "pa",
    "sobota": "so",
    "nedele": "ne",
}
DAY = "(?:po|ut|st|ct|pa|so|ne)"
DAY_SET = re.compile(rf"{DAY}(?:\s*(?:[-–,a]|az)\s*{DAY})*")
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
SPAN = re.compile(rf"{CLOCK}\s*(?:-|–|az|do)\s*{CLOCK}(?:\s*h(?:od)?\.?)?")
WHEN = [  # on which day, in the case that follows a preposition
    gettext_lazy("Monday (on)"),
    gettext_lazy("Tuesday (on)"),
    gettext_lazy("Wednesday (on)"),
    gettext_lazy("Thursday (on)"),
    gettext_lazy("Friday (on)"),
    gettext_lazy("Saturday (on)"),
    gettext_lazy("Sunday (on)"),
]
NONSTOP = ("nepretrzite", "24/7", "24 hodin", "nonstop", "non-stop")


@dataclass(frozen=True, order=True)
class Span:
    """From when to when on a day (Monday is 0)."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """What a text about hours says; `note` holds what was not understood as data."""

    spans: tuple[Span, ...] = ()
    is_nonstop: bool = False
    note: str = ""


def parse_hours(text: str) -> Hours:
    """Hours from a text such as "Po–Pá 7:00–15:30, So 8-12" or "nepřetržitě"; the rest stays as a note."""
    plain = " ".join(text.split())
    folded = _short_days(fold(plain))
    if not plain:
        return Hours()
    if any(word in folded for word in NONSTOP):
        return Hours(is_nonstop=True)
    spans = sorted(set(_spans(folded)))
    return Hours(note=plain) if not spans or _overlap(spans) else Hours(spans=tuple(spans))


def _overlap(spans: list[Span]) -> bool:
    """Whether the text contradicts itself: "Po 8-12, Po 8-14"."""
    return any(first.weekday == second.weekday and second.opens < first.closes for first, second in pairwise(spans))


def _short_days(folded: str) -> str:
    for long, short in LONG_DAYS.items():
        folded = folded.replace(long, short)
    return folded.replace("denne", "po-ne")


def _spans(folded: str) -> list[Span]:
    """All spans, or none if any part of the text is not understood."""
    spans: list[Span] = []
    days: list[int] = []
    position = 0
    while position < len(folded):
        if folded[position] in " ,;:.a" and not DAY_SET.match(folded, position):
            position += 1
        elif found := DAY_SET.match(folded, position):
            days, position = _days(found[0]), found.end()
        elif (found := SPAN.match(folded, position)) and days and (span := _span(found)):
            spans += [Span(day, *span) for day in days]
            position = found.end()
        else:
            return []
    return spans


def _span(found: re.Match[str]) -> tuple[time, time] | None:
    try:
        opens = time(int(found[1]), int(found[2] or 0))
        closes = time(23, 59) if found[3] == "24" else time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return (opens, closes) if opens < closes else None


def _days(words: str) -> list[int]:
    names = re.findall(DAY, words)
    if re.fullmatch(rf"{DAY}\s*(?:-|–|az)\s*{DAY}", words):
        first, last = DAYS[names[0]], DAYS[names[1]]
        return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]
    if re.search(r"-|–|az", words):
        return [day for part in re.split(r"\s*[,]\s*", words) for day in _days(part)]
    return [DAYS[name] for name in names]


def lines_of(spans: Iterable[Span]) -> list[tuple[str, str]]:
    """Days and their hours for reading; neighbouring days with the same hours together."""
    by_day: dict[int, list[Span]] = {}
    for span in sorted(spans):
        by_day.setdefault(span.weekday, []).append(span)
    lines: list[tuple[int, int, str]] = []
    for day, day_spans in by_day.items():
        words = ", ".join(f"{_clock(span.opens)}–{_clock(span.closes)}" for span in day_spans)
        if lines and lines[-1][1] == day - 1 and lines[-1][2] == words:
            lines[-1] = (lines[-1][0], day, words)
        else:
            lines.append((day, day, words))
    return [(_day_range(first, last), words) for first, last, words in lines]


def _clock(moment: time) -> str:
    return "24:00" if moment == time(23, 59) else f"{moment.hour}:{moment.minute:02d}"


def _day_range(first: int, last: int) -> str:
    if first == last:
        return str(Weekday(first).label)
    if (first, last) == (0, 6):
        return _("every day")
    return f"{Weekday(first).label}–{Weekday(last).label}"


def is_open_at(spans: Iterable[Span], moment: datetime) -> bool:
    """Whether it is open at the local moment."""
    now = moment.time()
    return any(span.weekday == moment.weekday() and span.opens <= now < span.closes for span in spans)


@dataclass(frozen=True)
class OpenState:
    """Whether it is open at a moment, and when that changes; `changes` is None if it never does or nothing is known."""

    is_open: bool
    changes: datetime | None = None
    is_nonstop: bool = False


def state_at(spans: Iterable[Span], moment: datetime) -> OpenState:
    """The state at the local moment, from hours of a week."""
    rows = sorted(spans)
    for span in rows:
        if span.weekday == moment.weekday() and span.opens <= moment.time() < span.closes:
            return OpenState(True, _at(moment, span.closes))
    for days in range(8):
        day = moment + timedelta(days=days)
        later = [span.opens for span in rows if span.weekday == day.weekday() and (days or span.opens > moment.time())]
        if later:
            return OpenState(False, _at(day, later[0]))
    return OpenState(False)


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def state_words(state: OpenState, now: datetime) -> str:
    """ "open now until 15:30", "opens on Monday at 8:00"; empty if nothing is known."""
    if state.is_nonstop:
        return _("open round the clock")
    if state.changes is None:
        return ""
    clock = _clock(state.changes.time())
    if state.is_open:
        return _("open now until %(clock)s") % {"clock": clock}
    if state.changes.date() == now.date():
        return _("opens today at %(clock)s") % {"clock": clock}
    if (state.changes.date() - now.date()).days == 1:
        return _("opens tomorrow at %(clock)s") % {"clock": clock}
    return _("opens on %(day)s at %(clock)s") % {"day": WHEN[state.changes.weekday()], "clock": clock}
