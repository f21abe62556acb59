"""The app of surveys."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Surveys and their results."""

    name = "surveys"
    verbose_name = _("Surveys")
