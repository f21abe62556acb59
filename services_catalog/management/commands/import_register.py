"""Comparison with the state register: `manage.py import_register FILE --codelists DIR [--dry-run]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from services_catalog.enums import DifferenceKind
from services_catalog.models import RegisterDifference, RegisterImport
from services_catalog.register.codes import Codes, read_folder
from services_catalog.register.facts import LABELS, words_of
from services_catalog.register.faults import RegisterFault
from services_catalog.register.importing import check_count, compare, counts_of, read, run
from services_catalog.register.matching import Catalogue


class Command(BaseCommand):
    """Puts differences into the queue; the catalogue itself changes only when somebody accepts them."""

    help = "Compares the catalogue with the ministry's open data of the register; differences go into the queue."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, its code lists, and whether only to look."""
        parser.add_argument("file", type=Path, help="rpss.json of the ministry")
        parser.add_argument("--codelists", type=Path, metavar="DIR", help="folder with the ministry's code lists")
        parser.add_argument("--dry-run", action="store_true", help="only say what would come into the queue")
        parser.add_argument(
            "--accept-count",
            metavar="REASON",
            default="",
            help="go on although the count of services moved by more than 5 %%; the reason is kept",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Says counts, and with --dry-run each difference."""
        path: Path = options["file"]
        try:
            lists = read_folder(options["codelists"]) if options["codelists"] else {}
            with path.open("rb") as file:
                if options["dry_run"]:
                    self._look(file, lists, options["accept_count"])
                else:
                    self._run(file, lists, path.name, options["accept_count"])
        except OSError as fault:
            raise CommandError(_("The file %(file)s cannot be read.") % {"file": path.name}) from fault
        except RegisterFault as fault:
            raise CommandError(str(fault)) from fault

    def _run(self, file: Any, lists: dict[str, dict[str, str]], name: str, reason: str) -> None:
        kept = RegisterImport.objects.create(
            filename=name[:200], code_lists=lists, override_reason=reason.strip()[:250]
        )
        run(kept, file)
        for note in kept.notes:
            self.stdout.write(note)
        self.stdout.write(_counts_sentence() % counts_of(kept))

    def _look(self, file: Any, lists: dict[str, dict[str, str]], reason: str) -> None:
        codes, catalogue = Codes(lists), Catalogue()
        reading = read(file, codes, catalogue)
        if not reason.strip():
            check_count(reading)
        comparison = compare(reading, codes, catalogue)
        for row in comparison.found:
            self.stdout.write(_line(row))
        counts = {kind.value: comparison.count(kind) for kind in DifferenceKind}
        counts |= {"services": reading.services, "kept": len(reading.kept), "settled": len(comparison.settled)}
        self.stdout.write(_counts_sentence() % counts)
        self.stdout.write(_("Nothing was changed."))


def _counts_sentence() -> str:
    """The sentence with counts."""
    return _(
        "Services in the file: %(services)d, of the territory: %(kept)d. Into the queue: new %(new)d, "
        "changed %(changed)d, ended %(ended)d; no longer differences: %(settled)d."
    )


def _line(row: RegisterDifference) -> str:
    name = f"{row.provider_name}: {row.title}"
    if row.kind == DifferenceKind.NEW:
        return f"+ {name}"
    before, after = ("; ".join(words_of(row.field, value)) or "–" for value in (row.before, row.after))
    return f"{'-' if row.kind == DifferenceKind.ENDED else '~'} {name}: {LABELS[row.field]}: {before} → {after}"
