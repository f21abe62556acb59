"""The workshop of working groups."""

from working_groups.admin import groups, joining, meetings

__all__ = ["groups", "joining", "meetings"]
