"""Mails: written with the change they tell of, sent after it, tried again, forgotten."""

import logging
import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import MailState, OutgoingMail
from kpss_portal.outbox import DELAYS, is_final, queue_mail, send_due_mails, try_again
from tests.community.factories import PageFactory

pytestmark = pytest.mark.django_db
SERVERS = "tests.kpss_portal.mail_servers"


def a_mail(to="sluzba@example.cz", **values):
    return queue_mail(to, "Ověřte údaje", "Dobrý den,\n\nověřte prosím údaje.", kind="test", **values)


def make_due(row):
    OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_mail_leaves_after_the_commit_as_plain_text_and_its_text_is_deleted(django_capture_on_commit_callbacks):
    page = PageFactory(title="Jak plánujeme")

    with django_capture_on_commit_callbacks(execute=True):
        row = a_mail(about=page, reply_to="urad@example.cz")
        assert mail.outbox == []

    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body, sent.reply_to) == (
        ["sluzba@example.cz"],
        "Ověřte údaje",
        "Dobrý den,\n\nověřte prosím údaje.\n",
        ["urad@example.cz"],
    )
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"].startswith(f"<{row.uuid}@")
    row.refresh_from_db()
    assert (row.state, row.text, row.tries, row.about_label) == (MailState.SENT, "", 1, "Jak plánujeme")
    assert list(OutgoingMail.objects.about(page)) == [row]


def test_mail_of_a_change_that_did_not_happen_is_not_written():
    @transaction.atomic
    def change():
        a_mail()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change()

    assert OutgoingMail.objects.count() == 0


def test_text_that_would_break_the_head_of_the_mail_stays_on_one_line():
    row = queue_mail("a@example.cz", "Předmět\r\nBcc: vsichni@example.cz", "text", kind="test")

    assert row.subject == "Předmět Bcc: vsichni@example.cz"


@pytest.mark.parametrize("address", ["", "bez zavináče", "a@example.cz\nBcc: b@example.cz"])
def test_what_is_not_an_address_is_refused_at_once(address):
    with pytest.raises(ValidationError):
        a_mail(to=address)


