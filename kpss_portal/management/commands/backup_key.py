"""`manage.py backup_key FILE`: a new pair of keys; to be run anywhere but on the server, or by `age-keygen` instead."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpss_portal.backup.sealing import new_key


class Command(BaseCommand):
    """Whoever has the file opens every backup; whoever loses it, none."""

    help = "Makes keys for backups: the private one goes into FILE, the public one is printed for KPSS_BACKUP_KEYS."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="new file for the private key, kept away from the server")

    def handle(self, *args: Any, **options: Any) -> None:
        private, public = new_key()
        try:
            handle = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise CommandError(f"{options['file']}: {fault.strerror}") from fault
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"# public key: {public}\n{private}\n")
        self.stdout.write(public)
        self.stderr.write("Keep the file in two safe places away from the server; without it no backup can be opened.")
