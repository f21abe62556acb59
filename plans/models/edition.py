"""The frozen content of an approved plan and its official document."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import set_together
from kpss_portal.personal_data import done_by


class Edition(models.Model):
    """What was approved, canonically written, with its SHA-256; and the PDF made of it.

    `content` never changes; `pdf` is set once, when the background task has made the document.
    """

    personal_data = done_by("approved_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="edition", verbose_name=_("plan"))
    content = models.TextField(_("content"), editable=False)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, editable=False)
    pdf = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.PROTECT,
        verbose_name=_("official document"),
        null=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved at"), editable=False)
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("approved by"), editable=False, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("edition"), _("editions")
        ordering = ["-approved_at"]
        constraints = [
            set_together(
                "approved_at",
                "approved_by",
                name="edition_approval_whole",
                message=_("An approval needs both its time and its author."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.content_sha256[:12]})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a stored edition only ever gets its document."""
        if self.pk and kwargs.get("update_fields") != ["pdf"]:
            raise TypeError("an edition does not change")
        super().save(*args, **kwargs)
