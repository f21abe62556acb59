"""Duties in the order of time: what is past its day, this week, this month, each coming month, and what has no day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank

OVERDUE, WEEK, MONTH, UNDATED = "po-terminu", "tento-tyden", "tento-mesic", "bez-terminu"


@dataclass(frozen=True)
class Entry:
    """A duty as the calendar shows it: how urgent (a class of the badge), its icon, and when, in words."""

    duty: Duty
    tone: str
    icon: str
    when: str


@dataclass
class Period:
    """A stretch of the calendar; `slug` is its anchor on the page."""

    slug: str
    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Tally:
    """A question of the coordinator, how many duties answer it, and how many people have not answered."""

    slug: str
    label: str
    count: int
    is_chosen: bool


def period_of(duty: Duty, today: date) -> str:
    """The slug of the period. Work that waits for the office and has no day of its own is work of this week."""
    if duty.due_on is None:
        return WEEK if duty.rank <= Rank.DUE else UNDATED
    if duty.due_on < today:
        return OVERDUE
    if duty.due_on <= today + timedelta(days=6 - today.weekday()):
        return WEEK
    if (duty.due_on.year, duty.due_on.month) == (today.year, today.month):
        return MONTH
    return f"{duty.due_on:%Y-%m}"


def periods_of(duties: Iterable[Duty], today: date) -> list[Period]:
    """All periods of a year in their order, also the empty ones; in each the nearest day first."""
    periods = {slug: Period(slug, title) for slug, title in _titles(today)}
    for duty in sorted(duties, key=lambda duty: _order(duty)):
        periods[period_of(duty, today)].entries.append(_entry(duty, today))
    return list(periods.values())


def _titles(today: date) -> list[tuple[str, str]]:
    months = [date(today.year + (today.month + ahead) // 12, (today.month + ahead) % 12 + 1, 1) for ahead in range(12)]
    return [
        (OVERDUE, _("Past their day")),
        (WEEK, _("This week")),
        (MONTH, _("This month")),
        *((f"{month:%Y-%m}", capfirst(date_format(month, "F Y"))) for month in months),
        (UNDATED, _("Without a day")),
    ]


def _order(duty: Duty) -> tuple[bool, date, Rank]:
    """What is on fire first, then by days, what has none at the end by its rank."""
    return duty.rank != Rank.OVERDUE or duty.due_on is not None, duty.due_on or date.max, duty.rank


def _entry(duty: Duty, today: date) -> Entry:
    if duty.due_on is None:
        return Entry(duty, *_undated(duty))
    days = (duty.due_on - today).days
    if days < 0:
        words = ngettext("%(count)d day past its day", "%(count)d days past its day", -days) % {"count": -days}
        return Entry(duty, "bad", "warning", words)
    near = {0: _("today"), 1: _("tomorrow")}.get(days)
    day = date_format(duty.due_on, "j. n." if duty.due_on.year == today.year else "j. n. Y").replace(" ", "\xa0")
    tone = "warn" if period_of(duty, today) == WEEK else "off"
    return Entry(duty, tone, "clock", near or _("by %(day)s") % {"day": day})


def _undated(duty: Duty) -> tuple[str, str, str]:
    if duty.rank == Rank.OVERDUE:
        return "bad", "warning", _("now")
    if duty.rank == Rank.DUE:
        return "warn", "clock", _("waits")
    words = _("getting stale") if duty.question == Question.STALE else _("incomplete")
    return "off", "half", words if duty.rank == Rank.INCOMPLETE else _("good to know")


def questions_of(duties: Sequence[Duty], chosen: str) -> list[Tally]:
    """The four questions with their counts, after a link to everything."""
    labels = {
        Question.DUE: _("What is due"),
        Question.ANSWERS: _("Who has not answered"),
        Question.STALE: _("What is stale"),
        Question.COUNCIL: _("What the council needs"),
    }
    counts = {question: sum(duty.question == question for duty in duties) for question in labels}
    tallies = [Tally(slug, label, counts[slug], slug == chosen) for slug, label in labels.items()]
    return [Tally("", _("Everything"), len(duties), not chosen), *tallies]


def summary_of(periods: Sequence[Period], duties: Iterable[Duty]) -> str:
    """How much is past its day and waits this week, and how many people have not answered, in sentences."""
    counts = {period.slug: len(period.entries) for period in periods}
    silent = sum(duty.silent or 0 for duty in duties)
    sentences = [
        ngettext("%(count)d thing is past its day.", "%(count)d things are past their day.", counts[OVERDUE])
        % {"count": counts[OVERDUE]},
        ngettext("%(count)d thing waits this week.", "%(count)d things wait this week.", counts[WEEK])
        % {"count": counts[WEEK]},
        ngettext("%(count)d person has not answered.", "%(count)d people have not answered.", silent)
        % {"count": silent},
    ]
    return " ".join(
        words for words, count in zip(sentences, (counts[OVERDUE], counts[WEEK], silent), strict=True) if count
    )