def test_missing_mail_server_lets_all_mails_wait_longer_and_longer(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.SilentServer"
    row, other = a_mail(), a_mail()
    waits = []

    for _day in range(3):
        make_due(row)
        assert send_due_mails() == 0
        row.refresh_from_db()
        waits.append(row.next_try_at - timezone.now())

    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [1, 5, 15]
    assert (row.state, row.fault, row.tries) == (MailState.WAITING, "ConnectionRefusedError", 3)
    other.refresh_from_db()
    assert (other.state, other.tries) == (MailState.WAITING, 1)


def test_mail_leaves_when_the_server_is_back(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.SilentServer"
    row = a_mail()
    send_due_mails()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_mails() == 0  # not before its time

    make_due(row)

    assert send_due_mails() == 1
    row.refresh_from_db()
    assert (row.state, row.fault, row.text) == (MailState.SENT, "", "")


def test_portal_gives_up_after_the_last_try_and_keeps_the_text_for_the_office(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.BusyServer"
    row = a_mail()

    for _try in range(len(DELAYS) + 1):
        make_due(row)
        send_due_mails()

    row.refresh_from_db()
    assert (row.state, row.fault, bool(row.text)) == (MailState.FAILED, "SMTPDataError 451", True)


def test_one_refused_address_does_not_hold_the_others(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.RefusingServer"
    refused, fine = a_mail(to="neznamy@example.cz"), a_mail()

    assert send_due_mails() == 1

    refused.refresh_from_db()
    fine.refresh_from_db()
    assert (refused.state, refused.fault) == (MailState.FAILED, "SMTPRecipientsRefused 550")
    assert fine.state == MailState.SENT


@pytest.mark.parametrize(
    ("fault", "final"),
    [
        (ConnectionResetError(), False),
        (TimeoutError(), False),
        (smtplib.SMTPRecipientsRefused({"a@example.cz": (450, b"grey")}), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (ValueError("bad header"), True),
    ],
)
def test_final_is_only_what_another_try_does_not_change(fault, final):
    assert is_final(fault) is final


def test_code_that_would_come_late_is_thrown_away(settings):
    row = a_mail(useless_at=timezone.now() - timedelta(minutes=1))

    assert send_due_mails() == 0

    row.refresh_from_db()
    assert (row.state, row.text, mail.outbox) == (MailState.EXPIRED, "", [])


def test_mail_that_another_process_is_sending_is_left_alone():
    row = a_mail()
    OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=timezone.now() + timedelta(minutes=9))

    assert send_due_mails() == 0


def test_log_holds_neither_address_nor_text(settings, caplog):
    settings.EMAIL_BACKEND = f"{SERVERS}.RefusingServer"
    a_mail(to="neznamy@example.cz"), a_mail()

    with caplog.at_level(logging.INFO, logger="kpss_portal.outbox"):
        send_due_mails()

    words = "\n".join(record.getMessage() for record in caplog.records)
    assert "mail sent: test" in words
    assert [part for part in ("@", "Ověřte", "ověřte") if part in words] == []


def test_office_lets_failed_mails_be_tried_again(settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = f"{SERVERS}.RefusingServer"
    row = a_mail(to="neznamy@example.cz")
    send_due_mails()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    with django_capture_on_commit_callbacks(execute=True):
        assert try_again(OutgoingMail.objects.all()) == 1

    row.refresh_from_db()
    assert (row.state, len(mail.outbox)) == (MailState.SENT, 1)
    assert try_again(OutgoingMail.objects.all()) == 0


def test_old_rows_and_old_unsent_texts_are_forgotten():
    old, failed, fresh = a_mail(), a_mail(), a_mail()
    send_due_mails()
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=181))
    OutgoingMail.objects.filter(pk=failed.pk).update(
        state=MailState.FAILED, sent_at=None, text="kdo a co", created_at=timezone.now() - timedelta(days=31)
    )

    send_due_mails()

    assert set(OutgoingMail.objects.values_list("pk", "text")) == {(failed.pk, ""), (fresh.pk, "")}


def test_command_for_cron_says_what_it_did(settings):
    a_mail()
    out = StringIO()

    call_command("send_mails", stdout=out)

    assert out.getvalue() == "Sent 1, waiting 0, failed 0.\n"


def test_first_page_tells_of_mails_that_do_not_leave(settings, coordinator, editor):
    settings.EMAIL_BACKEND = f"{SERVERS}.RefusingServer"
    a_mail(to="neznamy@example.cz")
    send_due_mails()
    waiting = a_mail()
    OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(hours=1))

    told = [duty.url.partition("?")[2] for duty in duties_of(coordinator) if "outgoingmail" in duty.url]

    assert told == ["state__exact=failed", "state__exact=waiting"]
    assert [duty for duty in duties_of(editor) if "outgoingmail" in duty.url] == []


def test_list_in_the_administration_does_not_show_what_mails_say(signed_in, coordinator):
    row = queue_mail("sluzba@example.cz", "Kód", "Váš kód je 123456", kind="code")
    page = signed_in(coordinator)

    listed = page.get(reverse("admin:kpss_portal_outgoingmail_changelist"))
    shown = page.get(reverse("admin:kpss_portal_outgoingmail_change", args=[row.pk]))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert "sluzba@example.cz" in listed.text
    assert "123456" not in listed.text + shown.text
    assert 'name="_save"' not in shown.text


def test_only_those_who_run_the_portal_see_mails(signed_in, editor):
    assert signed_in(editor).get(reverse("admin:kpss_portal_outgoingmail_changelist")).status_code == 403


def test_mails_are_tried_again_from_the_list(signed_in, coordinator):
    row = a_mail()
    OutgoingMail.objects.update(state=MailState.FAILED, tries=11)

    signed_in(coordinator).post(
        reverse("admin:kpss_portal_outgoingmail_changelist"), {"action": "send_again", "_selected_action": [row.pk]}
    )

    row.refresh_from_db()
    assert (row.state, row.tries) == (MailState.WAITING, 0)


def test_entry_of_a_calendar_goes_along_and_is_deleted_with_the_text(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = a_mail(calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")

    sent = mail.outbox[0]
    assert [(part.content, part.mimetype) for part in sent.alternatives] == [
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    ]
    assert [name for name, _content, _kind in sent.attachments] == ["setkani.ics"]
    row.refresh_from_db()
    assert (row.state, row.text, row.calendar) == (MailState.SENT, "", "")
