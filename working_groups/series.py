"""Times of a series: the same weekday and hour, whatever the clock is set to meanwhile."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from working_groups.enums import Repetition

MOST = 24
MONTHS = {Repetition.MONTHLY: 1, Repetition.BIMONTHLY: 2, Repetition.QUARTERLY: 3}
WEEKS = {Repetition.WEEKLY: 1, Repetition.FORTNIGHTLY: 2}


def following(first: datetime, repetition: Repetition, count: int) -> list[datetime]:
    """`count` further beginnings after the first one; none without a repetition."""
    local = timezone.localtime(first)
    days = [_day(local.date(), repetition, step) for step in range(1, min(count, MOST) + 1)]
    return [timezone.make_aware(datetime.combine(day, local.time())) for day in days if day is not None]


def _day(day: date, repetition: Repetition, step: int) -> date | None:
    if repetition in WEEKS:
        return day + timedelta(weeks=WEEKS[repetition] * step)
    if repetition in MONTHS:
        return _same_weekday(day, MONTHS[repetition] * step)
    return None


def _same_weekday(day: date, months: int) -> date:
    """The third Tuesday of a later month for a third Tuesday; a fifth one becomes the last."""
    number = (day.day - 1) // 7
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=number)
    return found if found.month == first.month else found - timedelta(weeks=1)
