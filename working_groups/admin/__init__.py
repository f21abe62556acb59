"""The workshop of working groups."""

from working_groups.admin import decisions, groups, joining, meetings, minutes

__all__ = ["decisions", "groups", "joining", "meetings", "minutes"]
