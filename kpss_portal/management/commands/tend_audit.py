"""Nightly care of the log of changes: `manage.py tend_audit`."""

from typing import Any

from django.core.management.base import CommandParser

from kpss_portal import audit_chain
from kpss_portal.turns import TurnCommand


class Command(TurnCommand):
    """Harmless at any time and when repeated."""

    help = "Chains lines that wait and removes those past their term, with an anchor so that the rest still verifies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only looks."""
        parser.add_argument("--dry-run", action="store_true", help="only say how many lines would go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many lines went."""
        chained = audit_chain.seal()
        gone = audit_chain.forget_old(is_dry=options["dry_run"])
        words = "would be removed" if options["dry_run"] else "removed"
        number, entry_hash = audit_chain.end_of_chain()
        self.stdout.write(f"Chained {chained}, {words} {gone}; the end of the log is {number}:{entry_hash}")
