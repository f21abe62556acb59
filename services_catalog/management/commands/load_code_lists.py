"""Code lists of the Act: `manage.py load_code_lists`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from services_catalog.code_lists import load_code_lists
from services_catalog.models import ServiceType


class Command(BaseCommand):
    """Loads or mends code lists."""

    help = "Loads kinds of services, target groups, life situations and crisis lines; harmless when repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many kinds of services there are."""
        load_code_lists()
        self.stdout.write(
            _("Code lists are up to date: %(count)d kinds of services.") % {"count": ServiceType.objects.count()}
        )
