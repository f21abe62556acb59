"""Meetings of one or several groups."""

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from working_groups.enums import MeetingState
from working_groups.rules import group_ids_of, led_group_ids_of, may_see_all


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def public(self) -> "MeetingQuerySet":
        """Announced to everybody; a public group is enough, since the page hides the others."""
        return self.filter(
            Q(is_public=True, state__in=MeetingState.announced())
            & Q(pk__in=Meeting.groups.through.objects.filter(group__is_public=True).values("meeting"))
        )

    def coming(self, now: datetime | None = None) -> "MeetingQuerySet":
        """Not over yet and not cancelled, the nearest first."""
        moment = now or timezone.now()
        return self.filter(ends_at__gte=moment).exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")

    def of_day(self, group: Any, day: date) -> "MeetingQuerySet":
        """Meetings of the group on a day, one that takes place before a cancelled one."""
        is_cancelled = models.Case(
            models.When(state=MeetingState.CANCELLED, then=models.Value(1)), default=models.Value(0)
        )
        return self.filter(groups=group, starts_at__date=day).order_by(is_cancelled, "starts_at", "pk")

    def of_groups(self, keys: Any) -> "MeetingQuerySet":
        """Of any of the groups, each meeting once."""
        return self.filter(pk__in=Meeting.groups.through.objects.filter(group__in=keys).values("meeting"))

    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """`working_groups.view_meeting` as a query; a test keeps the two in step."""
        if may_see_all(user):
            return self.all()
        own = Q(pk__in=self.of_groups(group_ids_of(user)).values("pk"), state__in=MeetingState.announced())
        led = Q(pk__in=self.of_groups(led_group_ids_of(user)).values("pk"))
        return self.filter(Q(pk__in=Meeting.objects.public().values("pk")) | own | led)


class Meeting(models.Model):
    """A meeting; `workflow.py` invites, moves, cancels and closes it.

    For calendars `uuid` is its permanent name and `sequence` grows with each change that people are told of (RFC 5545,
    3.8.7.4).
    """

    personal_data = done_by("invited_by", "cancelled_by", "held_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    groups = models.ManyToManyField("working_groups.Group", related_name="meetings", verbose_name=_("groups"))
    number = models.PositiveSmallIntegerField(
        _("number of the meeting"),
        null=True,
        blank=True,
        help_text=_("Counted by the group that meets; may stay empty."),
    )
    title = models.CharField(_("subject"), max_length=150, help_text=_("What it is about, e.g. Care at weekends."))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(
        _("address of the online meeting"), blank=True, help_text=_("Only invited people see it."), max_length=500
    )
    note = models.TextField(
        _("words to the invited"), blank=True, help_text=_("Stands at the beginning of the invitation; may stay empty.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState, default=MeetingState.DRAFT, editable=False
    )
    is_public = models.BooleanField(
        _("in the public calendar"), default=True, help_text=_("Everybody sees the date, the agenda and public papers.")
    )
    sequence = models.PositiveSmallIntegerField(_("number of the change"), default=0, editable=False)
    series = models.UUIDField(_("series"), null=True, editable=False)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=250, blank=True, editable=False)
    invited_at = models.DateTimeField(_("invited at"), null=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("invited by"),
        null=True,
        related_name="+",
        editable=False,
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("cancelled by"),
        null=True,
        related_name="+",
        editable=False,
    )
    held_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("closed by"),
        null=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("meeting"), _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            known_choice("state", MeetingState.values, name="meeting_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("A meeting must end after it starts."),
            ),
            set_together(
                "invited_at",
                "invited_by",
                name="meeting_invitation_whole",
                message=_("An invitation needs its time and its author."),
            ),
            set_together(
                "cancelled_at",
                "cancelled_by",
                name="meeting_cancelling_whole",
                message=_("A cancellation needs its time and its author."),
            ),
            set_together(
                "held_at",
                "held_by",
                name="meeting_closing_whole",
                message=_("A closing needs its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.INVITED) | Q(invited_at__isnull=False),
                name="meeting_invited_has_time",
                violation_error_message=_("A meeting to which people are invited has the time of the invitation."),
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=MeetingState.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="meeting_cancelled_has_time",
                violation_error_message=_("A cancelled meeting has the time of its cancellation, others have none."),
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | Q(held_at__isnull=False),
                name="meeting_held_has_time",
                violation_error_message=_("A meeting that took place has the time of its closing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.day:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        """The page of the meeting under its first group."""
        return self.address_in(self.main_group)

    def address_in(self, group: Any) -> str:
        """The page of the meeting under one of its groups."""
        return reverse("working_groups:meeting", args=[group.slug, self.day])

    @cached_property
    def group_ids(self) -> set[int]:
        """For rules; asked once for each loaded meeting."""
        return {group.pk for group in self.groups.all()}

    @property
    def conveners(self) -> dict[int, str]:
        """For rules: who calls each of its groups, by the key of the group."""
        return {group.pk: group.convener for group in self.groups.all()}

    @property
    def main_group(self) -> Any:
        """The first of its groups by their order, a public one if there is such: its address works for everybody."""
        return min(self.groups.all(), key=lambda group: (not group.is_public, group.position, group.sort_key, group.pk))

    @property
    def day(self) -> date:
        """The day of its beginning in Prague."""
        return timezone.localtime(self.starts_at).date()

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.ends_at < timezone.now()

    @property
    def is_coming(self) -> bool:
        """Whether people can still come."""
        return not self.is_over and self.state in {MeetingState.DRAFT, MeetingState.INVITED}

    @property
    def is_announced_publicly(self) -> bool:
        """Whether everybody may see it."""
        is_known = self.is_public and self.state in MeetingState.announced()
        return is_known and any(group.is_public for group in self.groups.all())
