"""The app of working groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkingGroupsConfig(AppConfig):
    """Groups, members, meetings, minutes."""

    name = "working_groups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        """What is due joins the first page of the administration, meetings the calendar, blocks the desk and the pages."""
        from working_groups import blocks, calendar, duties, erasing  # noqa: F401  # they register themselves
        from working_groups.minutes import duties as minutes_duties  # noqa: F401  # as above
