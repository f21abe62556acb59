"""What is due and what is incomplete, told by every app in words, shown on the first page of the administration.

An app registers functions in its `duties.py`, which its `apps.py` imports when the portal starts:

    @duty
    def plans_without_costs(user):
        yield Duty(_("Two measures have no costs."), url, rank=Rank.INCOMPLETE)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise


class Rank(IntEnum):
    """How a duty is ordered: what has a date first."""

    OVERDUE = 0
    DUE = 1
    INCOMPLETE = 2
    ADVICE = 3


@dataclass(frozen=True)
class Duty:
    """One sentence that says what is to be done, the page that does it, and the words of its link."""

    text: str | Promise
    url: str
    rank: Rank = Rank.INCOMPLETE
    link: str | Promise = ""
    subject: str | Promise = ""


Source = Callable[[Any], Iterable[Duty]]
_sources: list[Source] = []


def duty(source: Source) -> Source:
    """Registers a function that tells duties of a user."""
    if source not in _sources:
        _sources.append(source)
    return source


def duties_of(user: Any) -> list[Duty]:
    """All duties of the user, the pressing ones first; within a rank in the order of the apps."""
    return sorted((found for source in _sources for found in source(user)), key=lambda found: found.rank)
