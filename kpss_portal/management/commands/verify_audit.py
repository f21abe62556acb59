"""Whether the log of changes is whole: `manage.py verify_audit`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpss_portal import audit_chain
from kpss_portal.models import AuditEntry


class Command(BaseCommand):
    """Goes through the chain; fails when a line is missing or was changed."""

    help = "Verifies the chain of the log of changes; --expect checks an end of the chain noted elsewhere earlier."

    def add_arguments(self, parser: CommandParser) -> None:
        """An end of the chain that was written down outside the portal: cut-off newest lines are seen by it only."""
        parser.add_argument("--expect", default="", metavar="NUMBER:HASH", help="an earlier end of the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the end of the chain, to be written down elsewhere."""
        audit_chain.seal()
        found = audit_chain.verify()
        faults = found.faults + _faults_of_expected(options["expect"])
        faults += [f"the trigger {name} is missing: run manage.py prepare" for name in sorted(audit_chain.missing())]
        if faults:
            raise CommandError("The log of changes is not whole: " + "; ".join(faults[:20]) + ".")
        self.stdout.write(f"The log is whole: {found.checked} lines, its end is {found.number}:{found.entry_hash}")


def _faults_of_expected(expected: str) -> list[str]:
    if not expected:
        return []
    number, _colon, entry_hash = expected.partition(":")
    if not number.isdecimal():
        return ["--expect is not NUMBER:HASH"]
    if AuditEntry.objects.filter(number=int(number), entry_hash=entry_hash).exists():
        return []
    return [f"line {number} is not the one that was noted"]
