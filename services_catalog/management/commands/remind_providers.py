"""`manage.py remind_providers`: for cron where no background worker runs; harmless every day."""

from typing import Any

from kpss_portal.turns import TurnCommand
from services_catalog.verification.workflow import remind_due


class Command(TurnCommand):
    """Sends the reminders of running rounds whose day has come."""

    help = "Reminds providers who have not verified their cards, on the days set at the round."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Letters: {remind_due()}.")
