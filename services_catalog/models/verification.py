"""How the catalogue is kept true: rounds of verification, requests to providers, what they propose, codes by mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpss_portal import purposes
from kpss_portal.constraints import in_order, known_choice, set_together
from kpss_portal.models import MailedCode
from kpss_portal.personal_data import PersonalData, Term, done_by
from services_catalog.enums import ChangeState, RequestState, RoundState


class VerificationRound(models.Model):
    """The office asks providers whether their cards are true; workflow.py of verification moves it."""

    personal_data = done_by("started_by", "closed_by")

    title = models.CharField(_("title"), max_length=150)
    message = models.TextField(
        _("words to providers"), blank=True, help_text=_("Stands at the beginning of the mail; may stay empty.")
    )
    covers_all = models.BooleanField(_("all public services"), default=True)
    chosen_services = models.ManyToManyField(
        "services_catalog.Service",
        verbose_name=_("chosen services"),
        related_name="+",
        blank=True,
        help_text=_("Only these, unless all are asked."),
    )
    first_reminder_on = models.DateField(_("first reminder on"), null=True, blank=True)
    second_reminder_on = models.DateField(_("second reminder on"), null=True, blank=True)
    deadline_on = models.DateField(_("answers until"))
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.DRAFT, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("started by"),
        null=True,
        related_name="+",
        editable=False,
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("closed by"),
        null=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("round of verification"), _("rounds of verification")
        ordering = ["-deadline_on", "-pk"]
        constraints = [
            known_choice("state", RoundState.values, name="round_state_known"),
            set_together(
                "started_at",
                "started_by",
                name="round_start_whole",
                message=_("A start needs its time and its author."),
            ),
            set_together(
                "closed_at",
                "closed_by",
                name="round_close_whole",
                message=_("A closing needs its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT) | Q(started_at__isnull=False),
                name="round_runs_since_its_start",
                violation_error_message=_("A round that runs must have been started."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.CLOSED) | Q(closed_at__isnull=False),
                name="round_closed_has_time",
                violation_error_message=_("A round that is over must have been closed."),
            ),
            in_order(
                "first_reminder_on",
                "second_reminder_on",
                name="round_reminders_in_order",
                message=_("The second reminder cannot come before the first one."),
            ),
            in_order(
                "second_reminder_on",
                "deadline_on",
                name="round_second_reminder_in_time",
                message=_("A reminder after the last day makes no sense."),
            ),
            in_order(
                "first_reminder_on",
                "deadline_on",
                name="round_first_reminder_in_time",
                message=_("A reminder after the last day makes no sense."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        """Whether providers may answer."""
        return self.state == RoundState.RUNNING


class VerificationRequest(models.Model):
    """One service in a round. Its address leads to a page that asks; it opens nothing by itself."""

    personal_data = PersonalData(
        purposes.CATALOGUE,
        emails=("sent_to",),
        names=("answered_by",),
        veiled=("answered_by",),
        apart=(("sent_to",), ("answered_by",)),
        terms=(Term(_("e-mail of the provider"), 1095, "sent_at", _("after the question"), blank=("sent_to",)),),
        kept=_("name of who answered: as long as the verification"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        VerificationRound, models.CASCADE, related_name="requests", verbose_name=_("round of verification")
    )
    service = models.ForeignKey(
        "services_catalog.Service", models.CASCADE, related_name="verifications", verbose_name=_("service")
    )
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    sent_to = models.EmailField(pgettext_lazy("address", "asked at"), max_length=254, blank=True)
    sent_at = models.DateTimeField(_("asked when"), null=True)
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=120, null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("request to verify"), _("requests to verify")
        ordering = ["round", "service__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "service"], name="verification_request_once_in_round"),
            known_choice("state", RequestState.values, name="verification_request_state_known"),
            set_together(
                "answered_at",
                "answered_by",
                name="verification_answer_whole",
                message=_("An answer needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.WAITING, RequestState.UNANSWERED], answered_at__isnull=True)
                | (~Q(state__in=[RequestState.WAITING, RequestState.UNANSWERED]) & Q(answered_at__isnull=False)),
                name="verification_answer_has_time",
                violation_error_message=_("An answered request needs the time of the answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service.name} ({self.round.title})"

    def get_absolute_url(self) -> str:
        """The page of the provider."""
        return reverse("services_catalog:verification", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """Whether the provider may answer or mend the answer; a service that is not public any more is not asked for."""
        return self.round.is_running and self.service.is_public


class ProposedChange(models.Model):
    """One field that the provider would have otherwise, as words of a form."""

    personal_data = done_by("decided_by")

    request = models.ForeignKey(
        VerificationRequest, models.CASCADE, related_name="changes", verbose_name=_("request to verify")
    )
    field = models.CharField(_("field"), max_length=40)
    old_value = models.TextField(_("stood there"), blank=True)
    new_value = models.TextField(_("should stand there"), blank=True)
    final_value = models.TextField(_("stands there now"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    reason = models.TextField(_("reason"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("proposed correction"), _("proposed corrections")
        ordering = ["request", "pk"]
        constraints = [
            known_choice("state", ChangeState.values, name="proposed_change_state_known"),
            models.UniqueConstraint(
                fields=["request", "field"],
                condition=Q(state=ChangeState.WAITING),
                name="proposed_change_one_waits_per_field",
            ),
            set_together(
                "decided_at",
                "decided_by",
                name="proposed_change_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ChangeState.WAITING, ChangeState.SUPERSEDED], decided_at__isnull=True)
                | (~Q(state__in=[ChangeState.WAITING, ChangeState.SUPERSEDED]) & Q(decided_at__isnull=False)),
                name="proposed_change_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.DECLINED) | ~Q(reason=""),
                name="proposed_change_declined_has_reason",
                violation_error_message=_("Say why, the provider will read it."),
            ),
            models.CheckConstraint(
                condition=~Q(new_value=F("old_value")),
                name="proposed_change_changes",
                violation_error_message=_("This changes nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_state_display()}"


class VerificationCode(MailedCode):
    """A code sent to the address on file of the service."""

    request = models.ForeignKey(
        VerificationRequest, models.CASCADE, related_name="codes", verbose_name=_("request to verify")
    )

    class Meta(MailedCode.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("code by mail"), _("codes by mail")

    def __str__(self) -> str:
        return f"{self.request_id}"
