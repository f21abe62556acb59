"""Mails on their way out: written with the change that they tell of, sent by the background worker."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("waits to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    EXPIRED = "expired", _("no longer of use, not sent")


class CalendarMethod(models.TextChoices):
    """What an attached calendar entry wants of the calendar of whoever gets it: RFC 5546, 3.2."""

    NONE = "", _("nothing")
    REQUEST = "REQUEST", _("put the meeting in, or move it")
    CANCEL = "CANCEL", _("cross the meeting out")


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    """Mails."""

    def due(self) -> "MailQuerySet":
        """To be tried now."""
        return self.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())

    def about(self, thing: models.Model) -> "MailQuerySet":
        """Mails that tell of the thing."""
        return self.filter(about_type=thing._meta.label_lower, about_id=str(thing.pk))


class OutgoingMail(models.Model):
    """One mail to one address. Its text is deleted when it is sent, its row after half a year."""

    not_personal = {"reply_to": "of the office"}
    personal_data = PersonalData(
        purposes.MAILS,
        emails=("to",),
        others=("subject", "text", "calendar", "about_label"),
        terms=(
            Term(_("letters"), 180, "created_at", _("after they were written"), ~Q(state=MailState.WAITING)),
            Term(
                _("text of a letter that could not be delivered"),
                30,
                "created_at",
                _("after it was written"),
                Q(state=MailState.FAILED),
                blank=("text", "calendar"),
            ),
        ),
        on_request=OnRequest.DELETE,
    )

    leaves_no_line = "a mail leaves a line of its own when it is written: kpss_portal/outbox.py"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to whom"), max_length=254)
    reply_to = models.EmailField(_("where to reply"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    calendar = models.TextField(_("entry for a calendar"), blank=True, help_text=_("iCalendar; deleted with the text."))
    calendar_method = models.CharField(_("what the entry asks"), max_length=8, choices=CalendarMethod, blank=True)
    unsubscribe_url = models.URLField(
        _("where the subscription ends"), max_length=500, blank=True, help_text=_("Told to mail programs by RFC 8058.")
    )
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.WAITING)
    about_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    about_id = models.CharField(_("key of the thing"), max_length=40, blank=True)
    about_label = models.CharField(_("what it is about"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    fault = models.CharField(
        _("why not"), max_length=80, blank=True, help_text=_("The kind of fault; never what the server wrote back.")
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("next try at"), default=timezone.now)
    useless_at = models.DateTimeField(_("of no use after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("mail sent by the portal"), _("mails sent by the portal")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="outgoing_mail_due")]
        constraints = [
            known_choice("state", MailState.values, name="outgoing_mail_state_known"),
            known_choice("calendar_method", CalendarMethod.values, name="outgoing_mail_calendar_method_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False, text="", calendar="")
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="outgoing_mail_sent_has_time_and_no_text",
                violation_error_message=_("A mail that was sent has its time and no text any more."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def settle(self, state: MailState, **values: Any) -> None:
        """Takes a state in which the mail stays; what it said is no longer kept, unless it may be tried again."""
        self.state = state
        if state != MailState.FAILED:
            self.text = self.calendar = ""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "text", "calendar", *values])

    def is_useless(self, now: datetime) -> bool:
        """Whether it would come too late."""
        return self.useless_at is not None and self.useless_at <= now
