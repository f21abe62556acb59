"""The app of people who sign in."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Keeps one group for every role after each migration."""

    name = "accounts"
    verbose_name = _("People who sign in")

    def ready(self) -> None:
        """Roles are code, groups their trace in the database."""
        from accounts import duties, keeping, receivers  # noqa: F401  loaded for their registrations
        from accounts.roles import create_groups

        post_migrate.connect(create_groups, sender=self)
