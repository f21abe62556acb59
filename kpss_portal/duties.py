"""What is due, who has not answered, what is stale and what the council needs: told by every app, shown on the desk.

An app registers functions in its `duties.py`, which its `apps.py` imports when the portal starts:

    @duty
    def plans_without_costs(user):
        yield Duty(_("Two measures have no costs."), url, Rank.INCOMPLETE, _("Add costs"), _("Plans"))

A function gives only what the person may do, and asks the same number of queries however much there is. The desk puts
duties in the order of time: `kpss_portal/duty_calendar.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

AHEAD = timedelta(days=335)  # eleven months: what comes once a year is not told on the day when it was done


class Rank(IntEnum):
    """How a duty without a day is ordered."""

    OVERDUE = 0
    DUE = 1
    INCOMPLETE = 2
    ADVICE = 3


class Question(StrEnum):
    """Which question of the coordinator a duty answers; the value stands in the address of the desk."""

    DUE = "na-rade"
    ANSWERS = "neodpovedeli"
    STALE = "starne"
    COUNCIL = "rada"


@dataclass(frozen=True)
class Duty:
    """One sentence that says what is to be done, where it is done, and the words of the button.

    `due_on` is the last day. `silent` is how many people have not answered, None where nobody was asked. With `step`, the
    button does it at once: a form that sends these fields to the address by POST, harmless when pressed twice.
    """

    text: str | Promise
    url: str
    rank: Rank = Rank.INCOMPLETE
    link: str | Promise = ""
    subject: str | Promise = ""
    due_on: date | None = None
    question: Question = Question.DUE
    silent: int | None = None
    step: tuple[tuple[str, str], ...] = ()


Source = Callable[[Any], Iterable[Duty]]
_sources: list[Source] = []


def duty(source: Source) -> Source:
    """Registers a function that tells duties of a user."""
    if source not in _sources:
        _sources.append(source)
    return source


def duties_of(user: Any) -> list[Duty]:
    """Duties of the user for the next eleven months, the pressing ones first; within a rank in the order of the apps."""
    last = timezone.localdate() + AHEAD
    found = (told for source in _sources for told in source(user) if told.due_on is None or told.due_on <= last)
    return sorted(found, key=lambda told: told.rank)
