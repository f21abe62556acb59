"""A round of comments on a frozen working version of a plan: it opens and closes by itself, to the minute."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice, set_together
from kpss_portal.personal_data import done_by
from plans.enums import SettlementState


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Rounds of comments."""

    def open_at(self, moment: datetime) -> "ConsultationQuerySet":
        """Rounds in which anybody may comment at the moment; the closing moment itself is late."""
        return self.filter(opens_at__lte=moment, closes_at__gt=moment)


class Consultation(models.Model):
    """One round; several may follow each other at one address of the plan, for life."""

    personal_data = done_by("published_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="consultations", verbose_name=_("plan"))
    snapshot = models.ForeignKey(
        "plans.PlanSnapshot",
        models.PROTECT,
        related_name="consultations",
        verbose_name=_("working version"),
        help_text=_("The text that people comment on; it does not change any more."),
    )
    title = models.CharField(
        _("title"), max_length=150, help_text=_("A question is best: What to change in the draft of the plan?")
    )
    intro = models.TextField(_("introduction"), blank=True)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(
        _("closes at"),
        blank=True,
        help_text=_("Left empty, it is three weeks after the hearing, otherwise after opening."),
    )
    other_ways = models.TextField(
        _("other ways to comment"), blank=True, help_text=_("Where to bring a paper, a phone, the data box.")
    )
    is_name_required = models.BooleanField(_("a name is required"), default=False)
    is_contact_required = models.BooleanField(_("an e-mail is required"), default=False)
    hearing_at = models.DateTimeField(_("public hearing at"), null=True, blank=True)
    hearing_place = models.CharField(_("place of the hearing"), max_length=200, blank=True)
    hearing_programme = models.TextField(_("programme of the hearing"), blank=True)
    presentation = models.ForeignKey(
        "community.Document", models.PROTECT, related_name="+", verbose_name=_("presentation"), null=True, blank=True
    )
    record = models.ForeignKey(
        "community.Document",
        models.PROTECT,
        related_name="+",
        verbose_name=_("record of the hearing"),
        null=True,
        blank=True,
    )
    attendance_count = models.PositiveIntegerField(_("people at the hearing"), null=True, blank=True)
    answers_on = models.DateField(_("answers on the portal by"), null=True, blank=True)
    settlement_state = models.CharField(
        _("settlement"), max_length=10, choices=SettlementState, default=SettlementState.OPEN, editable=False
    )
    settled_by_body = models.CharField(_("settlement approved by"), max_length=150, blank=True, editable=False)
    settled_on = models.DateField(_("settlement approved on"), null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("published by"), null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("round of comments"), _("rounds of comments")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            in_order(
                "opens_at",
                "closes_at",
                name="consultation_closes_after_opening",
                message=_("Comments cannot close before they open."),
            ),
            known_choice("settlement_state", SettlementState.values, name="settlement_state_known"),
            set_together(
                "published_at",
                "published_by",
                name="settlement_publication_whole",
                message=_("A publication needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(settlement_state=SettlementState.OPEN) | Q(settled_on__isnull=False),
                name="settlement_approved_has_day",
                violation_error_message=_("An approved settlement needs the day and the body."),
            ),
            models.CheckConstraint(
                condition=~Q(settlement_state=SettlementState.PUBLISHED) | Q(published_at__isnull=False),
                name="settlement_published_has_time",
                violation_error_message=_("A published settlement needs its time."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """One address for life, whatever the round."""
        return reverse("plans:comments", args=[self.plan.slug])

    def is_open(self, moment: datetime | None = None) -> bool:
        """Whether anybody may comment; the closing moment itself is late."""
        return self.opens_at <= (moment or timezone.now()) < self.closes_at

    @property
    def is_ahead(self) -> bool:
        """It has not opened yet."""
        return timezone.now() < self.opens_at

    @property
    def is_published(self) -> bool:
        """The outcome can be read."""
        return self.settlement_state == SettlementState.PUBLISHED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; the working version belongs to the plan."""
        if self.snapshot_id and self.snapshot.plan_id != self.plan_id:
            raise ValueError("the working version is of another plan")
        super().save(*args, **kwargs)
