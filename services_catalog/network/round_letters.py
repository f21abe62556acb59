"""Letters of the round of providers' requests: one link each, and no figures, since mails pass through strange hands."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.outbox import queue_mail
from kpss_portal.templatetags.kpss import date_cs
from services_catalog.models import ProviderRequest, ServiceRequest


def _send(asked: ProviderRequest, subject: str, template: str, kind: str, **facts: Any) -> None:
    office, useless_at = Office.load(), facts.pop("useless_at", None)
    network = asked.round.network
    context = {"office": office, "base": settings.BASE_URL, "asked": asked, "round": asked.round, "network": network}
    text = render_to_string(template, context | facts)
    queue_mail(asked.email, subject, text, kind=kind, about=asked, reply_to=office.email, useless_at=useless_at)


def ask(asked: ProviderRequest, answers: list[ServiceRequest]) -> None:
    """What is to be filled in, by when."""
    words = {"year": asked.round.network.year, "day": date_cs(asked.round.deadline_on)}
    subject = _("Figures of your services for the network of %(year)d, please by %(day)s") % words
    _send(asked, subject, "services_catalog/mails/provider_round_ask.txt", "provider-round", answers=answers)


def remind(asked: ProviderRequest, answers: list[ServiceRequest]) -> None:
    """Services that were not sent yet."""
    words = {"year": asked.round.network.year}
    subject = _("Reminder: figures of your services for the network of %(year)d") % words
    _send(
        asked, subject, "services_catalog/mails/provider_round_remind.txt", "provider-round-reminder", answers=answers
    )


def renew(asked: ProviderRequest) -> None:
    """The same link, good again."""
    subject = _("Your link for figures of services is good again")
    _send(asked, subject, "services_catalog/mails/provider_round_renew.txt", "provider-round-link")


def ask_back(answer: ServiceRequest, questions: list[tuple[str, str]]) -> None:
    """What the office asks, field by field."""
    subject = _("Please complete the figures: %(service)s") % {"service": answer.service.name}
    template = "services_catalog/mails/provider_round_back.txt"
    _send(answer.request, subject, template, "provider-round-back", answer=answer, questions=questions)


def send_code(asked: ProviderRequest, to: str, code: str, useless_at: datetime) -> None:
    """The code stands in the text only, not in the subject that a locked phone shows."""
    template = "services_catalog/mails/provider_round_code.txt"
    _send(asked, _("Code for figures of services"), template, "provider-round-code", code=code, useless_at=useless_at)
