"""Providers are asked for the figures of a year: one round of a draft network, one link a provider, one answer a service."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.models import MailedCode
from kpss_portal.personal_data import PersonalData, Term, done_by
from services_catalog.enums import RoundState, ServiceForm
from services_catalog.network_enums import AnswerState, NetworkUnit

LINK_LIVES = timedelta(days=30)  # after the last day for answers, or after it was renewed


class ProviderRound(models.Model):
    """Runs beside a draft network; moved by `services_catalog/network/rounds.py` only."""

    personal_data = done_by("started_by")

    network = models.OneToOneField(
        "services_catalog.Network",
        models.PROTECT,
        related_name="provider_round",
        verbose_name=_("network of services"),
        editable=False,
    )
    deadline_on = models.DateField(_("answers until"))
    message = models.TextField(
        _("words to providers"), blank=True, help_text=_("Stands at the beginning of the mail; may stay empty.")
    )
    jump_percent = models.PositiveSmallIntegerField(
        _("warn of a change against last year greater than, per cent"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.RUNNING, editable=False)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), related_name="+", editable=False
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("round of providers' requests"), _("rounds of providers' requests")
        ordering = ["-network__year", "-pk"]
        constraints = [known_choice("state", RoundState.values, name="provider_round_state_known")]

    def __str__(self) -> str:
        return str(self.network)

    @property
    def is_running(self) -> bool:
        """Whether providers may answer: an approved network takes nothing any more."""
        return self.state == RoundState.RUNNING and not self.network.is_frozen

    @property
    def is_late(self) -> bool:
        """The last day is over; answers are still taken and marked."""
        return self.deadline_on < timezone.localdate()


class ProviderRequest(models.Model):
    """A provider in a round. Its address leads to a page that asks for a code; it opens nothing by itself."""

    personal_data = PersonalData(
        purposes.NETWORK,
        emails=("email",),
        terms=(Term(_("e-mail of the provider"), 730, "good_until", _("after the link ended"), blank=("email",)),),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        ProviderRound, models.CASCADE, related_name="requests", verbose_name=_("round of providers' requests")
    )
    provider = models.ForeignKey(
        "services_catalog.Provider", models.PROTECT, related_name="+", verbose_name=_("provider")
    )
    email = models.EmailField(pgettext_lazy("address", "asked at"), max_length=254, blank=True)
    sent_at = models.DateTimeField(_("asked when"), null=True)
    good_until = models.DateField(_("the link is good until"), null=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_on = models.DateField(_("reminded on"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("request to a provider"), _("requests to providers")
        ordering = ["round", "provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "provider"], name="provider_request_once_in_round"),
            set_together(
                "sent_at",
                "good_until",
                name="provider_request_link_has_term",
                message=_("A link needs the day until which it is good."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {self.round}"

    def get_absolute_url(self) -> str:
        """The page of the provider."""
        return reverse("services_catalog:provider-round", args=[self.uuid])

    @property
    def is_expired(self) -> bool:
        """The link is good no more, unless it is renewed."""
        return self.good_until is None or self.good_until < timezone.localdate()


class ServiceRequest(models.Model):
    """What a provider says of one service in one form.

    `typed` are words as they were typed, by the name of the field, so that nothing unfinished is lost; `notes` are questions of
    the office in the same order. Personal data kept: the name of who sent it, as long as the round.
    """

    personal_data = PersonalData(
        purposes.NETWORK,
        names=("sent_by",),
        doers=("decided_by",),
        veiled=("sent_by",),
        is_minor=True,
        kept=_("as long as the service network of the year"),
    )

    request = models.ForeignKey(
        ProviderRequest, models.CASCADE, related_name="answers", verbose_name=_("request to a provider")
    )
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", verbose_name=_("service"))
    form = models.CharField(_("form"), max_length=12, choices=ServiceForm)
    unit = models.CharField(_("unit"), max_length=8, choices=NetworkUnit, default=NetworkUnit.FTE)
    state = models.CharField(_("state"), max_length=10, choices=AnswerState, default=AnswerState.ASKED)
    typed: Any = models.JSONField(_("what was typed"), default=dict)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    words = models.TextField(_("what the office asks"), blank=True)
    notes: Any = models.JSONField(_("questions to fields"), default=dict)
    saved_at = models.DateTimeField(_("saved at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    sent_by = models.CharField(_("sent by"), max_length=150, null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("answer about a service"), _("answers about services")
        ordering = ["request", "service__sort_key", "form"]
        constraints = [
            models.UniqueConstraint(fields=["request", "service", "form"], name="service_request_once"),
            known_choice("form", ServiceForm.values, name="service_request_form_known"),
            known_choice("unit", NetworkUnit.values, name="service_request_unit_known"),
            known_choice("state", AnswerState.values, name="service_request_state_known"),
            set_together(
                "sent_at",
                "sent_by",
                name="service_request_sending_whole",
                message=_("An answer needs both its time and its author."),
            ),
            set_together(
                "decided_at",
                "decided_by",
                name="service_request_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AnswerState.SENT, AnswerState.RETURNED, AnswerState.ACCEPTED])
                | Q(sent_at__isnull=False),
                name="service_request_sent_has_time",
                violation_error_message=_("An answered request needs the time of the answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AnswerState.RETURNED, AnswerState.ACCEPTED]) | Q(decided_at__isnull=False),
                name="service_request_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.get_form_display()}"

    def get_absolute_url(self) -> str:
        """The form of the provider."""
        return reverse("services_catalog:provider-round-service", args=[self.request.uuid, self.pk])

    @property
    def place(self) -> tuple[int, str]:
        """The service and its form: the same in all versions of a network."""
        return self.service_id, self.form

    @property
    def is_late(self) -> bool:
        """Whether it came after the last day."""
        return bool(self.sent_at and timezone.localdate(self.sent_at) > self.request.round.deadline_on)


class ProviderCode(MailedCode):
    """A code sent to the address where the provider was asked."""

    request = models.ForeignKey(
        ProviderRequest, models.CASCADE, related_name="codes", verbose_name=_("request to a provider")
    )

    class Meta(MailedCode.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("code for a provider"), _("codes for providers")
