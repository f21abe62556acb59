"""`manage.py backup`: everything of the office in one closed file, while people go on writing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from kpss_portal import audit
from kpss_portal.backup import keeping, state
from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.making import Made, make_backup
from kpss_portal.models import AuditEntry, AuditKind
from kpss_portal.privacy import journal
from kpss_portal.turns import TurnCommand


class Command(TurnCommand):
    """For the nightly timer and by hand; a copy that fails is told at the end, the backup itself stays."""

    once_a_night = True
    help = "Backs up the database and all files, closed by public keys; old backups go away, copies go elsewhere."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="?", help="folder; without it KPSS_BACKUP_FOLDER")
        parser.add_argument("--key", action="append", help="public key (age1…); without it KPSS_BACKUP_KEYS")
        parser.add_argument("--keep-all", action="store_true", help="delete no old backup")
        parser.add_argument("--no-copies", action="store_true", help="make no copies elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["target"] or settings.BACKUP_FOLDER).resolve()
        try:
            made = make_backup(folder, options["key"] or settings.BACKUP_KEYS)
        except (BackupFault, OSError) as fault:
            raise CommandError(f"No backup was made: {fault}") from fault
        state.note("backup", made.facts)
        journal.lay_into(folder)
        audit.note("backup.make", AuditKind.EXPORT, AuditEntry, {"file": made.path.name, "rows": made.facts["rows"]})
        self._tell(made)
        faults = [] if options["no_copies"] else self._copy(made)
        if not options["keep_all"]:
            self._say_gone(folder, keeping.rotate(folder, settings.BACKUP_KEEP))
        if faults:
            raise CommandError(" ".join(faults))

    def _tell(self, made: Made) -> None:
        facts = made.facts
        self.stdout.write(self.style.SUCCESS(f"{made.path}"))
        self.stdout.write(
            f"{facts['rows']} rows, {facts['files']} files ({facts['files_bytes']} bytes), {facts['bytes']} bytes closed."
        )
        if facts["missing_files"]:
            self.stderr.write(f"{facts['missing_files']} files that rows name were not in the storage.")

    def _copy(self, made: Made) -> list[str]:
        faults = []
        for address in settings.BACKUP_COPIES:
            try:
                copies = keeping.copies_at(address)
                copies.put(made.path)
                self._say_gone(address, copies.rotate(settings.BACKUP_KEEP))
            except Exception as fault:  # each storage has faults of its own; the other copies are made all the same
                faults.append(f"No copy in {address}: {fault}")
        state.note("copies", {"failed": len(faults), "of": len(settings.BACKUP_COPIES)})
        return faults

    def _say_gone(self, where: Any, names: list[str]) -> None:
        if names:
            self.stdout.write(f"Deleted in {where}: {', '.join(names)}")
