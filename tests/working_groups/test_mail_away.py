"""The mail server is down for a day: no letter of a meeting is lost, none goes twice, and they go in their order."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kpss_portal.models import MailState, OutgoingMail
from kpss_portal.outbox import send_due_mails
from tests.community.factories import OfficeFactory
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from working_groups import workflow

pytestmark = pytest.mark.django_db
ROUND = timedelta(minutes=10)  # how often cron runs `manage.py send_mails` where no worker runs


class Clock:
    """The time of the portal, which the test moves on."""

    def __init__(self):
        self.now = timezone.now()

    def run(self, hours):
        for _round in range(hours * 6):
            self.now += ROUND
            send_due_mails()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


def letters():
    """To whom and what has left, in the order of leaving."""
    return [(letter.to[0], letter.subject.partition(" ")[0]) for letter in mail.outbox]


def test_a_day_without_a_mail_server_loses_nothing_and_sends_nothing_twice(settings, clock, coordinator):
    OfficeFactory(email="urad@example.cz")
    group = GroupFactory()
    people = sorted(MembershipFactory(group=group).address for _ in range(2))
    meeting = MeetingFactory(groups=[group])
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.kpss_portal.mail_servers.SilentServer"

    meeting = workflow.invite(meeting, by=coordinator)
    clock.run(hours=23)
    workflow.cancel(meeting, "Sál je zaplaven.", by=coordinator)
    clock.run(hours=1)
    assert (letters(), set(OutgoingMail.objects.values_list("state", flat=True))) == ([], {MailState.WAITING})

    settings.EMAIL_BACKEND = usual
    clock.run(hours=6)

    assert [subject for _to, subject in letters()[:2]] == [letters()[0][1]] * 2  # both invitations before cancellations
    assert letters()[0][1] != letters()[2][1]
    assert sorted(to for to, _subject in letters()) == sorted(people * 2)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_letter_whose_sender_died_goes_once_more_under_the_same_name(clock, coordinator, monkeypatch):
    OfficeFactory(email="urad@example.cz")
    group = GroupFactory()
    MembershipFactory(group=group)
    workflow.invite(MeetingFactory(groups=[group]), by=coordinator)

    clock.now += ROUND

    def dies(self, *args, **values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutgoingMail, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            send_due_mails()
    assert send_due_mails() == 0  # another process holds it, as far as the portal knows

    clock.run(hours=1)

    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second
    assert OutgoingMail.objects.get().state == MailState.SENT
