"""Time of surveys: `manage.py tend_surveys`, every ten minutes by cron or a timer."""

from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.turns import TurnCommand
from surveys.tending import tend


class Command(TurnCommand):
    """Closes surveys whose time is over, mixes their answers, deletes what has expired."""

    help = "Closes surveys whose time is over, mixes answers of closed ones, deletes expired unfinished answers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was done."""
        self.stdout.write(
            _("Surveys closed: %(closed)d, settled: %(settled)d, expired answers deleted: %(deleted)d.") % tend()
        )
