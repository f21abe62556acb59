"""Meetings in calendars: the public ones for everybody, a member's own by their secret address."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpss_portal.calendar import Occasion, public_occasions
from working_groups.enums import MeetingState
from working_groups.models import Group, Meeting

KEPT_IN_FILE = timedelta(days=730)


def name_of(meeting: Meeting, groups: Iterable[Group]) -> str:
    """How calendars and lists call it: what it is about and who meets."""
    return f"{meeting.title} ({', '.join(group.name for group in groups)})"


def occasion_of(meeting: Meeting, *, is_private: bool = False) -> Occasion:
    """The meeting for a calendar; a private one has the address of the online room and its agenda of all groups.

    `groups` and `agenda` are to be prefetched.
    """
    groups = [group for group in meeting.groups.all() if is_private or group.is_public]
    room = [_("Online: %(link)s") % {"link": meeting.link}] if is_private and meeting.link else []
    agenda = [str(item) for item in meeting.agenda.all()]
    return Occasion(
        uid=str(meeting.uuid),
        title=name_of(meeting, groups),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        description="\n".join([*agenda, *room]),
        url=meeting.address_in(groups[0]) if groups else "",
        changed_at=meeting.updated_at,
        sequence=meeting.sequence,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        category=pgettext("category in a calendar", "Working groups"),
    )


@public_occasions
def public_meetings(since: datetime) -> Iterable[Occasion]:
    """Announced meetings of public groups."""
    rows = Meeting.objects.public().filter(ends_at__gte=since)
    for meeting in rows.prefetch_related("groups", "agenda"):
        yield occasion_of(meeting)


def recent(meetings: "Iterable[Meeting]", *, is_private: bool) -> list[Occasion]:
    """Meetings of a queryset that a calendar still wants."""
    since = timezone.now() - KEPT_IN_FILE
    rows = meetings.filter(ends_at__gte=since).order_by("starts_at")  # type: ignore[attr-defined]  # a queryset
    return [occasion_of(meeting, is_private=is_private) for meeting in rows.prefetch_related("groups", "agenda")]
