"""The ground floor as an app: shared models, template tags, commands."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpssPortalConfig(AppConfig):
    """What every other app leans on."""

    name = "kpss_portal"
    verbose_name = _("Operation of the portal")

    def ready(self) -> None:
        """System checks and duties register themselves when loaded."""
        from kpss_portal import checks, operation_duties  # noqa: F401  loaded for their registrations
