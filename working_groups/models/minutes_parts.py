"""Parts of minutes: text of a point, earlier texts, files, comments, steps, reminders."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.files import stored_name
from kpss_portal.personal_data import OnRequest, PersonalData, done_by
from working_groups.enums import FileVersion, MinutesState, ScanState


class MinutesItem(models.Model):
    """What was said to one point; the title stays as it was when the point disappears from the agenda."""

    personal_data = done_by("edited_by")

    confidential_fields = ("title", "text")  # internal

    minutes = models.ForeignKey(
        "working_groups.Minutes", models.CASCADE, related_name="items", verbose_name=_("minutes")
    )
    agenda_item = models.ForeignKey(
        "working_groups.AgendaItem",
        models.SET_NULL,
        related_name="minutes_items",
        verbose_name=_("point of the agenda"),
        null=True,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what was said and agreed"), blank=True)
    edited_at = models.DateTimeField(_("written at"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("written by"),
        null=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("point of minutes"), _("points of minutes")
        ordering = ["minutes", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "agenda_item"],
                condition=Q(agenda_item__isnull=False),
                name="minutes_item_once",
                violation_error_message=_("This point is in the minutes already."),
            ),
            set_together(
                "edited_at",
                "edited_by",
                name="minutes_item_edit_whole",
                message=_("A text needs its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Which text somebody saw; a form carries it along."""
        edited: Any = self.edited_at
        return edited.isoformat() if edited else ""


class EarlierText(models.Model):
    """A text that somebody else wrote over: nothing is lost."""

    personal_data = done_by("written_by")

    leaves_no_line = "kept by itself when a text is changed; the change leaves a line"

    item = models.ForeignKey(MinutesItem, models.CASCADE, related_name="earlier", verbose_name=_("point of minutes"))
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("written by"), related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("earlier text"), _("earlier texts")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.item} {self.written_at:%d.%m.%Y %H:%M}"


class MinutesFileQuerySet(models.QuerySet["MinutesFile"]):
    """Files."""

    def current(self) -> "MinutesFileQuerySet":
        """Those that a newer one has not replaced and that are not infected."""
        return self.filter(is_replaced=False).exclude(scan=ScanState.INFECTED)

    def held(self) -> "MinutesFileQuerySet":
        """Those on which the antivirus has not answered."""
        return self.filter(scan=ScanState.WAITING)


class MinutesFile(models.Model):
    """A file that a member or the office sent; given out only through the permission check."""

    personal_data = PersonalData(
        purposes.WORK,
        doers=("uploaded_by",),
        files=("file",),
        kept=_("as long as the minutes; without the name once the account is deleted"),
        on_request=OnRequest.KEEP,
        why_kept=_("The file belongs to minutes of the group, which the office archives."),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    minutes = models.ForeignKey(
        "working_groups.Minutes", models.CASCADE, related_name="files", verbose_name=_("minutes")
    )
    version = models.CharField(_("what it is"), max_length=10, choices=FileVersion, default=FileVersion.INTERNAL)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=200)
    extension = models.CharField(_("ending"), max_length=6)
    content_type = models.CharField(_("type"), max_length=100)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    scan = models.CharField(_("antivirus"), max_length=10, choices=ScanState, default=ScanState.NOT_ASKED)
    birth_numbers = models.PositiveSmallIntegerField(
        _("numbers that look like birth numbers"), default=0, help_text=_("Somebody has to look at them.")
    )
    has_words = models.BooleanField(
        _("its text can be read"), default=True, help_text=_("A scan is only a picture of a text.")
    )
    is_replaced = models.BooleanField(_("replaced by a newer one"), default=False)
    uploaded_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent by"), null=True, related_name="+"
    )

    objects = MinutesFileQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("file of minutes"), _("files of minutes")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            known_choice("version", FileVersion.values, name="minutes_file_version_known"),
            known_choice("scan", ScanState.values, name="minutes_file_scan_known"),
            models.UniqueConstraint(fields=["minutes", "version", "sha256"], name="minutes_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_version_display()} ({self.extension.upper()})"

    def get_absolute_url(self) -> str:
        """Where whoever may read it downloads it."""
        return reverse("working_groups:minutes-file", args=[self.uuid])

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.minutes.group_ids

    @property
    def is_given_out(self) -> bool:
        """Whether it may leave at all."""
        return self.scan in ScanState.given_out()

    @property
    def is_public(self) -> bool:
        """Whether everybody may have it: the public version of published minutes."""
        return self.version == FileVersion.PUBLIC and not self.is_replaced and self.minutes.is_public


class MinutesComment(models.Model):
    """What a member would have otherwise in the internal version."""

    personal_data = done_by("written_by", "settled_by")

    confidential_fields = ("text", "answer")  # internal

    minutes = models.ForeignKey(
        "working_groups.Minutes", models.CASCADE, related_name="comments", verbose_name=_("minutes")
    )
    text = models.TextField(_("comment"), max_length=3000)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("written by"), related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("settled by"),
        null=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("comment on minutes"), _("comments on minutes")
        ordering = ["written_at", "pk"]
        constraints = [
            set_together(
                "settled_at",
                "settled_by",
                name="minutes_comment_settled_whole",
                message=_("Settling needs its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.minutes.group_ids


class MinutesEvent(models.Model):
    """One step that was taken: the story of the minutes."""

    personal_data = done_by("taken_by")

    leaves_no_line = "a log of its own; the step leaves a line"

    minutes = models.ForeignKey(
        "working_groups.Minutes", models.CASCADE, related_name="events", verbose_name=_("minutes")
    )
    step = models.CharField(_("step"), max_length=20)
    state = models.CharField(_("state after it"), max_length=10, choices=MinutesState)
    note = models.CharField(_("words"), max_length=500, blank=True)
    taken_at = models.DateTimeField(_("when"), auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"), null=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("step of minutes"), _("steps of minutes")
        ordering = ["taken_at", "pk"]
        constraints = [known_choice("state", MinutesState.values, name="minutes_event_state_known")]

    def __str__(self) -> str:
        return f"{self.step} {self.minutes}"


class MinutesReminder(models.Model):
    """A reminder that was sent to whoever writes the minutes: never the same one twice."""

    leaves_no_line = "the mail leaves a line"

    meeting = models.ForeignKey(
        "working_groups.Meeting", models.CASCADE, related_name="minutes_reminders", verbose_name=_("meeting")
    )
    day = models.PositiveSmallIntegerField(_("days after the meeting"))
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("reminder of minutes"), _("reminders of minutes")
        ordering = ["meeting", "day"]
        constraints = [models.UniqueConstraint(fields=["meeting", "day"], name="minutes_reminder_once")]

    def __str__(self) -> str:
        return f"{self.meeting} +{self.day}"
