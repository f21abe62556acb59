"""Imports of projects, kept so that they can be taken back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import set_together
from kpss_portal.personal_data import done_by


class ProjectImport(models.Model):
    """One import into the pool of a plan, named by its first version.

    `rows` is a list of {"project": key, "before": stored rows, "after": checksum}; "before" is None for a project that the
    import made.
    """

    personal_data = done_by("imported_by", "undone_by")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="project_imports", verbose_name=_("plan"))
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

    objects: Any = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("import of projects"), _("imports of projects")
        ordering = ["-imported_at"]
        constraints = [
            set_together(
                "undone_at",
                "undone_by",
                name="project_import_undo_whole",
                message=_("An undo needs both its time and its author."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.imported_at:%-d. %-m. %Y}"
