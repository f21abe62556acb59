"""`manage.py compile_words`: makes the Czech catalogue ready for use."""

from typing import Any

from django.core.management.base import BaseCommand

from kpss_portal.catalogue import compile_catalogues


class Command(BaseCommand):
    """Like Django's compilemessages, without the need of gettext."""

    help = "Compiles the Czech catalogue (locale/*/LC_MESSAGES/*.po); does nothing when it is up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for source in compile_catalogues():
            self.stdout.write(f"compiled {source}")
