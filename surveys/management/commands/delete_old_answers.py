"""`manage.py delete_old_answers`: once a day from cron."""

from typing import Any

from kpss_portal.turns import TurnCommand
from surveys.results.retention import delete_old_answers, ends_on, with_answers


class Command(TurnCommand):
    """Deletes answers of surveys whose term is over; published results stay."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """--dry-run only lists the terms."""
        parser.add_argument("--dry-run", action="store_true", help="list the terms and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was done, a line a survey."""
        if options["dry_run"]:
            for survey in with_answers():
                self.stdout.write(f"{survey.slug}: {ends_on(survey)}")
            return
        for survey in delete_old_answers():
            self.stdout.write(f"{survey.slug}: answers deleted")
