"""A working version of a draft as it stood when people were asked about it; never changed, so that they can be answered."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.personal_data import done_by


class PlanSnapshot(models.Model):
    """The content of a plan before its approval, canonically written, with its SHA-256.

    Consultations run over one, and differences are read between them.
    """

    personal_data = done_by("taken_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="snapshots", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(
        _("what it is"), max_length=120, help_text=_("For example working version for comments of the public.")
    )
    is_public = models.BooleanField(_("public"), default=True)
    content = models.TextField(_("content"), editable=False)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, editable=False)
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    taken_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("taken by"), editable=False, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("working version"), _("working versions")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="snapshot_number_once_per_plan",
                violation_error_message=_("Another working version has this number."),
            )
        ]

    def __str__(self) -> str:
        return _("%(title)s (working version %(number)d)") % {"title": self.title, "number": self.number}

    def get_absolute_url(self) -> str:
        """What differs from the version before it."""
        return f"{reverse('plans:changes', args=[self.plan.slug])}?do={self.key}"

    @property
    def key(self) -> str:
        """How addresses name it among versions of the plan: n1.2 is the second working version of version 1."""
        return f"n{self.plan.version}.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a stored working version only ever changes who may read it."""
        if self.pk and set(kwargs.get("update_fields") or ["content"]) - {"is_public"}:
            raise TypeError("a working version does not change")
        super().save(*args, **kwargs)
