"""`manage.py rehearse_restore`: for the monthly timer; the date of the last success stands on the coordinator's desk."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from kpss_portal.backup import state
from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.rehearsal import rehearse, rehearse_with
from kpss_portal.turns import TurnCommand


class Command(TurnCommand):
    """Touches nothing of the living portal but makes one more backup, which is kept like the others."""

    once_a_night = True
    help = "Makes a backup, restores it into an empty place and asks its pages and documents."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="a backup that is there, with --identity")
        parser.add_argument("--identity", type=Path, help="file with the private key, brought for the rehearsal")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = self._rehearse(options["file"], options["identity"])
        except (BackupFault, OSError) as fault:
            state.note("rehearsal-fault", {"words": str(fault)})
            raise CommandError(f"The rehearsal failed: {fault}") from fault
        state.note("rehearsal", {"file": done.name, "own_key": bool(options["identity"])})
        self.stdout.write(done.words)
        self.stdout.write(self.style.SUCCESS(f"Rehearsed: {done.name}"))

    def _rehearse(self, file: Path | None, identity: Path | None) -> Any:
        if bool(file) != bool(identity):
            raise CommandError("--file and --identity belong together.")
        if file and identity:
            return rehearse_with(file, identity.read_text(encoding="utf-8"))
        return rehearse(settings.BACKUP_FOLDER, settings.BACKUP_KEYS)
