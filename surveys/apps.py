"""The app of surveys."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Surveys and their results; puts the triggers that protect opened ones in place after each migration."""

    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Duties join the first page of the administration; checks and triggers are connected."""
        from surveys import checks, duties, freezing  # noqa: F401  # they register themselves
        from surveys.results import duties as results_duties  # noqa: F401  # as above

        pre_migrate.connect(freezing.remove, sender=self)
        post_migrate.connect(freezing.install, sender=self)
