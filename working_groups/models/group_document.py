"""Charters and rules of procedure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from working_groups.enums import DocumentKind


class GroupDocument(models.Model):
    """One version of a document by which the group is governed; the newest approved one holds."""

    group = models.ForeignKey("working_groups.Group", models.CASCADE, related_name="documents", verbose_name=_("group"))
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind, default=DocumentKind.CHARTER)
    version = models.CharField(_("version"), max_length=40, default="1")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approving_body = models.CharField(_("which body approved it"), max_length=120, blank=True)
    document = models.ForeignKey("community.Document", models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name, verbose_name_plural = _("document of a group"), _("documents of a group")
        ordering = ["kind", models.F("approved_on").desc(nulls_last=True), "-pk"]
        constraints = [
            known_choice("kind", DocumentKind.values, name="group_document_kind_known"),
            models.UniqueConstraint(fields=["group", "kind", "version"], name="group_document_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return {self.group_id}

    @property
    def meta(self) -> str:
        """What stands beside the file: kind, version, day and body of the approval."""
        day = f"{self.approved_on.day}. {self.approved_on.month}. {self.approved_on.year}" if self.approved_on else ""
        version = _("version %(number)s") % {"number": self.version}
        return ", ".join(filter(None, [str(self.get_kind_display()), str(version), day, self.approving_body]))
