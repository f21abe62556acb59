"""Groups and their meetings; one noun a file."""

from working_groups.models.agenda import AgendaItem, MeetingPaper
from working_groups.models.attendance import Attendance
from working_groups.models.group import Group
from working_groups.models.group_document import GroupDocument
from working_groups.models.meeting import Meeting
from working_groups.models.membership import Membership

__all__ = ["AgendaItem", "Attendance", "Group", "GroupDocument", "Meeting", "MeetingPaper", "Membership"]
