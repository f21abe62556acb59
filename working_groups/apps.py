"""The app of working groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkingGroupsConfig(AppConfig):
    """Groups that plan together."""

    name = "working_groups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        """What is due joins the first page of the administration, public meetings the calendar."""
        from working_groups import calendar, duties  # noqa: F401  # they register themselves
