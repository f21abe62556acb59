"""The one way by which the portal sends mails.

`queue_mail` writes the mail in the same transaction as the change that it tells of, so neither goes without the other.
The background worker sends it after the commit; `manage.py send_mails` does the same where no worker runs. A mail server
that does not answer is an ordinary day: mails wait and are tried again, later and later, for about four days.
The log of the machine never holds an address or a text.
"""

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from kpss_portal import audit
from kpss_portal.background import enqueue_at, task
from kpss_portal.models import AuditKind, MailState, OutgoingMail
from kpss_portal.privacy import retention

logger = logging.getLogger(__name__)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, *[360] * 15))  # four days together
LEASE = timedelta(minutes=10)  # another process does not take a mail that is being sent
ANSWERED = r" \d+$"  # the end of a fault in which the server said something


def queue_mail(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    about: models.Model | None = None,
    reply_to: str = "",
    useless_at: datetime | None = None,
    calendar: bytes = b"",
    calendar_method: str = "",
    unsubscribe_url: str = "",
) -> OutgoingMail:
    """Writes a mail to be sent after the commit; call it inside the transaction of the change.

    kind: a word for lists and logs, e.g. "verification"; about: the thing it tells of; useless_at: it is thrown away
    if not sent by then (a code); calendar: an entry as iCalendar, with its method REQUEST or CANCEL; unsubscribe_url: where
    a POST without a form ends a subscription (RFC 8058). ValidationError if `to` is not an address.
    """
    validate_email(to)
    mail = OutgoingMail.objects.create(
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text.strip() + "\n",
        kind=kind,
        about_type=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        about_label=str(about)[:300] if about else "",
        reply_to=reply_to,
        useless_at=useless_at,
        calendar=calendar.decode(),
        calendar_method=calendar_method,
        unsubscribe_url=unsubscribe_url,
    )
    audit.note(f"mail.{kind}"[:60], AuditKind.MAIL, about or OutgoingMail, {"mail": mail.pk})
    transaction.on_commit(_nudge)
    return mail


def _nudge() -> None:
    send_mails_soon.enqueue()


@task()
def send_mails_soon() -> None:
    """Sends all mails that are due."""
    send_due_mails()


def send_due_mails() -> int:
    """Sends what is due and gives how many were sent; what could not be sent waits for its next try."""
    sent = 0
    keys = _due_keys()
    if keys:
        sent = _send_all(keys)
    retention.run_for(OutgoingMail)
    return sent


def _due_keys() -> list[int]:
    return list(OutgoingMail.objects.due().order_by("created_at", "pk").values_list("pk", flat=True))


def try_again(mails: Iterable[OutgoingMail]) -> int:
    """Mails that failed or wait start anew; those without a text cannot. Gives their number."""
    keys = [mail.pk for mail in mails]
    waiting = OutgoingMail.objects.filter(pk__in=keys, state__in=[MailState.FAILED, MailState.WAITING]).exclude(text="")
    count = waiting.update(state=MailState.WAITING, tries=0, fault="", next_try_at=timezone.now())
    if count:
        transaction.on_commit(_nudge)
    return count


def _send_all(keys: list[int]) -> int:
    """One connection for all; a server that does not answer ends the round, the rest waits as well."""
    connection: BaseEmailBackend = import_string(settings.EMAIL_BACKEND)()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        _put_off_all(keys, fault)
        return 0
    _wake_those_that_waited_for_the_server()
    try:
        return sum(_send(key, connection) for key in _due_keys())
    finally:
        _close(connection)


def _wake_those_that_waited_for_the_server() -> None:
    """It answers: what waited for it goes now and in the order of writing, an invitation before its cancellation.

    A mail whose fault has a number was answered by the server and keeps its time. One that another process is sending has at most
    LEASE to wait and is left alone.
    """
    now = timezone.now()
    put_off = OutgoingMail.objects.filter(state=MailState.WAITING, tries__gt=0, next_try_at__gt=now + LEASE)
    put_off.exclude(fault__regex=ANSWERED).update(next_try_at=now)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):  # everything was said before the server went away
        logger.info("the mail server went away")


def _send(key: int, connection: BaseEmailBackend) -> bool:
    mail = _claim(key)
    if mail is None:
        return False
    try:
        connection.send_messages([_message(mail)])
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        _put_off(mail, fault)
        return False
    mail.settle(MailState.SENT, sent_at=timezone.now(), fault="")
    logger.info("mail sent: %s %s", mail.kind, mail.pk)
    return True


@transaction.atomic
def _claim(key: int) -> OutgoingMail | None:
    """The mail, held for a while against other processes; None if it is not due any more."""
    mail = OutgoingMail.objects.due().select_for_update().filter(pk=key).first()
    if mail is None:
        return None
    if mail.is_useless(timezone.now()):
        mail.settle(MailState.EXPIRED)
        return None
    mail.tries += 1
    mail.next_try_at = timezone.now() + LEASE
    mail.save(update_fields=["tries", "next_try_at"])
    return mail


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Plain text, complete on its own; the same Message-ID at each try, so that two copies are seen as one.

    A calendar entry goes along twice, as common calendars do it: as the other form of the mail, which programs offer to
    accept, and as a file for those that do not know it.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")[2]
    headers = {"Message-ID": f"<{mail.uuid}@{domain}>", "Auto-Submitted": "auto-generated", "Content-Language": "cs"}
    if mail.unsubscribe_url:  # RFC 8058: the button of mail programs ends it by one POST
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], reply_to=[mail.reply_to] if mail.reply_to else None, headers=headers
    )
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("setkani.ics", mail.calendar.encode(), "application/ics")
    return message


def _put_off_all(keys: list[int], fault: Exception) -> None:
    logger.warning("the mail server does not answer (%s), %d mails wait", kind_of(fault), len(keys))
    for key in keys:
        mail = _claim(key)
        if mail is not None:
            _put_off(mail, fault)


def _put_off(mail: OutgoingMail, fault: Exception) -> None:
    """Waits for the next try, or gives up where a try has no sense."""
    logger.warning("mail not sent: %s %s (%s)", mail.kind, mail.pk, kind_of(fault))
    if is_final(fault) or mail.tries > len(DELAYS):
        mail.settle(MailState.FAILED, fault=kind_of(fault))
        return
    mail.next_try_at = timezone.now() + DELAYS[mail.tries - 1]
    mail.fault = kind_of(fault)
    mail.save(update_fields=["next_try_at", "fault"])
    enqueue_at(mail.next_try_at, send_mails_soon)


def is_final(fault: Exception) -> bool:
    """Whether the server refused the mail for good (a code of 500 to 599), or the mail cannot be written at all."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return False  # a wrong setting of the portal, not of the mail
    if isinstance(fault, smtplib.SMTPResponseException):
        return 500 <= fault.smtp_code < 600
    return isinstance(fault, ValueError)


def kind_of(fault: Exception) -> str:
    """The kind of fault without its words, which may hold an address."""
    code = getattr(fault, "smtp_code", "")
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = next((found for found, _words in fault.recipients.values()), "")
    return f"{type(fault).__name__} {code}".strip()[:80]
