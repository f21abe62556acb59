"""A whole plan as a workbook: `manage.py export_plan SLUG FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans.models import Plan
from plans.workbook.exporting import export_bytes


class Command(BaseCommand):
    """Writes xlsx or ods, by the ending of the file's name."""

    help = "Exports a plan as an xlsx or ods workbook that can be imported again without loss."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan and where to."""
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the newest version of the plan."""
        plan = Plan.objects.filter(slug=options["slug"]).order_by("-version").first()
        if plan is None:
            raise CommandError(_("There is no plan with the address %(slug)s.") % {"slug": options["slug"]})
        suffix = options["file"].suffix.lower().lstrip(".")
        if suffix not in {"xlsx", "ods"}:
            raise CommandError(_("The name of the file must end with .xlsx or .ods."))
        options["file"].write_bytes(export_bytes(plan, suffix))
        self.stdout.write(_("Exported: %(plan)s.") % {"plan": plan})
