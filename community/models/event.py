"""Things with a date that people may come to."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def public(self) -> "EventQuerySet":
        """Shown to everybody."""
        return self.filter(is_public=True)

    def coming(self, now: datetime | None = None) -> "EventQuerySet":
        """Not over yet, the nearest first."""
        moment = now or timezone.now()
        return self.filter(
            models.Q(ends_at__gte=moment) | models.Q(ends_at__isnull=True, starts_at__gte=moment)
        ).order_by("starts_at")


class Event(models.Model):
    """A hearing, a meeting or another occasion in the calendar."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    description = models.TextField(_("description"), blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("event"), _("events")
        ordering = ["-starts_at"]
        constraints = [
            in_order(
                "starts_at",
                "ends_at",
                name="event_ends_after_start",
                message=_("An event cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_one_day(self) -> bool:
        """Whether it ends on the day when it starts; an unknown end is the same day."""
        return (
            self.ends_at is None or timezone.localtime(self.ends_at).date() == timezone.localtime(self.starts_at).date()
        )
