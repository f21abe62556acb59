"""Whoever writes the minutes is reminded two, seven and fourteen days after the meeting, each time once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import OutgoingMail
from tests.working_groups.factories import PRAGUE, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory, TaskFactory
from working_groups.enums import MemberRole
from working_groups.minutes import letters
from working_groups.minutes.reminding import remind_due

HELD_AT = datetime(2026, 2, 3, 13, tzinfo=PRAGUE)


def on_day(days: int) -> datetime:
    return HELD_AT + timedelta(days=days)


@pytest.fixture
def secretary_asked(secretary, meeting):
    return secretary


def test_days_come_one_after_another(secretary_asked, meeting):
    sent = [remind_due(on_day(day)) for day in (1, 2, 2, 6, 7, 13, 14, 15, 29)]

    assert sent == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    letter = OutgoingMail.objects.filter(kind="minutes").first()
    assert letter.to == secretary_asked.email
    assert f"/moje/zapisy/vlozit/{meeting.uuid}/" in letter.text


def test_days_that_passed_while_nobody_ran_are_made_up_by_one_letter(secretary_asked):
    assert [remind_due(on_day(9)), remind_due(on_day(9)), remind_due(on_day(14))] == [1, 0, 1]


@pytest.mark.parametrize("state", ["uploaded", "published"])
def test_minutes_that_are_here_are_not_asked_for(secretary_asked, meeting, state):
    MinutesFactory(meeting=meeting, **{state: True})

    assert remind_due(on_day(7)) == 0


def test_begun_minutes_are_asked_for(secretary_asked, meeting):
    MinutesFactory(meeting=meeting)

    assert remind_due(on_day(7)) == 1


def test_cancelled_meeting_and_one_of_long_ago_bother_nobody(group, secretary):
    MeetingFactory(cancelled=True, groups=[group], starts_at=HELD_AT)

    assert remind_due(on_day(7)) == 0
    MeetingFactory(held=True, groups=[group])
    assert remind_due(on_day(40)) == 0


def test_head_writes_where_there_is_no_secretary(head, meeting):
    assert [writer.user for writer in letters.writers_of(meeting)] == [head]
    MembershipFactory(group=meeting.main_group, role=MemberRole.SECRETARY, without_account=True, email="")
    assert [writer.user for writer in letters.writers_of(meeting)] == [head]


def test_coordinator_is_told_of_missing_minutes_of_tasks_and_of_what_waits(coordinator, editor, group):
    now = timezone.now()
    MeetingFactory(held=True, groups=[group], title="Dávné", starts_at=now - timedelta(days=8))
    MinutesFactory(uploaded=True)
    MinutesFactory(approved=True)
    MinutesFactory(commenting=True, comments_until=timezone.localdate() - timedelta(days=1))
    TaskFactory(due_on=timezone.localdate() - timedelta(days=1))

    told = " ".join(str(duty.text) for duty in duties_of(coordinator))

    assert "Chybí zápis ze setkání „Dávné“" in told
    for words in (
        "1 zápis čeká na kontrolu",
        "1 schválený zápis není",
        "skončily; zápis jde schválit",
        "1 úkol skupin je po termínu",
    ):
        assert words in told
    assert "zápis" not in " ".join(str(duty.text) for duty in duties_of(editor))
