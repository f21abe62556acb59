"""Duties that the ground floor itself has: mails that do not leave."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from kpss_portal.models import MailState, OutgoingMail

PATIENCE = timedelta(minutes=15)  # the worker sends within seconds


@duty
def mails_to_send(user: Any) -> Iterable[Duty]:
    """Mails that were refused, and mails that wait longer than they should."""
    if not user.has_perm("kpss_portal.send_outgoingmail"):
        return
    address = reverse("admin:kpss_portal_outgoingmail_changelist")
    failed = OutgoingMail.objects.filter(state=MailState.FAILED).exclude(text="").count()
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING, created_at__lt=timezone.now() - PATIENCE).count()
    if failed:
        words = ngettext("%(count)d mail could not be sent.", "%(count)d mails could not be sent.", failed)
        yield _duty(words % {"count": failed}, f"{address}?state__exact={MailState.FAILED}", Rank.OVERDUE)
    if waiting:
        words = ngettext(
            "%(count)d mail waits: the mail server does not answer, or the background worker is not running.",
            "%(count)d mails wait: the mail server does not answer, or the background worker is not running.",
            waiting,
        )
        yield _duty(words % {"count": waiting}, f"{address}?state__exact={MailState.WAITING}", Rank.DUE)


def _duty(text: str, url: str, rank: Rank) -> Duty:
    return Duty(text, url, rank, _("See the mails"), _("Mails"))
