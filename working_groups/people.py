"""Who belongs to a meeting, each person once, and how the three sides are balanced."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from working_groups.enums import MemberRole, Side
from working_groups.models import Attendance, Meeting, Membership

ORDER = {role: place for place, role in enumerate(MemberRole.values)}


def members_for(meeting: Meeting) -> list[Membership]:
    """Members of its groups on its day; who sits in two of them is there once, by the more important role."""
    rows = Membership.objects.filter(group__meetings=meeting, erased_at__isnull=True).current(meeting.day)
    return one_a_person(rows.with_people())


def one_a_person(members: Iterable[Membership]) -> list[Membership]:
    """Each person once, ordered by role."""
    found: dict[str, Membership] = {}
    for member in sorted(members, key=lambda part: (ORDER[part.role], part.group.position, part.pk)):
        found.setdefault(member.person_key, member)
    return list(found.values())


def invited_people(meeting: Meeting) -> list[Attendance]:
    """Rows of those who can be written to and whose membership lasts on the day of the meeting."""
    rows = meeting.attendance.filter(membership__isnull=False).with_people().select_related("meeting")
    day = meeting.day
    return [row for row in rows if row.membership and row.membership.address and _lasts(row.membership, day)]


def _lasts(member: Any, day: Any) -> bool:
    return member.starts_on <= day and (member.ends_on is None or member.ends_on >= day)


def sides_of(members: Iterable[Any]) -> dict[Side, int]:
    """How many there are of each side, sides in the order of the enum."""
    counts = Counter(str(member.side) for member in members)
    return {side: counts[side.value] for side in Side}


def balance_words(counts: dict[Side, int]) -> str:
    """What the numbers mean for the three sides that must sit at one table; empty when they are in balance.

    Out of balance means that a side is missing, or that one has more than half of all.
    """
    missing = [str(side.label) for side in Side.triad() if not counts.get(side)]
    if missing:
        return _("Nobody is there for: %(sides)s.") % {"sides": ", ".join(missing)}
    whole = sum(counts.values())
    greatest = max(Side, key=lambda side: counts.get(side, 0))
    if counts[greatest] * 2 > whole:
        return _("More than half of the members are on one side: %(side)s.") % {"side": greatest.label}
    return ""
