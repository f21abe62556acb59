"""Imports of plans, kept so that they can be looked at before and undone after."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import set_together
from kpss_portal.personal_data import done_by


class PlanImport(models.Model):
    """One uploaded workbook: previewed, then perhaps applied, then perhaps undone.

    `workbook` holds the uploaded file until it is applied; `before` the plan's own workbook as it was (empty for a plan
    that the import made); checksums tell whether somebody changed the plan in between.
    """

    personal_data = done_by("created_by", "undone_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.SET_NULL, verbose_name=_("plan"), related_name="imports", null=True)
    filename = models.CharField(_("file"), max_length=200)
    workbook = models.BinaryField(_("workbook"))
    before = models.BinaryField(_("workbook before"), null=True)
    before_sha256 = models.CharField(_("checksum before"), max_length=64, blank=True)
    after_sha256 = models.CharField(_("checksum after"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("uploaded by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("undone by")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("import of a plan"), _("imports of plans")
        ordering = ["-created_at"]
        constraints = [
            set_together(
                "undone_at",
                "undone_by",
                name="plan_import_undo_whole",
                message=_("An undo needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
