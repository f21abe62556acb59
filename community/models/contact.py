"""Whom people turn to."""

import uuid
from typing import Any

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.enums import ContactAudience
from kpss_portal import purposes
from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import OnRequest, PersonalData

MAIN_CONTACT_KEY = "community.main_contact"


class Contact(models.Model):
    """A person or a function of the office. Names are of people in a public function."""

    personal_data = PersonalData(
        purposes.CONTACTS,
        emails=("email",),
        names=("name",),
        others=("phone",),
        kept=_("as long as the person has the office"),
        on_request=OnRequest.DELETE,
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=150, blank=True)
    audience = models.CharField(_("for whom"), max_length=15, choices=ContactAudience, default=ContactAudience.PUBLIC)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.TextField(_("when"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_main = models.BooleanField(_("in the footer"), default=False)
    is_public = models.BooleanField(_("public"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        ordering = ["position", "pk"]
        constraints = [
            known_choice("audience", ContactAudience.values, name="contact_audience_known"),
            models.UniqueConstraint(
                fields=["is_main"],
                condition=models.Q(is_main=True),
                name="contact_one_main",
                violation_error_message=_("Only one contact can be in the footer."),
            ),
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(email="") | ~models.Q(address=""),
                name="contact_can_be_reached",
                violation_error_message=_("Give at least a phone, an e-mail or an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The footer of every page shows it at once."""
        super().save(*args, **kwargs)
        cache.delete(MAIN_CONTACT_KEY)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """The footer forgets it at once."""
        cache.delete(MAIN_CONTACT_KEY)
        return super().delete(*args, **kwargs)
