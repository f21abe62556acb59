"""Groups and their meetings; one noun a file."""

from working_groups.models.agenda import AgendaItem, MeetingPaper
from working_groups.models.attendance import Attendance
from working_groups.models.calendar_feed import CalendarFeed
from working_groups.models.decision import Decision, DecisionLink
from working_groups.models.group import Group
from working_groups.models.group_archive import GroupArchive
from working_groups.models.group_document import GroupDocument
from working_groups.models.join_request import JoinRequest
from working_groups.models.meeting import Meeting
from working_groups.models.membership import Membership
from working_groups.models.minutes import Minutes
from working_groups.models.minutes_parts import (
    EarlierText,
    MinutesComment,
    MinutesEvent,
    MinutesFile,
    MinutesItem,
    MinutesReminder,
)
from working_groups.models.task import Task

__all__ = [
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "DecisionLink",
    "EarlierText",
    "Group",
    "GroupArchive",
    "GroupDocument",
    "JoinRequest",
    "Meeting",
    "MeetingPaper",
    "Membership",
    "Minutes",
    "MinutesComment",
    "MinutesEvent",
    "MinutesFile",
    "MinutesItem",
    "MinutesReminder",
    "Task",
]
