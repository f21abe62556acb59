"""What search knows of groups and meetings with their minutes; only what is public."""

from kpss_portal.rich_text import plain_text
from kpss_portal.search import Text, forget, index, index_many
from working_groups.enums import MeetingState
from working_groups.models import Group, Meeting

GROUP, MEETING = "group", "meeting"


def reindex_group(group: Group) -> None:
    """Writes the group into search, or takes it out when it is not public."""
    if not group.is_public:
        forget(GROUP, [group.pk])
    else:
        index(_group(group))
    for meeting in group.meetings.prefetch_related("groups", "agenda"):
        reindex_meeting(meeting)


def reindex_meeting(meeting: Meeting) -> None:
    """Writes the meeting into search, or takes it out."""
    if meeting.is_announced_publicly and meeting.state != MeetingState.CANCELLED:
        index(_meeting(meeting))
    else:
        forget(MEETING, [meeting.pk])


def reindex_all() -> None:
    """Everything anew."""
    index_many(_group(group) for group in Group.objects.public().prefetch_related("planning_areas"))
    rows = Meeting.objects.public().exclude(state=MeetingState.CANCELLED)
    rows = rows.select_related("minutes").prefetch_related("groups", "agenda")
    index_many(_meeting(meeting) for meeting in rows)


def _group(group: Group) -> Text:
    areas = ", ".join(area.name for area in group.planning_areas.all())
    return Text(GROUP, group.pk, group.name, group.get_absolute_url(), group.purpose[:300], [(areas, 4)])


def _meeting(meeting: Meeting) -> Text:
    groups = [group for group in meeting.groups.all() if group.is_public]
    names = ", ".join(group.name for group in groups)
    day = f"{meeting.day.day}. {meeting.day.month}. {meeting.day.year}"
    texts = [(names, 4), *((f"{item.title} {item.description}", 1) for item in meeting.agenda.all())]
    texts += _minutes(meeting)
    return Text(MEETING, meeting.pk, meeting.title, meeting.address_in(groups[0]), f"{names}, {day}", texts)


def _minutes(meeting: Meeting) -> list[tuple[str, int]]:
    """Of minutes only their public version, only while it is published."""
    minutes = getattr(meeting, "minutes", None)
    if minutes is None or not minutes.is_public:
        return []
    return [(minutes.summary, 4), (plain_text(minutes.public_text), 1)]
