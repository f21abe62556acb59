"""Comparison with the state register: each reading of its file, each difference, and what was accepted at once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from services_catalog.enums import DifferenceKind, DifferenceState, RegisterImportState


def register_file_name(register_import: "RegisterImport", _filename: str) -> str:
    """A generated name; of the person's name nothing stays."""
    return f"register/{register_import.uuid}.json"


class RegisterImport(models.Model):
    """One reading of the register's file. The file itself is kept only until it is read."""

    personal_data = done_by("created_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(_("file"), max_length=200)
    file = models.FileField(_("uploaded file"), upload_to=register_file_name, blank=True, max_length=200)
    file_sha256 = models.CharField(_("checksum of the file"), max_length=64, blank=True)
    code_lists = models.JSONField(_("code lists"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RegisterImportState, default=RegisterImportState.WAITING
    )
    percent = models.PositiveSmallIntegerField(_("done, per cent"), default=0)
    message = models.TextField(_("message"), blank=True)
    unknown_codes = models.JSONField(_("unknown values"), default=list, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    override_reason = models.CharField(
        _("why the count of services moved"),
        max_length=250,
        blank=True,
        help_text=_("Somebody confirmed with this reason that the moved count of services is right."),
    )
    services_total = models.PositiveIntegerField(_("services in the file"), null=True)
    facilities_total = models.PositiveIntegerField(_("places in the file"), null=True)
    kept_total = models.PositiveIntegerField(_("services of the territory"), null=True)
    left_out_emails = models.PositiveIntegerField(_("e-mails of persons left out"), default=0)
    new_count = models.PositiveIntegerField(_("new services"), default=0)
    changed_count = models.PositiveIntegerField(_("changed facts"), default=0)
    ended_count = models.PositiveIntegerField(_("ended services"), default=0)
    settled_count = models.PositiveIntegerField(_("no longer differences"), default=0)
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("started by")
    )
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("comparison with the register"), _("comparisons with the register")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", RegisterImportState.values, name="register_import_state_known"),
            models.CheckConstraint(
                condition=~Q(state=RegisterImportState.DONE)
                | Q(finished_at__isnull=False, services_total__isnull=False, kept_total__isnull=False),
                name="register_import_done_has_counts",
                violation_error_message=_("A finished comparison needs its time and its counts."),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        """Its page in the administration."""
        return reverse("admin:services_catalog_register_import", args=[self.uuid])

    @property
    def is_under_way(self) -> bool:
        """Whether the page is worth renewing."""
        return self.state in {RegisterImportState.WAITING, RegisterImportState.READING}


class RegisterBatch(models.Model):
    """Differences accepted at once; `journal` holds what stood in each row before, for the undo."""

    personal_data = done_by("applied_by", "undone_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    applied_at = models.DateTimeField(_("accepted at"), auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("accepted by")
    )
    difference_count = models.PositiveIntegerField(_("differences"), default=0)
    journal = models.JSONField(_("what stood there before"), default=list)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("undone by")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("accepted batch"), _("accepted batches")
        ordering = ["-applied_at", "-pk"]
        constraints = [
            set_together(
                "undone_at",
                "undone_by",
                name="register_undo_whole",
                message=_("An undo needs both its time and its author."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.applied_at:%d.%m.%Y %H:%M}"


class DifferenceQuerySet(models.QuerySet["RegisterDifference"]):
    """Differences."""

    def waiting(self) -> "DifferenceQuerySet":
        """Those to be decided."""
        return self.filter(state=DifferenceState.WAITING)

    def decided(self) -> "DifferenceQuerySet":
        """Those that somebody accepted or declined."""
        return self.filter(state__in=[DifferenceState.ACCEPTED, DifferenceState.DECLINED])

    def alarming(self) -> "DifferenceQuerySet":
        """Ends of services, changed capacities, and addresses that the register keeps secret now."""
        return self.filter(is_alarm=True)


class RegisterDifference(models.Model):
    """One thing that the register says otherwise. `before` and `after` are values of services_catalog.register.facts."""

    personal_data = done_by("decided_by")

    leaves_no_line = "a queue that the portal makes; decisions leave lines"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    found_in = models.ForeignKey(
        RegisterImport, models.PROTECT, related_name="differences", verbose_name=_("found in the comparison")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=DifferenceKind)
    subject = models.CharField(_("key in the register"), max_length=20, db_index=True)
    service = models.ForeignKey(
        "services_catalog.Service",
        models.SET_NULL,
        related_name="register_differences",
        verbose_name=_("service"),
        null=True,
    )
    title = models.CharField(_("name"), max_length=200)
    provider_name = models.CharField(_("provider"), max_length=200, blank=True)
    kept_because = models.CharField(_("why it is ours"), max_length=10, blank=True)
    field = models.CharField(_("what"), max_length=20)
    before = models.JSONField(_("in the catalogue"), null=True)
    after = models.JSONField(_("in the register"), null=True)
    fingerprint = models.CharField(_("checksum"), max_length=64)
    is_alarm = models.BooleanField(_("pressing"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=DifferenceState, default=DifferenceState.WAITING)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    batch = models.ForeignKey(
        RegisterBatch, models.PROTECT, related_name="differences", verbose_name=_("accepted batch"), null=True
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("difference from the register"), _("differences from the register")
        ordering = ["provider_name", "title", "subject", "field", "pk"]
        indexes = [models.Index(fields=["state", "subject", "field"], name="difference_by_state")]
        constraints = [
            known_choice("kind", DifferenceKind.values, name="difference_kind_known"),
            known_choice("state", DifferenceState.values, name="difference_state_known"),
            models.UniqueConstraint(
                fields=["subject", "field"],
                condition=Q(state=DifferenceState.WAITING),
                name="difference_waits_once",
                violation_error_message=_("This difference waits already."),
            ),
            set_together(
                "decided_at",
                "decided_by",
                name="difference_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DifferenceState.ACCEPTED, DifferenceState.DECLINED])
                | Q(decided_at__isnull=False),
                name="difference_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
