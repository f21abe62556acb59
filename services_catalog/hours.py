"""Opening hours: from words to data and from data to words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

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
    if not re.search(r"-|–|az", words):
        return [DAYS[name] for name in names]
    parts = re.split(r",|\ba\b", words)
    found = [_days(part.strip()) for part in parts] if len(parts) > 1 else []  # po-út-st says nothing certain
    return [day for days in found for day in days] if all(found) else []


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
class Exceptional:
    """Days, the last one included, on which the week does not hold: closed, or open from `opens` to `closes`."""

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None
    note: str = ""


@dataclass(frozen=True)
class Opening:
    """Everything that decides whether a form of a service is open on a day; exceptions go before all else."""

    spans: tuple[Span, ...] = ()
    is_nonstop: bool = False
    is_closed_on_holidays: bool = False
    exceptions: tuple[Exceptional, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it says anything at all."""
        return self.is_nonstop or bool(self.spans)

    def on(self, day: date) -> list[tuple[time, time]]:
        """From when to when it is open on the day, in order; a day without a break is 0:00 to the end of the day."""
        own = [row for row in self.exceptions if row.first <= day <= row.last]
        if own:
            return sorted((row.opens, row.closes) for row in own if row.opens and row.closes)
        if self.is_closed_on_holidays and holiday_name(day):
            return []
        if self.is_nonstop:
            return [(time.min, time.max)]
        return sorted((span.opens, span.closes) for span in self.spans if span.weekday == day.weekday())

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it is open at the local moment."""
        return any(opens <= moment.time() < closes for opens, closes in self.on(moment.date()))


@lru_cache(maxsize=4)
def _holidays() -> Any:
    """Public holidays of Czechia: Act No. 245/2000 Coll.; years come as they are asked for. The library is slow to load."""
    import holidays

    return holidays.country_holidays("CZ", language="cs")


@lru_cache(maxsize=1024)
def holiday_name(day: date) -> str:
    """What public holiday the day is; empty for an ordinary day."""
    return str(_holidays().get(day) or "")


@dataclass(frozen=True)
class OpenState:
    """Whether it is open at a moment, and when that changes; `changes` is None if it never does or nothing is known."""

    is_open: bool
    changes: datetime | None = None
    is_nonstop: bool = False


MOST_DAYS = 62  # looked ahead: longer than any summer closing


def state_at(opening: Opening, moment: datetime) -> OpenState:
    """The state at the local moment; a break of no time between two days is no change."""
    if not opening.is_known:
        return OpenState(False)
    if opening.is_nonstop and not opening.exceptions and not opening.is_closed_on_holidays:
        return OpenState(True, is_nonstop=True)
    clock, today = moment.time(), moment.date()
    now = next((row for row in opening.on(today) if row[0] <= clock < row[1]), None)
    if now:
        return _open_state(opening, moment, now[1])
    for days in range(MOST_DAYS):
        day = today + timedelta(days=days)
        later = [opens for opens, _closes in opening.on(day) if days or opens > clock]
        if later:
            return OpenState(False, _at(moment + timedelta(days=days), later[0]))
    return OpenState(False)


def _open_state(opening: Opening, moment: datetime, closes: time) -> OpenState:
    """Open until a time of today, or through midnights until the first day that does not go on."""
    day = moment
    while closes == time.max and (day - moment).days < MOST_DAYS:
        day += timedelta(days=1)
        on = opening.on(day.date())
        if not on or on[0][0] != time.min:
            return OpenState(True, _at(day, time.min))
        closes = on[0][1]
    if closes == time.max:
        return OpenState(True, is_nonstop=True)
    return OpenState(True, _at(day, closes))


EXCEPTION = re.compile(
    r"(?P<first>\d{1,2}\.\s*\d{1,2}\.\s*\d{4})(?:\s*[-–]\s*(?P<last>\d{1,2}\.\s*\d{1,2}\.\s*\d{4}))?\s*:?\s*"
    r"(?:(?P<opens>\d{1,2}[:.]\d{2})\s*[-–]\s*(?P<closes>\d{1,2}[:.]\d{2})|zav[rř]eno|closed)(?:\s*,\s*(?P<note>.+))?",
    re.IGNORECASE,
)


def parse_exception(text: str) -> Exceptional | None:
    """An exception from words such as "24. 12. 2026 – 26. 12. 2026: zavřeno, Vánoce"; None if they are not understood."""
    found = EXCEPTION.fullmatch(" ".join(text.split()))
    if not found:
        return None
    try:
        first = _date(found["first"])
        last = _date(found["last"]) if found["last"] else first
        opens = _time(found["opens"]) if found["opens"] else None
        closes = _time(found["closes"]) if found["closes"] else None
    except ValueError:
        return None
    if last < first or (opens and closes and closes <= opens):
        return None
    return Exceptional(first, last, opens, closes, (found["note"] or "")[:150])


def _date(words: str) -> date:
    day, month, year = (int(part) for part in re.findall(r"\d+", words))
    return date(year, month, day)


def _time(words: str) -> time:
    hour, minute = (int(part) for part in re.findall(r"\d+", words))
    return time(23, 59) if (hour, minute) == (24, 0) else time(hour, minute)


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def state_words(state: OpenState, now: datetime) -> str:
    """ "open now until 15:30", "opens on Monday at 8:00"; empty if nothing is known."""
    if state.is_nonstop:
        return _("open round the clock")
    if state.changes is None:
        return ""
    clock = _clock(state.changes.time())
    days = (state.changes.date() - now.date()).days
    if state.is_open:
        is_near = days == 0 or (days == 1 and state.changes.time() == time.min)
        return _("open now until %(clock)s") % {"clock": _closing(state.changes)} if is_near else _("open now")
    if days == 0:
        return _("opens today at %(clock)s") % {"clock": clock}
    if days == 1:
        return _("opens tomorrow at %(clock)s") % {"clock": clock}
    if days < 7:
        return _("opens on %(day)s at %(clock)s") % {"day": WHEN[state.changes.weekday()], "clock": clock}
    return _("opens %(date)s at %(clock)s") % {"date": day_words(state.changes.date()), "clock": clock}


def _closing(moment: datetime) -> str:
    return "24:00" if moment.time() == time.min else _clock(moment.time())


def day_words(day: date) -> str:
    """A day in figures: "24. 12. 2026"."""
    return f"{day.day}. {day.month}. {day.year}"


def exception_words(row: Exceptional) -> tuple[str, str]:
    """Days of an exception and what happens on them: ("24. 12. 2026 – 26. 12. 2026", "closed, for holidays")."""
    days = day_words(row.first) if row.first == row.last else f"{day_words(row.first)} – {day_words(row.last)}"
    if row.opens and row.closes:
        what = f"{_clock(row.opens)}–{_clock(row.closes)}"
    else:
        what = _("closed")
    return days, f"{what}, {row.note}" if row.note else what
