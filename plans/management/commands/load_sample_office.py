"""The sample office: `manage.py load_sample_office`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.models import Office
from plans.sample import loading


class Command(BaseCommand):
    """Loads the sample office once and prints its accounts."""

    help = "Loads the sample office; does nothing when it is there, refuses when a real office is set up."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how to sign in."""
        if not loading.is_loaded():
            if Office.objects.exists():
                raise CommandError(_("A real office is set up here; the sample office would mix with it."))
            loading.load()
        self.stdout.write(
            _("Sample office. Sign in at %(url)s with the password %(password)s as:")
            % {"url": "/ucet/prihlaseni/heslem/", "password": loading.PASSWORD}
        )
        for email, name, role in loading.ACCOUNTS:
            self.stdout.write(f"  {email}  {name}, {role.label}")
