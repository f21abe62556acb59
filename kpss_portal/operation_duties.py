"""Duties that the ground floor itself has: mails that do not leave, and what the operator of the server has to be told."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.alerts import alerts
from kpss_portal.duties import Duty, Rank, duty
from kpss_portal.models import MailState, OutgoingMail

TOLD = ("backup", "copies", "rehearsal", "disk", "certificate", "worker")  # mails have duties of their own
PATIENCE = timedelta(minutes=15)  # the worker sends within seconds


@duty
def mails_to_send(user: Any) -> Iterable[Duty]:
    """Mails that were refused, and mails that wait longer than they should."""
    if not user.has_perm("kpss_portal.send_outgoingmail"):
        return
    address = reverse("admin:kpss_portal_outgoingmail_changelist")
    is_late = Q(state=MailState.WAITING, created_at__lt=timezone.now() - PATIENCE)
    failed, waiting = OutgoingMail.objects.aggregate(
        failed=Count("pk", filter=Q(state=MailState.FAILED) & ~Q(text="")), waiting=Count("pk", filter=is_late)
    ).values()
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


@duty
def operator_to_tell(user: Any) -> Iterable[Duty]:
    """What is wrong with the server: the coordinator cannot mend it, but can call the one who does."""
    if not user.has_perm("kpss_portal.send_outgoingmail"):
        return
    for found in alerts(TOLD):
        text = _("%(trouble)s Please tell the one who looks after the server.") % {"trouble": found.words}
        yield Duty(text, f"{reverse('admin:index')}#provoz", Rank.OVERDUE, _("See today's state"), _("Operation"))


def _duty(text: str, url: str, rank: Rank) -> Duty:
    return Duty(text, url, rank, _("See the mails"), _("Mails"))
