"""`manage.py tend_groups`: for cron, once a day or oftener."""

from typing import Any

from kpss_portal.turns import TurnCommand
from working_groups.minutes import reminding as minutes_reminding
from working_groups.minutes.scanning import scan_held
from working_groups.reminding import remind_due
from working_groups.tracking import remind_due as remind_of_tasks


class Command(TurnCommand):
    """Harmless at any time: nobody is reminded twice of a meeting."""

    help = "Reminds of invitations, minutes and tasks; scans files that are held back."

    def handle(self, *args: Any, **options: Any) -> None:
        reminded = remind_due() + minutes_reminding.remind_due() + remind_of_tasks()
        self.stdout.write(f"Reminded {reminded}, scanned {scan_held()}.")
