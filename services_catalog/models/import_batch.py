"""Imports of services, kept so that they can be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import set_together
from kpss_portal.personal_data import done_by


class ImportBatch(models.Model):
    """One import: which rows it made or changed and what stood there before.

    `rows` is a list of {"slug", "before", "after_hash"}; "before" is None for a service that the import made.
    """

    personal_data = done_by("imported_by", "undone_by")

    filename = models.CharField(_("file"), max_length=200)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("imported by")
    )
    created_count = models.PositiveIntegerField(_("made"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    rows = models.JSONField(_("rows"), default=list)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("undone by")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("import of services"), _("imports of services")
        ordering = ["-imported_at"]
        constraints = [
            set_together(
                "undone_at",
                "undone_by",
                name="import_undo_whole",
                message=_("An undo needs both its time and its author."),
            )
        ]

    def __str__(self) -> str:
        return self.filename
