"""The app of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesCatalogConfig(AppConfig):
    """Providers and services."""

    name = "services_catalog"
    verbose_name = _("Catalogue of services")

    def ready(self) -> None:
        """What is due joins the first page of the administration; what is kept in memory learns of changes."""
        from services_catalog import duties, memory  # noqa: F401  # duties register themselves
        from services_catalog.register import duties as register_duties  # noqa: F401  # as above
        from services_catalog.verification import duties as verification_duties  # noqa: F401  # as above

        memory.watch()
