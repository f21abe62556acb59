"""Who did what and when; written once, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """The log is only written and read."""

    def update(self, **_values: Any) -> int:
        """Refused."""
        raise TypeError("the audit log does not change")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("the audit log is not deleted")


class AuditEntry(models.Model):
    """One act. `changes` holds names of fields and, for public data, their old and new values."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("who"),
        null=True,
        related_name="+",
        db_constraint=False,
    )
    actor_label = models.CharField(_("who, in words"), max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(_("kind of thing"), max_length=60)
    object_id = models.CharField(_("key of the thing"), max_length=40)
    object_label = models.CharField(_("thing"), max_length=300)
    changes = models.JSONField(_("changes"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("line of the log"), _("log of changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new lines are written."""
        if self.pk:
            raise TypeError("the audit log does not change")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("the audit log is not deleted")
