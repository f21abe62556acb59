"""What a group did in a year, kept as one document and one packed folder."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from working_groups.enums import Audience


def zip_name(archive: "GroupArchive", _filename: str) -> str:
    """A generated name; nothing of a person's typing."""
    return f"archives/{archive.year}/{archive.uuid}-{archive.zip_sha256[:16]}.zip"


class GroupArchive(models.Model):
    """Minutes, decisions and attendance of a year, for everybody or for members; made by a background task."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("working_groups.Group", models.CASCADE, related_name="archives", verbose_name=_("group"))
    year = models.PositiveSmallIntegerField(_("year"))
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, blank=True)
    pdf = models.ForeignKey(
        "kpss_portal.StoredDocument", models.SET_NULL, verbose_name=_("PDF"), null=True, related_name="+"
    )
    zip_file = models.FileField(_("packed folder"), upload_to=zip_name, blank=True, max_length=200)
    zip_sha256 = models.CharField(_("checksum of the packed folder"), max_length=64, blank=True)
    zip_bytes = models.PositiveBigIntegerField(_("size of the packed folder in bytes"), null=True)
    asked_at = models.DateTimeField(_("asked for at"), null=True)
    made_at = models.DateTimeField(_("made at"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("archive of a year"), _("archives of years")
        ordering = ["group", "-year", "audience"]
        constraints = [
            known_choice("audience", Audience.values, name="group_archive_audience_known"),
            models.UniqueConstraint(fields=["group", "year", "audience"], name="group_archive_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.year}"

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return {self.group_id}

    @property
    def is_ready(self) -> bool:
        """Whether both can be given out."""
        pdf: Any = self.pdf
        return bool(self.zip_file) and pdf is not None and pdf.is_ready
