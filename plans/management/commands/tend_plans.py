"""Time of plans: `manage.py tend_plans`, once a day or oftener by cron or a timer; harmless when repeated."""

from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.turns import TurnCommand
from plans.progress.tending import tend


class Command(TurnCommand):
    """Reminds implementers, tells subscribers."""

    help = "Reminds implementers who have not answered, writes to subscribers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was done."""
        self.stdout.write(_("Reminders: %(reminded)d, letters to subscribers: %(told)d.") % tend())
