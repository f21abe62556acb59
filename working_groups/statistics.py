"""Attendance of a year in figures, by groups and by members; a constant number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from working_groups.enums import MeetingState, Presence
from working_groups.models import Attendance, Group, Meeting, Membership
from working_groups.people import balance_words, sides_of

CAME = {Presence.PRESENT, Presence.REPRESENTED}


@dataclass
class MemberYear:
    """One member: at how many of the meetings that concerned them they were, how, and of how many it is known."""

    member: Membership
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def meetings(self) -> int:
        """Meetings with attendance recorded for the person."""
        return sum(number for presence, number in self.counts.items() if presence != Presence.UNKNOWN)

    @property
    def came(self) -> int:
        """Themselves or by somebody."""
        return sum(self.counts[presence] for presence in CAME)

    @property
    def percent(self) -> int | None:
        """Whole per cent; None where nothing was recorded."""
        return round(100 * self.came / self.meetings) if self.meetings else None


@dataclass
class GroupYear:
    """One group in a year."""

    group: Group
    held: int
    planned: int
    members: list[MemberYear]
    guests: int

    @property
    def average(self) -> float | None:
        """Members at a meeting on average; None where nothing was recorded."""
        came = sum(row.came for row in self.members)
        return round(came / self.held, 1) if self.held and any(row.meetings for row in self.members) else None

    @property
    def balance(self) -> list[tuple[str, int]]:
        """Members by sides."""
        return [(str(side.label), number) for side, number in sides_of(row.member for row in self.members).items()]

    @property
    def warning(self) -> str:
        """What is wrong with the balance, in words."""
        return balance_words(sides_of(row.member for row in self.members)) if self.members else ""

    @property
    def is_below_minimum(self) -> bool:
        """Whether fewer meetings were held or are planned than the rules ask for."""
        return self.group.minimum_meetings_yearly is not None and self.held + self.planned < (
            self.group.minimum_meetings_yearly
        )


def year_of(year: int) -> list[GroupYear]:
    """All groups that existed in the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    groups = [group for group in Group.objects.working(first) if group.founded_on is None or group.founded_on <= last]
    meetings = Meeting.objects.filter(starts_at__year=year).exclude(state=MeetingState.CANCELLED)
    held: dict[int, set[int]] = defaultdict(set)
    planned: Counter[int] = Counter()
    for group, meeting, state in meetings.values_list("groups", "pk", "state"):
        if state == MeetingState.HELD:
            held[group].add(meeting)
        else:
            planned[group] += 1
    presence, guests = _presence(year)
    members: dict[int, list[Membership]] = defaultdict(list)
    for member in _members(first, last):
        members[member.group_id].append(member)
    return [
        GroupYear(
            group,
            len(held[group.pk]),
            planned[group.pk],
            [_row(member, held[group.pk], presence) for member in members[group.pk]],
            sum(guests[meeting] for meeting in held[group.pk]),
        )
        for group in groups
    ]


def _members(first: date, last: date) -> list[Membership]:
    rows = Membership.objects.filter(starts_on__lte=last).with_people()
    return [member for member in rows if member.ends_on is None or member.ends_on >= first]


def _presence(year: int) -> tuple[dict[tuple[str, int], str], Counter[int]]:
    """Presence by person and meeting; numbers of guests by meeting."""
    found: dict[tuple[str, int], str] = {}
    guests: Counter[int] = Counter()
    rows = Attendance.objects.filter(meeting__starts_at__year=year, meeting__state=MeetingState.HELD).with_people()
    for row in rows:
        if row.membership is None:
            guests[row.meeting_id] += 1
        else:
            found[row.membership.person_key, row.meeting_id] = row.presence
    return found, guests


def _row(member: Membership, meetings: set[int], presence: dict[tuple[str, int], str]) -> MemberYear:
    known = [presence[member.person_key, meeting] for meeting in meetings if (member.person_key, meeting) in presence]
    return MemberYear(member, Counter(known))
