"""Partners who give money or help, with what they ask to be said."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Partner(models.Model):
    """A partner with its logo and the sentence that its rules of publicity demand."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    logo = models.ImageField(_("logo"), upload_to="partners", blank=True)
    logo_alt = models.CharField(_("what the logo shows"), max_length=150, blank=True)
    url = models.URLField(_("web"), blank=True)
    funding_sentence = models.TextField(_("funding sentence"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    is_public = models.BooleanField(_("public"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("partner"), _("partners")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(logo="") | ~models.Q(logo_alt=""),
                name="partner_logo_has_words",
                violation_error_message=_("Say in words what the logo shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
