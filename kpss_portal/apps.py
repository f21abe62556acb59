"""The ground floor as an app: shared models, template tags, commands."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class KpssPortalConfig(AppConfig):
    """What every other app leans on."""

    name = "kpss_portal"
    verbose_name = _("Operation of the portal")

    def ready(self) -> None:
        """System checks and duties register themselves when loaded."""
        from kpss_portal import audit_chain, audit_watch, checks, operation_duties  # noqa: F401  loaded for their registrations
        from kpss_portal.backup import after
        from kpss_portal.privacy import repeating

        after.after_restore(repeating.repeat)
        pre_migrate.connect(audit_chain.remove, sender=self)
        post_migrate.connect(audit_chain.install, sender=self)
        audit_watch.start()
