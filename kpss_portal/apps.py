"""The ground floor as an app: shared models, template tags, commands."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpssPortalConfig(AppConfig):
    """What every other app leans on."""

    name = "kpss_portal"
    verbose_name = _("Operation of the portal")

    def ready(self) -> None:
        """System checks register themselves when loaded."""
        from kpss_portal import checks  # noqa: F401  loaded for its registrations
