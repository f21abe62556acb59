"""Lines for people in crisis."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CrisisLine(models.Model):
    """A line or an emergency number, at hand on every page."""

    not_personal = {"name": "of a crisis line", "phone": "of a crisis line", "email": "of a crisis line"}

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(
        _("in the bar"), max_length=60, blank=True, help_text=_("For example It is about life.")
    )
    phone = models.CharField(_("phone"), max_length=20)
    availability = models.CharField(_("when"), max_length=80, blank=True)
    is_free = models.BooleanField(_("free of charge"), default=False)
    audience = models.CharField(_("for whom"), max_length=150, blank=True)
    description = models.CharField(_("with what it helps"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    web = models.URLField(_("web"), blank=True)
    is_in_bar = models.BooleanField(_("in the bar of every page"), default=False)
    is_emergency = models.BooleanField(_("emergency number"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=50)

    class Meta:
        verbose_name, verbose_name_plural = _("crisis line"), _("crisis lines")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
