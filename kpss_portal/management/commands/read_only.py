"""`manage.py read_only on|off`: for maintenance, without a restart."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kpss_portal.maintenance import read_only, set_read_only


class Command(BaseCommand):
    """The worker of background tasks has to be stopped by itself: it writes too."""

    help = "Switches the portal to showing pages only, or back; without a word it tells which it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", nargs="?", choices=["on", "off"])

    def handle(self, *args: Any, state: str | None, **options: Any) -> None:
        if state:
            set_read_only(state == "on")
        self.stdout.write("read-only" if read_only() else "open")
