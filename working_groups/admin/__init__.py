"""Groups in the administration."""

from working_groups.admin import decisions, minutes

__all__ = ["decisions", "minutes"]
