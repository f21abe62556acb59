"""`manage.py smoke`: whether the portal of these settings answers, without a server; GET only, nothing is written."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.test import Client

PAGES = (
    "/",
    "/katalog/",
    "/plany/",
    "/skupiny/",
    "/ankety/",
    "/kontakty/",
    "/aktuality/",
    "/hledat/?q=pomoc",
    "/sitemap.xml",
    "/ucet/prihlaseni/",
)
MODELS = ("plans.Plan", "services_catalog.Service", "working_groups.Group", "surveys.Survey")
FEW = 5


class Command(BaseCommand):
    """After a restore, an upgrade, or at any time."""

    help = "Asks the main pages, some details of each kind, and the checksums of approved plans."

    def handle(self, *args: Any, **options: Any) -> None:
        if not _has_static_files():
            raise CommandError("Styles and fonts are not here yet. Please run: manage.py prepare")
        host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        client = Client(SERVER_NAME=host, raise_request_exception=False)
        addresses = [*PAGES, *self._details()]
        failed = [f"{address}: {status}" for address in addresses if (status := _status(client, address)) != 200]
        if failed:
            raise CommandError("Pages that do not answer: " + ", ".join(failed))
        call_command("check", databases=["default"], stdout=self.stdout)
        try:
            call_command("check_documents", stdout=self.stdout)
        except CommandError as fault:
            self._only_unmade(fault)
        self.stdout.write(self.style.SUCCESS(f"{len(addresses)} pages answer."))

    def _details(self) -> list[str]:
        """Addresses of the first public things of each kind."""
        found = []
        for label in MODELS:
            manager: Any = apps.get_model(label)._default_manager
            found += [thing.get_absolute_url() for thing in manager.visible_to(AnonymousUser())[:FEW]]
        return found

    def _only_unmade(self, fault: CommandError) -> None:
        """An approved plan whose document has yet to be made is told above, and is no fault of this place."""
        unmade = apps.get_model("plans.Edition")._default_manager.filter(pdf=None).count()
        if not unmade or not str(fault).endswith(f" {unmade}."):
            raise fault


def _has_static_files() -> bool:
    """False on a machine where only a backup was restored; a storage without a manifest, as in the tests, needs none."""
    storage: Any = staticfiles_storage
    return not hasattr(storage, "read_manifest") or storage.read_manifest() is not None


def _status(client: Client, address: str) -> int:
    return client.get(address, secure=True, follow=True).status_code
