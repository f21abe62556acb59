"""Minutes of a meeting: the internal version for members, the public one for everybody."""

import hashlib
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_office
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from working_groups.enums import MeetingState, MinutesState
from working_groups.models.meeting import Meeting
from working_groups.rules import group_ids_of


def person(name: Any, **options: Any) -> Any:
    """A field for who took a step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=name,
        null=True,
        related_name="+",
        editable=False,
        **options,
    )


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Minutes."""

    def with_meeting(self) -> "MinutesQuerySet":
        """With what names and rules need."""
        return self.select_related("meeting").prefetch_related("meeting__groups")

    def public(self) -> "MinutesQuerySet":
        """Published minutes of meetings that everybody may see."""
        return self.filter(state=MinutesState.PUBLISHED, meeting__in=Meeting.objects.public())

    def internal_to(self, user: Any) -> "MinutesQuerySet":
        """`working_groups.view_internal` as a query; a test keeps the two in step."""
        if is_office(user):
            return self.all()
        return self.filter(meeting__in=Meeting.objects.of_groups(group_ids_of(user)))


class Minutes(models.Model):
    """What was said and agreed; `minutes/workflow.py` moves it.

    Written in the portal along the agenda (`items`), or sent as a file; a DOCX or ODT also becomes `converted_text`.
    `public_text` is what everybody reads: names of those who did not agree are left out. `public_made_of` tells which
    internal version it was made of.

    Personal data: the internal version names people. It is kept for ten years as a record of a body of the office (Act No.
    499/2004 Coll.); the public version holds no name without consent.
    """

    personal_data = done_by(
        "created_by", "handed_in_by", "checked_by", "sent_by", "approved_by", "published_by", "withdrawn_by"
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.OneToOneField(
        "working_groups.Meeting", models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT, editable=False
    )
    summary = models.CharField(
        _("what was agreed, in one sentence"), max_length=300, blank=True, help_text=_("Everybody reads it: no names.")
    )
    attended_count = models.PositiveSmallIntegerField(_("people who were there"), null=True, blank=True)
    introduction = models.TextField(_("before the first point"), blank=True)
    converted_text = models.TextField(_("text of the file"), blank=True, editable=False)
    left_out_pictures = models.PositiveSmallIntegerField(_("pictures left out"), default=0, editable=False)
    public_text = models.TextField(_("public version"), blank=True)
    public_made_of = models.CharField(_("made of the internal version"), max_length=64, blank=True, editable=False)
    comments_until = models.DateField(_("comments until"), null=True, blank=True)
    public_pdf = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.SET_NULL,
        verbose_name=_("public version as PDF"),
        null=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    created_by = person(_("begun by"))
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, editable=False)
    handed_in_by = person(_("handed in by"))
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    checked_by = person(_("checked by"))
    sent_at = models.DateTimeField(_("sent to members at"), null=True, editable=False)
    sent_by = person(_("sent to members by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = person(_("approved by"))
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = person(_("published by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = person(_("withdrawn by"))
    withdrawal_reason = models.CharField(_("why it is withdrawn"), max_length=250, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("minutes"), _("minutes of meetings")
        ordering = ["-meeting__starts_at", "-pk"]
        constraints = [
            known_choice("state", MinutesState.values, name="minutes_state_known"),
            *(
                set_together(f"{step}_at", f"{step}_by", name=f"minutes_{step}_whole", message=words)
                for step, words in (
                    ("handed_in", _("Handing in needs its time and its author.")),
                    ("checked", _("A check needs its time and its author.")),
                    ("sent", _("Sending needs its time and its author.")),
                    ("approved", _("An approval needs its time and its author.")),
                    ("published", _("Publishing needs its time and its author.")),
                    ("withdrawn", _("A withdrawal needs its time and its author.")),
                )
            ),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.COMMENTING) | Q(sent_at__isnull=False, comments_until__isnull=False),
                name="minutes_comments_have_end",
                violation_error_message=_("Comments need a last day."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MinutesState.APPROVED, MinutesState.PUBLISHED]) | Q(approved_at__isnull=False),
                name="minutes_approved_have_time",
                violation_error_message=_("Approved minutes have the time of their approval."),
            ),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.PUBLISHED) | (Q(published_at__isnull=False) & ~Q(public_text="")),
                name="minutes_published_have_text",
                violation_error_message=_("Published minutes have their public version."),
            ),
            models.CheckConstraint(
                condition=Q(state=MinutesState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")
                | ~Q(state=MinutesState.WITHDRAWN),
                name="minutes_withdrawn_have_reason",
                violation_error_message=_("Withdrawn minutes say why and since when."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Minutes: %(meeting)s") % {"meeting": self.meeting}

    def get_absolute_url(self) -> str:
        """The page for members and the office; the public reads minutes on the page of the meeting."""
        return reverse("working_groups:minutes", args=[self.uuid])

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.meeting.group_ids

    @property
    def is_public(self) -> bool:
        """Whether everybody may read the public version."""
        return self.state == MinutesState.PUBLISHED and self.meeting.is_announced_publicly

    @property
    def is_open_to_writers(self) -> bool:
        """Whether members still write."""
        return self.state in MinutesState.open_to_writers()

    @property
    def internal_html(self) -> str:
        """The internal version as a page: what was written along the agenda, or the text of the file; asks for items."""
        written = [(item.title, item.text) for item in self.items.all() if item.text]
        if not written and not self.introduction:
            return self.converted_text
        points = format_html_join("", "<h2>{}</h2>{}", ((title, _safe(text)) for title, text in written))
        return format_html("{}{}", _safe(self.introduction), points)

    @property
    def internal_digest(self) -> str:
        """Changes with any change of the internal version."""
        return hashlib.sha256(self.internal_html.encode()).hexdigest()

    @property
    def is_public_text_old(self) -> bool:
        """Whether the internal version has changed since the public one was made of it."""
        return bool(self.public_text) and self.public_made_of != self.internal_digest

    @property
    def comments_are_open(self) -> bool:
        """Whether members may still comment."""
        until: Any = self.comments_until
        return self.state == MinutesState.COMMENTING and until >= timezone.localdate()

    @property
    def day(self) -> date:
        """The day of the meeting."""
        return self.meeting.day


def _safe(text: str) -> Any:
    """Rich text that was cleaned on its way in (kpss_portal/rich_text.py)."""
    return mark_safe(text)  # noqa: S308  cleaned by the form and once more by the filter `rich`


def meetings_without_minutes() -> models.QuerySet[Meeting]:
    """Meetings that took place and nobody has handed in their minutes; cancelled ones need none."""
    over = Meeting.objects.filter(ends_at__lt=timezone.now()).exclude(
        state__in=[MeetingState.CANCELLED, MeetingState.DRAFT]
    )
    return over.filter(Q(minutes__isnull=True) | Q(minutes__state=MinutesState.DRAFT))
