"""Services from a spreadsheet: `manage.py import_services FILE [--dry-run]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import SpreadsheetError, read_workbook
from services_catalog.importing.preview import Preview
from services_catalog.importing.reading import preview_of
from services_catalog.importing.writing import write


class Command(BaseCommand):
    """Imports all rows or none."""

    help = "Imports services from an xlsx, ods or csv file; all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether only to look."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes, or says what is wrong with which row."""
        preview = self._preview(options["file"])
        for problem in preview.problems:
            self.stderr.write(
                _("Row %(row)s, %(column)s: %(message)s")
                % {"row": problem.row, "column": problem.column or "–", "message": problem.message}
            )
        if preview.problems:
            raise CommandError(_("Nothing was imported."))
        counts = {"created": len(preview.created), "changed": len(preview.changed)}
        if options["dry_run"]:
            self.stdout.write(_("Would be made: %(created)d, changed: %(changed)d.") % counts)
            return
        write(preview, options["file"].name, None)
        self.stdout.write(_("Made: %(created)d, changed: %(changed)d.") % counts)

    def _preview(self, path: Path) -> Preview:
        try:
            with path.open("rb") as file:
                return preview_of(read_workbook(file))
        except OSError as fault:
            raise CommandError(_("The file %(file)s cannot be read.") % {"file": path.name}) from fault
        except SpreadsheetError as fault:
            raise CommandError(str(fault)) from fault
