"""A member's own calendar by a secret address."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """The secret is made of the key and of the portal's own secret, so a copy of the database alone does not open it.

    A new key revokes the address that was given out before.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("person")
    )
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("private calendar"), _("private calendars")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def secret(self) -> str:
        """What stands in the address: the key and its seal."""
        return self.key.hex + _seal(self.key)

    def get_absolute_url(self) -> str:
        """The address for a calendar program."""
        return reverse("working_groups:own-calendar", args=[self.secret])

    def renew(self) -> None:
        """The old address stops working."""
        self.key = uuid.UUID(bytes=secrets.token_bytes(16))
        self.save(update_fields=["key", "made_at"])

    @classmethod
    def of_secret(cls, secret: str) -> "CalendarFeed | None":
        """The calendar of the address; None for a forged or revoked one, and for a person who may not sign in."""
        try:
            key = uuid.UUID(hex=secret[:32])
        except ValueError:
            return None
        if not constant_time_compare(secret[32:], _seal(key)):
            return None
        return cls.objects.select_related("user").filter(key=key, user__is_active=True).first()


def _seal(key: uuid.UUID) -> str:
    return salted_hmac("working_groups.calendar_feed", key.hex, algorithm="sha256").hexdigest()[:32]
