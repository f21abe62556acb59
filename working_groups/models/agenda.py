"""What a meeting talks of, and the papers for it."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.personal_data import PersonalData


class AgendaItem(models.Model):
    """A point of the agenda."""

    personal_data = PersonalData(
        purposes.GROUPS,
        names=("presenter",),
        is_minor=True,
        kept=_("as long as the agenda of the meeting"),
    )

    meeting = models.ForeignKey(
        "working_groups.Meeting", models.CASCADE, related_name="agenda", verbose_name=_("meeting")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=200)
    starts_from = models.TimeField(_("time"), null=True, blank=True)
    presenter = models.CharField(
        _("who presents it"), max_length=150, blank=True, help_text=_("Everybody reads it: a name only with consent.")
    )
    description = models.TextField(_("more about it"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("point of the agenda"), _("points of the agenda")
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.meeting.group_ids


class PaperQuerySet(models.QuerySet["MeetingPaper"]):
    """Papers."""

    def public(self) -> "PaperQuerySet":
        """Those that everybody may read."""
        return self.filter(document__is_public=True)


class MeetingPaper(models.Model):
    """A file for a meeting or for one point of it; whether it is public is said at the document."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(
        "working_groups.Meeting", models.CASCADE, related_name="papers", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        related_name="papers",
        verbose_name=_("point of the agenda"),
        null=True,
        blank=True,
    )
    document = models.ForeignKey("community.Document", models.PROTECT, related_name="+", verbose_name=_("file"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("paper of a meeting"), _("papers of a meeting")
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "document"], name="meeting_paper_once"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        """Where whoever may read it downloads it."""
        return reverse("working_groups:paper", args=[self.uuid])

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.meeting.group_ids

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        document: Any = self.document
        return bool(document.is_public)
