"""A whole plan from a workbook: `manage.py import_plan FILE [--dry-run]`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import SpreadsheetError
from plans.workbook.importing import apply_import, preview_of_file


class Command(BaseCommand):
    """Imports the plan at once or not at all."""

    help = "Imports a plan from an xlsx or ods workbook; everything or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether only to look."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes, or says what is wrong in which sheet and row."""
        try:
            with options["file"].open("rb") as file:
                preview = preview_of_file(file, options["file"].name)
        except OSError as fault:
            raise CommandError(_("The file %(file)s cannot be read.") % {"file": options["file"].name}) from fault
        except SpreadsheetError as fault:
            raise CommandError(str(fault)) from fault
        for problem in preview.problems:
            self.stderr.write(
                _("Sheet %(sheet)s, row %(row)s, %(column)s: %(message)s")
                % {
                    "sheet": problem.sheet,
                    "row": problem.row or "–",
                    "column": problem.column or "–",
                    "message": problem.message,
                }
            )
        if preview.problems:
            raise CommandError(_("Nothing was imported."))
        for line in preview.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            return
        try:
            plan = apply_import(preview, by=None)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        self.stdout.write(_("Imported: %(plan)s.") % {"plan": plan})
