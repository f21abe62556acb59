"""What members of the council read before they vote: a frozen file of papers behind a secret address."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal.personal_data import done_by
from kpss_portal.sealed_keys import key_of, secret_of

PURPOSE = "plans.council_packet"


class CouncilPacket(models.Model):
    """The draft, what changed, the settlement of comments, money and readiness as they stood when the packet was made."""

    personal_data = done_by("made_by")

    confidential_fields = ("key",)

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="packets", verbose_name=_("plan"))
    title = models.CharField(
        _("for which meeting"), max_length=120, help_text=_("For example Municipal Assembly, 12 December 2026.")
    )
    expires_on = models.DateField(_("the link works until"))
    content = models.TextField(_("content"), editable=False)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, editable=False)
    document = models.ForeignKey(
        "kpss_portal.StoredDocument", models.SET_NULL, verbose_name=_("document"), related_name="+", null=True
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name=_("made by"), related_name="+")
    revoked_at = models.DateTimeField(_("link revoked at"), null=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("packet for the council"), _("packets for the council")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def secret(self) -> str:
        """What stands in the address."""
        return secret_of(PURPOSE, self.key)

    @property
    def is_open(self) -> bool:
        """Whether the address works today."""
        return self.revoked_at is None and self.expires_on >= timezone.localdate()

    def get_absolute_url(self) -> str:
        """The address for members of the council."""
        return reverse("plans:packet", args=[self.secret])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; of a stored packet only its document and the end of its link change."""
        if self.pk and set(kwargs.get("update_fields") or ["content"]) - {"document", "revoked_at"}:
            raise TypeError("a packet does not change")
        super().save(*args, **kwargs)

    @classmethod
    def of_secret(cls, secret: str) -> "CouncilPacket | None":
        """The packet of the address, also one whose link works no longer; None for a forged address."""
        key = key_of(PURPOSE, secret)
        return cls.objects.select_related("plan", "document").defer("content").filter(key=key).first() if key else None
