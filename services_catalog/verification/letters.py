"""Letters of verification: plain text, complete on its own; links open pages that ask, nothing is done by opening them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.outbox import queue_mail
from services_catalog.models import ProposedChange, Suggestion, VerificationRequest, VerificationRound
from services_catalog.verification.fields import label_of


def _send(
    to: str, subject: str, template: str, kind: str, about: Model, *, useless_at: datetime | None = None, **facts: Any
) -> None:
    office = Office.load()
    text = render_to_string(template, {"office": office, "base": settings.BASE_URL, **facts})
    queue_mail(to, subject, text, kind=kind, about=about, reply_to=office.email, useless_at=useless_at)


def ask(to: str, asked: Sequence[VerificationRequest], round_: VerificationRound) -> None:
    """One letter for all services of an address."""
    subject = _("Please verify your card in the catalogue by %(day)s") % {"day": _day(round_)}
    template = "services_catalog/mails/verification_ask.txt"
    _send(to, subject, template, "verification", round_, asked=asked, round=round_)


def remind(to: str, asked: Sequence[VerificationRequest], round_: VerificationRound) -> None:
    """Those not answered yet, once more."""
    subject = _("Reminder: verify your card in the catalogue by %(day)s") % {"day": _day(round_)}
    template = "services_catalog/mails/verification_remind.txt"
    _send(to, subject, template, "verification-reminder", round_, asked=asked, round=round_)


def _day(round_: VerificationRound) -> str:
    day = round_.deadline_on
    return f"{day.day}. {day.month}. {day.year}"


def send_code(asked: VerificationRequest, to: str, code: str, useless_at: datetime) -> None:
    """The code stands in the text only, not in the subject that a locked phone shows."""
    template = "services_catalog/mails/verification_code.txt"
    subject = _("Code for the catalogue of services")
    _send(to, subject, template, "verification-code", asked, useless_at=useless_at, asked=asked, code=code)


def tell_outcome(to: str, asked: VerificationRequest, changes: Sequence[ProposedChange]) -> None:
    """What the office did otherwise than proposed, and why."""
    rows = [(label_of(asked.service, change.field), change) for change in changes]
    subject = _("What the office did with your corrections: %(service)s") % {"service": asked.service.name}
    template = "services_catalog/mails/verification_outcome.txt"
    _send(to, subject, template, "verification-outcome", asked, asked=asked, rows=rows)


def tell_writer(suggestion: Suggestion) -> None:
    """Answers somebody who wrote and left an e-mail."""
    template = "services_catalog/mails/suggestion_answer.txt"
    subject = _("Answer to your message about the catalogue")
    _send(suggestion.email, subject, template, "suggestion-answer", suggestion, suggestion=suggestion)
