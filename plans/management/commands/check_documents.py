"""Checks approved plans and their official documents: `manage.py check_documents`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plans.models import Edition
from plans.official_document import faults_of


class Command(BaseCommand):
    """Computes checksums anew and compares them with the stored ones."""

    help = "Recomputes checksums of approved plans and of their official documents; fails if anything does not agree."

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each plan; CommandError if something is wrong."""
        wrong = 0
        for edition in Edition.objects.select_related("plan", "pdf"):
            faults = faults_of(edition)
            wrong += bool(faults)
            words = "; ".join(faults) or _("all agrees")
            self.stdout.write(f"{edition.plan}: {words}")
        if wrong:
            raise CommandError(_("Documents that do not agree: %(count)d.") % {"count": wrong})
