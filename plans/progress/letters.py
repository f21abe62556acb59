"""Letters of evaluations: plain text, complete on its own; links open pages that ask, nothing is done by opening them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.outbox import queue_mail
from plans.models import ImplementerRequest


def _send(asked: ImplementerRequest, subject: str, template: str, kind: str, **facts: Any) -> None:
    office = Office.load()
    useless_at: datetime | None = facts.pop("useless_at", None)
    context = {"office": office, "base": settings.BASE_URL, "asked": asked, "evaluation": asked.evaluation, **facts}
    text = render_to_string(template, context)
    queue_mail(asked.email, subject, text, kind=kind, about=asked, reply_to=office.email, useless_at=useless_at)


def _day(asked: ImplementerRequest) -> str:
    day = asked.evaluation.answers_until
    return f"{day.day}. {day.month}. {day.year}"


def ask(asked: ImplementerRequest, items: list[Any]) -> None:
    """Asks about the items of one implementer."""
    subject = _("Please say how your measures went in %(year)d, by %(day)s")
    words = {"year": asked.evaluation.year, "day": _day(asked)}
    _send(asked, subject % words, "plans/mails/implementer_ask.txt", "evaluation", items=items)


def remind(asked: ImplementerRequest) -> None:
    """Once more."""
    subject = _("Reminder: how your measures went in %(year)d, by %(day)s")
    words = {"year": asked.evaluation.year, "day": _day(asked)}
    _send(asked, subject % words, "plans/mails/implementer_remind.txt", "evaluation-reminder")


def send_back(asked: ImplementerRequest) -> None:
    """What is to be completed."""
    subject = _("Please complete your answer about measures in %(year)d") % {"year": asked.evaluation.year}
    _send(asked, subject, "plans/mails/implementer_returned.txt", "evaluation-returned")


def send_code(asked: ImplementerRequest, to: str, code: str, useless_at: datetime) -> None:
    """The code stands in the text only, not in the subject that a locked phone shows."""
    _send(
        asked,
        _("Code for the evaluation of the plan"),
        "plans/mails/implementer_code.txt",
        "evaluation-code",
        code=code,
        useless_at=useless_at,
    )
