"""Until when an invitation must leave, by the rules of a group, and how many members a decision needs."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.templatetags.kpss import date_cs
from working_groups.enums import NoticeUnit, Quorum
from working_groups.models import Group


@cache
def _holidays(year: int) -> frozenset[date]:
    """Days off of the year: Act No. 245/2000 Coll."""
    return frozenset(holidays.country_holidays("CZ", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def days_before(day: date, number: int, unit: str) -> date:
    """The last day on which at least `number` days, or whole working days, are left before `day`.

    A period counted back from a day does not count that day itself (compare the Civil Code, § 605 (1)): three working days
    before a Thursday is the Monday of the same week.
    """
    if unit != NoticeUnit.WORKING_DAYS:
        return day - timedelta(days=number)
    left, found = number, day
    while left > 0:
        found -= timedelta(days=1)
        left -= is_working_day(found)
    return found


@dataclass(frozen=True)
class Lateness:
    """A group whose rules asked for an earlier invitation."""

    group: Group
    last_day: date


def last_day_of(group: Group, day: date) -> date | None:
    """The last day for inviting the group to a meeting on `day`; None where its rules say nothing."""
    if group.notice_number is None:
        return None
    return days_before(day, group.notice_number, group.notice_unit)


def late_groups(groups: Iterable[Group], day: date, today: date) -> list[Lateness]:
    """Groups for which it is too late today."""
    found = ((group, last_day_of(group, day)) for group in groups)
    return [Lateness(group, last) for group, last in found if last is not None and last < today]


def late_words(groups: Iterable[Group], day: date, today: date) -> list[str]:
    """A sentence for each group that learns of the day later than its rules ask."""
    words = _("%(group)s: by its rules people should have known of this day by %(last)s. Tell them why it is sooner.")
    return [
        words % {"group": late.group.name, "last": date_cs(late.last_day)} for late in late_groups(groups, day, today)
    ]


def notice_words(group: Group) -> str:
    """The rule in words; empty where there is none."""
    number = group.notice_number
    if number is None:
        return ""
    if group.notice_unit == NoticeUnit.WORKING_DAYS:
        words = ngettext("%(count)d working day before", "%(count)d working days before", number)
    else:
        words = ngettext("%(count)d day before", "%(count)d days before", number)
    return words % {"count": number}


def quorum_of(group: Group, members: int) -> int | None:
    """How many of the members must be there; None where nothing is prescribed."""
    figure = group.quorum_number or 0
    return {
        Quorum.NONE: None,
        Quorum.MAJORITY: members // 2 + 1,
        Quorum.PERCENT: math.ceil(members * figure / 100),
        Quorum.NUMBER: figure,
    }[Quorum(group.quorum)]


def quorum_words(group: Group) -> str:
    """The quorum in words."""
    if group.quorum == Quorum.PERCENT:
        return _("%(number)d per cent of the members") % {"number": group.quorum_number}
    if group.quorum == Quorum.NUMBER:
        number = group.quorum_number or 0
        return ngettext("%(count)d member", "%(count)d members", number) % {"count": number}
    return str(group.get_quorum_display())


def rules_of(group: Group) -> list[tuple[str, Any]]:
    """Rules of the group as names and words, for pages."""
    least = group.minimum_meetings_yearly
    meets = ngettext("at least once a year", "at least %(count)d times a year", least or 0) % {"count": least or 0}
    return [
        (_("Meets"), meets if least else ""),
        (_("Called by"), str(group.get_convener_display())),
        (_("Invitation"), notice_words(group)),
        (_("Decides"), str(group.get_decision_mode_display())),
        (_("Quorum"), quorum_words(group)),
        (_("Guests"), _("welcome, they have no vote") if group.is_open_to_guests else _("after agreement")),
    ]
