"""The app of plans."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Community plans."""

    name = "plans"
    verbose_name = _("Plans")
