"""`manage.py move_to DATABASE_URL`: from SQLite to PostgreSQL or back by one command."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.moving import move_to
from kpss_portal.maintenance import read_only, set_read_only


class Command(BaseCommand):
    """Nobody writes meanwhile; afterwards the portal stays read-only until it is switched to the new database."""

    help = (
        "Moves all rows into the empty database at the address and compares counts and sums; files stay where they are."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database_url", help="postgres://name:password@host:5432/database or sqlite:////path/file")

    def handle(self, *args: Any, database_url: str, **options: Any) -> None:
        before = read_only()
        set_read_only(True)
        try:
            rows = move_to(database_url)
        except BackupFault as fault:
            set_read_only(before)
            raise CommandError(f"Not moved, everything is as it was: {fault}") from fault
        except BaseException:
            set_read_only(before)
            raise
        self.stdout.write(self.style.SUCCESS(f"Moved and compared: {rows} rows."))
        self.stdout.write(
            "Now set DATABASE_URL to the new address, restart the web and the worker, then: manage.py read_only off"
        )
