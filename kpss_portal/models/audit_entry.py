"""Who did what and when; written once, never changed, and chained so that a missing or changed line is seen."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData


class AuditKind(models.TextChoices):
    """What sort of act a line tells of."""

    ADD = "add", _("added")
    CHANGE = "change", _("changed")
    DELETE = "delete", _("deleted")
    STEP = "step", _("step of work")
    IMPORT = "import", _("import")
    EXPORT = "export", _("export")
    VIEW = "view", _("view of personal data")
    SIGN_IN = "sign_in", _("signing in")
    MAIL = "mail", _("mail")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """The log is only written and read."""

    def update(self, **_values: Any) -> int:
        """Refused."""
        raise TypeError("the audit log does not change")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("the audit log is not deleted")


class AuditEntry(models.Model):
    """One act. `changes` holds names of fields and, for public data, their old and new values.

    The number, the hash of the line before and the own hash come once, after the commit: kpss_portal/audit_chain.py.
    Personal data kept: who acted, by name; no values of personal data. For settings.AUDIT_MONTHS.
    """

    personal_data = PersonalData(
        purposes.WORK,
        doers=("actor",),
        on_request=OnRequest.KEEP,
        why_kept=_(
            "The log of changes proves what happened and cannot be changed; its lines go when their term is over."
        ),
    )

    leaves_no_line = "the log itself"

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AuditKind, default=AuditKind.STEP, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("who"),
        null=True,
        related_name="+",
        db_constraint=False,
    )
    actor_key = models.CharField(_("key of the person"), max_length=20, blank=True)
    actor_label = models.CharField(_("who, in words"), max_length=150, blank=True)
    act = models.CharField(_("act"), max_length=32, blank=True, db_index=True)
    action = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(_("kind of thing"), max_length=60)
    object_id = models.CharField(_("key of the thing"), max_length=40)
    object_label = models.CharField(_("thing"), max_length=300)
    changes = models.JSONField(_("changes"), default=dict)
    number = models.BigIntegerField(_("number in the chain"), null=True, unique=True, editable=False)
    previous_hash = models.CharField(_("hash of the line before"), max_length=64, blank=True, editable=False)
    entry_hash = models.CharField(_("hash of the line"), max_length=64, blank=True, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("line of the log"), _("log of changes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_thing")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AuditKind.values),
                name="audit_kind_known",
                violation_error_message=_("The log of changes does not change."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, entry_hash="") | models.Q(number__isnull=False),
                name="audit_hash_with_number",
                violation_error_message=_("The log of changes does not change."),
            ),
        ]

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


class AuditAnchor(models.Model):
    """Where the log begins after old lines were removed: the number and hash of the last one that went."""

    leaves_no_line = "a part of the log itself"

    number = models.BigIntegerField(_("number in the chain"), unique=True, editable=False)
    entry_hash = models.CharField(_("hash of the line"), max_length=64, editable=False)
    removed_count = models.PositiveIntegerField(_("lines removed"), editable=False)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("beginning of the log"), _("beginnings of the log")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.entry_hash}"
