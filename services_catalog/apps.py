"""The app of the catalogue."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ServicesCatalogConfig(AppConfig):
    """Providers and services."""

    name = "services_catalog"
    verbose_name = _("Catalogue of services")

    def ready(self) -> None:
        """What is due joins the first page of the administration; what is kept in memory learns of changes; triggers are kept."""
        from services_catalog import duties, freezing, memory, network_rules  # noqa: F401  # duties and rules register themselves
        from services_catalog.network import duties as network_duties  # noqa: F401  # registers its duties
        from services_catalog.register import duties as register_duties  # noqa: F401  # registers its duties
        from services_catalog.verification import duties as verification_duties  # noqa: F401  # registers its duties

        memory.watch()
        pre_migrate.connect(freezing.remove, sender=self)
        post_migrate.connect(freezing.install, sender=self)
