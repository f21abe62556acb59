"""The app of the office and its people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """The office, its territory and its pages."""

    name = "community"
    verbose_name = _("Office and pages")

    def ready(self) -> None:
        """What is due joins the first page of the administration, events the calendar."""
        from community import calendar, duties  # noqa: F401  # they register themselves
