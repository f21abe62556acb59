"""Working groups: members, meetings, minutes, decisions, tasks."""
