"""The app of plans."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Community plans; takes the triggers that protect approved ones away for migrations and puts them back."""

    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        """Duties join the first page of the administration; checks and triggers are connected."""
        from plans import consulting_duties, duties, freezing, making_rules, money, progress_rules  # noqa: F401  # they register
        from plans.making import sources  # noqa: F401  # records on the way to a plan
        from plans.needs import registering  # noqa: F401  # needs register what they add
        from plans.progress import duties as progress_duties  # noqa: F401  # these as well
        from plans.progress import evidence_sources, labels  # noqa: F401  # links of the chain, words kept in memory

        pre_migrate.connect(freezing.remove, sender=self)
        post_migrate.connect(freezing.install, sender=self)
        for signal in (post_save, post_delete):
            signal.connect(money.forget_sources, sender="plans.FundingSource")
