"""Terms of personal data: `manage.py run_retention`, once a night by a timer; `--dry-run` only counts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from kpss_portal.privacy import journal, retention
from kpss_portal.privacy.retention import Due


class Command(BaseCommand):
    """Harmless when repeated: what is gone is not due again."""

    help = "Deletes or empties what is past its term by the rules of all apps; --dry-run only says what would go."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only looks."""
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each rule that has something to do, and one for all the others."""
        with override(settings.LANGUAGE_CODE):
            if options["dry_run"]:
                self.stdout.write(_("This would go now; nothing has been changed:"))
                self._tell(retention.due())
                return
            run = retention.run()
            journal.settle()
            self._tell(retention.report(run))
        if run.has_failed:
            raise CommandError("A rule failed; the log of the server says which and why. The others were carried out.")

    def _tell(self, rows: list[Due]) -> None:
        busy = [row for row in rows if row.count or row.is_failed]
        for row in busy:
            self.stdout.write(
                f"{row.count:>7}  {row.kind} – {row.rule}" + (f"  ({_('failed')})" if row.is_failed else "")
            )
        words = _("Rules: %(count)d, of them with nothing to do: %(idle)d.")
        self.stdout.write(words % {"count": len(rows), "idle": len(rows) - len(busy)})
