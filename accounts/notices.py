"""Mails of signing in; all through the outbox, none with a link that signs somebody in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.words import NOTICES
from kpss_portal.outbox import queue_mail

KIND = "sign-in"


def send_code(email: str, code: str) -> None:
    """The code that signs in; worthless after the time for which it is valid. Not in the subject, which lists of mails show."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    text = render_to_string(
        "accounts/mails/code.txt", {"code": code, "minutes": minutes, "base_url": settings.BASE_URL}
    )
    _send(email, _("Code for signing in to the portal"), text, timedelta(minutes=minutes))


def send_password_link(email: str, link: str) -> None:
    """A link to a page that asks for a new password; opening it changes nothing."""
    text = render_to_string("accounts/mails/password_reset.txt", {"link": link, "base_url": settings.BASE_URL})
    _send(email, _("New password for the portal"), text, timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))


def send_notice(email: str, name: str) -> None:
    """Says that something of the account has changed; `name` is a key of NOTICES."""
    text = render_to_string("accounts/mails/notice.txt", {"what": NOTICES[name], "base_url": settings.BASE_URL})
    _send(email, _("Your account in the portal has changed"), text)


def seem_to_send(email: str) -> None:
    """The work of writing a mail, taken back: an unknown address answers as slowly as a known one."""
    with transaction.atomic():
        send_code(email, "000000")
        transaction.set_rollback(True)


def _send(email: str, subject: str, text: str, useful_for: timedelta | None = None) -> None:
    options: dict[str, Any] = {"useless_at": timezone.now() + useful_for} if useful_for else {}
    with transaction.atomic():
        queue_mail(email, subject, text, kind=KIND, **options)
