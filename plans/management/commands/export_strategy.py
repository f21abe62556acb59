"""A plan in the hierarchy of the national database of strategies: `manage.py export_strategy SLUG FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans.models import Plan
from plans.needs.quality import shown_plan
from plans.needs.strategy import workbook


class Command(BaseCommand):
    """Writes xlsx."""

    help = "Exports a plan as an xlsx workbook in the hierarchy of the national database of strategies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan and where to."""
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the version in force, else the newest one."""
        first = Plan.objects.filter(slug=options["slug"]).first()
        if first is None:
            raise CommandError(_("There is no plan with the address %(slug)s.") % {"slug": options["slug"]})
        if options["file"].suffix.lower() != ".xlsx":
            raise CommandError(_("The name of the file must end with .xlsx."))
        plan = shown_plan(first)
        options["file"].write_bytes(workbook(plan))
        self.stdout.write(_("Exported: %(plan)s.") % {"plan": plan})
