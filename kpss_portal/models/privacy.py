"""What proves that the office keeps its word: runs of terms, deletions on request, consents."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kpss_portal import purposes
from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class RetentionRun(models.Model):
    """One nightly run of terms: counts by rule, nothing about people."""

    began_at = models.DateTimeField(_("began at"), editable=False)
    ended_at = models.DateTimeField(_("ended at"), editable=False)
    has_failed = models.BooleanField(_("a rule failed"), default=False, editable=False)
    counts = models.JSONField(_("counts"), default=list, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("run of terms"), _("personal data")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")),
                name="retention_run_ends_after_beginning",
                violation_error_message=_("A run cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        count = self.total
        return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}

    @property
    def total(self) -> int:
        """Rows emptied or deleted."""
        return sum(row["count"] for row in self.counts)


class Erasure(models.Model):
    """A line of the journal of deletions: which rows, by keys, and marks of addresses. No name and no address.

    The same line lies in a file beside the database, so that it outlives a restore of an older backup and is carried out anew.
    """

    personal_data = PersonalData(
        purposes.RIGHTS,
        others=("marks",),
        doers=("actor",),
        terms=(Term(_("journal of deletions"), 1095, "erased_at", _("after the deletion")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Without it, data would come back from an older backup. It holds neither a name nor an address."),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    erased_at = models.DateTimeField(_("erased at"), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", verbose_name=_("who"), null=True, editable=False
    )
    note = models.CharField(_("number of the request"), max_length=100, blank=True, editable=False)
    acts = models.JSONField(_("what was done"), default=list, editable=False)
    marks = models.JSONField(_("marks of addresses"), default=list, editable=False)
    kept = models.JSONField(_("what stayed"), default=list, editable=False)
    repeated_at = models.DateTimeField(_("carried out anew at"), null=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("deletion on request"), _("journal of deletions")
        ordering = ["-erased_at", "-pk"]

    def __str__(self) -> str:
        count = len(self.acts)
        return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


class ConsentHow(models.TextChoices):
    """By what way a consent came or ended."""

    FORM = "form", _("by a form on the portal")
    MAILED_LINK = "mailed_link", _("by a link from a letter")
    OFFICE = "office", _("written down by the office, from paper or a talk")
    ERASED = "erased", _("with the deletion of the data")


class Consent(models.Model):
    """Proof of a consent: which words the person saw, when and how they agreed, when and how they ended it."""

    personal_data = PersonalData(
        purposes.RIGHTS,
        others=("mark",),
        doers=("recorded_by",),
        terms=(Term(_("proof of a consent"), 1095, "withdrawn_at", _("after the consent ended")),),
        kept=_("proof of a consent that stands: as long as it stands"),
        on_request=OnRequest.KEEP,
        why_kept=_("It proves the consent for three years after its end. It holds neither a name nor an address."),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wording = models.TextField(_("words that the person saw"), editable=False)
    given_at = models.DateTimeField(_("given at"), editable=False)
    how = models.CharField(_("how"), max_length=12, choices=ConsentHow, editable=False)
    about_type = models.CharField(_("kind of thing"), max_length=60, editable=False)
    about_id = models.CharField(_("key of the thing"), max_length=40, editable=False)
    mark = models.CharField(_("mark of the address"), max_length=64, blank=True, db_index=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
        null=True,
        editable=False,
    )
    withdrawn_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    withdrawn_how = models.CharField(_("how it ended"), max_length=12, choices=ConsentHow, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("consent"), _("consents")
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["about_type", "about_id"], name="consent_about")]
        constraints = [
            known_choice("how", ConsentHow.values, name="consent_how_known"),
            known_choice("withdrawn_how", [*ConsentHow.values, ""], name="consent_end_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_how="")
                | (Q(withdrawn_at__gte=F("given_at")) & ~Q(withdrawn_how="")),
                name="consent_end_whole",
                violation_error_message=_("A consent ends after it was given, and it is known how."),
            ),
            models.UniqueConstraint(
                fields=["about_type", "about_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_stands_once",
                violation_error_message=_("This consent stands already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
