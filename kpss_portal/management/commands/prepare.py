"""`manage.py prepare`: makes the portal ready to serve, after installing and after each new version."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from kpss_portal.catalogue import compile_catalogues
from kpss_portal.turns import turn


class Command(BaseCommand):
    """Harmless and quick when there is nothing to do."""

    help = "Compiles the Czech catalogue, brings the database up to date and collects static files."
    requires_system_checks: list[str] = []  # what they would complain of is what this command mends

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", action="store_true", help="load the sample office too")
        parser.add_argument("--serve", metavar="HOST:PORT", help="serve afterwards, until the calling process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
        with turn("prepare", wait=True):  # of machines that start at once one changes tables, others find nothing to do
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        if self._static_changed():
            call_command("collectstatic", interactive=False, verbosity=0)
            self._note.write_text(self._static_sum())
        if options["sample"]:
            call_command("load_sample_office", stdout=self.stdout)
        self.stdout.write(self.style.SUCCESS("The portal is ready."))
        if options["serve"]:
            connections.close_all()
            call_command("serve", options["serve"], with_parent=True, skip_checks=False)

    @property
    def _note(self) -> Path:
        return settings.DATA_DIR / "static.sum"

    def _static_changed(self) -> bool:
        collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
        return not (collected.exists() and self._note.exists() and self._note.read_text() == self._static_sum())

    def _static_sum(self) -> str:
        """Tells when collecting would find something new: name, size and time of each source file."""
        folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
        folders += [Path(app.path) / "static" for app in apps.get_app_configs()]
        seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
        for file in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
            facts = file.stat()
            seen.update(f"{file}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
        return seen.hexdigest()
