"""`manage.py tend_groups`: for cron, once a day or oftener."""

from typing import Any

from django.core.management.base import BaseCommand

from working_groups.erasing import erase_old
from working_groups.reminding import remind_due


class Command(BaseCommand):
    """Harmless at any time: nobody is reminded twice of a meeting."""

    help = "Reminds people who have not answered invitations; takes out personal data whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        reminded, erased = remind_due(), erase_old()
        self.stdout.write(f"Reminded {reminded}, memberships without personal data now {erased}.")
