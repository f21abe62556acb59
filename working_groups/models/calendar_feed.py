"""A member's own calendar by a secret address."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData
from kpss_portal.sealed_keys import key_of, secret_of

PURPOSE = "working_groups.calendar_feed"


class CalendarFeed(models.Model):
    """The key of the address; a new one revokes the address that was given out before."""

    personal_data = PersonalData(
        purposes.GROUPS,
        accounts=("user",),
        kept=_("until the person ends the link"),
        on_request=OnRequest.DELETE,
    )

    confidential_fields = ("key",)

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
        return secret_of(PURPOSE, self.key)

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
        key = key_of(PURPOSE, secret)
        return cls.objects.select_related("user").filter(key=key, user__is_active=True).first() if key else None
