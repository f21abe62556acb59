"""A town's own table: `manage.py import_catalogue FILE [--mapping FILE.json] [--dry-run] [--report FILE.json]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import SpreadsheetError, read_workbook
from services_catalog.importing.preview import Preview
from services_catalog.importing.writing import write
from services_catalog.sheets.mapping import Layout, Mapping, MappingFault, layout_of, mapping_of, remember
from services_catalog.sheets.meanings import Words
from services_catalog.sheets.reading import preview_of_sheet
from services_catalog.sheets.reporting import report_of


class Command(BaseCommand):
    """Imports all rows or none; what it does not understand it asks about instead of guessing."""

    help = "Imports services from any table (xlsx, ods, csv); columns and words are recognised or told by a mapping."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, what it means, whether only to look, and where to put the report."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, metavar="FILE.json", help="what columns and words mean")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="what became of each row")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes, or says what is not understood."""
        path: Path = options["file"]
        try:
            mapping = mapping_of(options["mapping"].read_bytes()) if options["mapping"] else Mapping()
            with path.open("rb") as file:
                layout = layout_of(read_workbook(file), mapping)
        except OSError as fault:
            name = Path(fault.filename or path).name
            raise CommandError(_("The file %(file)s cannot be read.") % {"file": name}) from fault
        except (SpreadsheetError, MappingFault) as fault:
            raise CommandError(str(fault)) from fault
        self._import(layout, mapping, options)

    def _import(self, layout: Layout, mapping: Mapping, options: dict[str, Any]) -> None:
        with transaction.atomic():
            preview = preview_of_sheet(layout, Words(mapping.words))
            is_understood = preview.is_ready and not layout.asked
            is_written = is_understood and not options["dry_run"]
            report = None if is_written else report_of(preview, layout, is_written=False, filename=options["file"].name)
            if is_written:
                write(preview, options["file"].name, None)
                remember(layout, mapping.words)
                report = report_of(preview, layout, is_written=True, filename=options["file"].name)
            transaction.set_rollback(not is_written)
        self._keep(report, options["report"])
        self._say(preview, layout, is_understood=is_understood, is_written=is_written)

    def _keep(self, report: Any, path: Path | None) -> None:
        if path is None:
            return
        try:
            path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as fault:
            raise CommandError(_("The report %(file)s cannot be written.") % {"file": path.name}) from fault

    def _say(self, preview: Preview, layout: Layout, *, is_understood: bool, is_written: bool) -> None:
        for line in _faults(preview, layout):
            self.stderr.write(line)
        if not is_understood:
            raise CommandError(_("Nothing was imported."))
        for row in preview.skipped:
            self.stdout.write(
                _("Row %(row)s left out: %(reason)s") % {"row": row.number, "reason": row.skipped_because}
            )
        counts = {
            "created": len(preview.created),
            "changed": len(preview.changed),
            "same": len(preview.same),
            "skipped": len(preview.skipped),
        }
        sentence = (
            _("Made: %(created)d, changed: %(changed)d, the same: %(same)d, left out: %(skipped)d.")
            if is_written
            else _("Would be made: %(created)d, changed: %(changed)d, the same: %(same)d, left out: %(skipped)d.")
        )
        self.stdout.write(sentence % counts)


def _faults(preview: Preview, layout: Layout) -> list[str]:
    lines = [
        _("Say in the mapping what the column “%(heading)s” means, or null to leave it out.") % {"heading": heading}
        for heading in layout.asked
    ]
    lines += [
        _("Say in the mapping what “%(word)s” means (%(column)s, rows %(rows)s), or null to leave it out.")
        % {"word": asked.word, "column": asked.column, "rows": ", ".join(map(str, asked.rows[:10]))}
        for asked in preview.unknown
    ]
    lines += [
        _("Row %(row)s, %(column)s: %(message)s")
        % {"row": problem.row, "column": problem.column or "–", "message": problem.message}
        for problem in preview.problems
    ]
    if not preview.rows and not lines:
        lines.append(_("The sheet has no service."))
    return lines
