"""`manage.py restore FILE --identity KEY`: puts a backup back into the database and the storage of the settings."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.restoring import restore, verify


class Command(BaseCommand):
    """Under another DATABASE_URL it moves the office from one engine to the other."""

    help = "Restores a backup into an empty place; --verify only reads it and compares its sums."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--identity", required=True, help="file with the private key; - reads it from the standard input"
        )
        parser.add_argument("--overwrite", action="store_true", help="replace what is there; old files stay aside")
        parser.add_argument("--verify", action="store_true", help="write nothing, only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = _keys(options["identity"])
            if options["verify"]:
                manifest = verify(options["file"], keys)
                self.stdout.write(
                    self.style.SUCCESS(f"Whole: {len(manifest['parts'])} parts of {manifest['made_at']}.")
                )
                return
            done = restore(options["file"], keys, overwrite=options["overwrite"])
        except (BackupFault, OSError) as fault:
            raise CommandError(f"Not restored: {fault}") from fault
        self.stdout.write(
            self.style.SUCCESS(
                f"Restored the state of {done.made_at}: {done.rows} rows, {done.files} files, all compared."
            )
        )
        self.stdout.write(
            "Next: manage.py prepare (on a new machine it brings styles and fonts), then manage.py smoke."
        )
        if done.old_files:
            self.stdout.write(f"The files that were here lie in {done.old_files}; delete them when all is well.")
        if done.missing:
            self.stderr.write(f"{len(done.missing)} files had been missing already: {', '.join(done.missing[:5])}")


def _keys(source: str) -> str:
    return sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
