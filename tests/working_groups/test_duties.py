"""What meetings, minutes and tasks of groups ask for, and when it stops."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpss_portal.duties import Question
from tests.working_groups.factories import AttendanceFactory, GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory, TaskFactory
from working_groups import duties, reminding
from working_groups.enums import Presence, Reply, TaskState
from working_groups.errors import StepNotOpen
from working_groups.minutes import duties as minutes_duties
from working_groups.models import Attendance, Meeting, Minutes, MinutesComment, Task

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def group():
    return GroupFactory(notice_number=7)


def told(source, user):
    return [str(duty.text) for duty in source(user)]


def at_noon(days):
    return timezone.make_aware(datetime.combine(timezone.localdate() + days * DAY, time(12)))


def test_a_draft_of_a_meeting_is_due_on_the_last_day_for_inviting(coordinator, editor, group):
    meeting = MeetingFactory(groups=[group], starts_at=at_noon(30))

    (found,) = duties.invitations_to_send(coordinator)

    assert found.due_on == timezone.localdate() + 23 * DAY
    assert told(duties.invitations_to_send, editor) == []
    Meeting.objects.filter(pk=meeting.pk).delete()
    assert told(duties.invitations_to_send, coordinator) == []


def test_the_invited_are_waited_for_until_the_meeting(coordinator, editor, group):
    meeting = MeetingFactory(groups=[group], invited=True, starts_at=at_noon(20))
    silent = AttendanceFactory(meeting=meeting)

    (found,) = duties.replies_missing(coordinator)

    assert (found.silent, found.due_on, found.question) == (1, meeting.day, Question.ANSWERS)
    assert found.step == ()
    assert told(duties.replies_missing, editor) == []
    Attendance.objects.filter(pk=silent.pk).update(reply=Reply.YES, replied_at=timezone.now())
    assert told(duties.replies_missing, coordinator) == []


def test_before_the_meeting_one_click_reminds_each_of_the_silent_once(signed_in, coordinator, group):
    meeting = MeetingFactory(groups=[group], invited=True, starts_at=at_noon(2))
    silent = AttendanceFactory(meeting=meeting)
    (found,) = duties.replies_missing(coordinator)

    reminded = []
    for _click in range(2):
        assert signed_in(coordinator).post(found.url, dict(found.step)).status_code == 302
        silent.refresh_from_db()
        reminded.append(silent.reminded_at)

    assert reminded[0] is not None
    assert reminded[0] == reminded[1]
    assert [duty.step for duty in duties.replies_missing(coordinator)] == [()]


def test_reminding_asks_for_the_right_and_for_an_invited_meeting(coordinator, editor, group):
    invited = MeetingFactory(groups=[group], invited=True, starts_at=at_noon(2))

    with pytest.raises(PermissionDenied):
        reminding.remind_now(invited, by=editor)
    with pytest.raises(StepNotOpen):
        reminding.remind_now(MeetingFactory(groups=[group], starts_at=at_noon(2)), by=coordinator)


def test_attendance_and_minutes_are_due_a_week_after_the_meeting(coordinator, editor, group):
    meeting = MeetingFactory(groups=[group], held=True, starts_at=at_noon(-2))
    person = AttendanceFactory(meeting=meeting)
    week_later = meeting.day + 7 * DAY

    assert [duty.due_on for duty in duties.attendance_to_record(coordinator)] == [week_later]
    assert [duty.due_on for duty in minutes_duties.missing_minutes(coordinator)] == [week_later]
    assert told(duties.attendance_to_record, editor) == told(minutes_duties.missing_minutes, editor) == []

    Attendance.objects.filter(pk=person.pk).update(presence=Presence.PRESENT)
    MinutesFactory(meeting=meeting, uploaded=True)
    assert told(duties.attendance_to_record, coordinator) == told(minutes_duties.missing_minutes, coordinator) == []


def test_an_ending_membership_is_due_on_its_last_day(coordinator, group):
    last = timezone.localdate() + 9 * DAY
    member = MembershipFactory(group=group, ends_on=last)
    assert [duty.due_on for duty in duties.memberships_that_end(coordinator)] == [last]

    member.ends_on = None
    member.save()

    assert told(duties.memberships_that_end, coordinator) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("uploaded", "1 zápis čeká na kontrolu."),
        ("checked", "1 zkontrolovaný zápis nedostali členové."),
        ("approved", "1 schválený zápis není zveřejněný."),
        ("published", None),
    ],
)
def test_minutes_wait_for_their_next_step(coordinator, editor, state, words):
    MinutesFactory(**{state: True})

    assert told(minutes_duties.minutes_to_move, coordinator) == ([words] if words else [])
    assert told(minutes_duties.minutes_to_move, editor) == []


def test_comments_on_minutes_say_how_many_members_are_silent(coordinator, second_coordinator):
    minutes = MinutesFactory(commenting=True)
    for _number in range(3):
        AttendanceFactory(meeting=minutes.meeting)
    for text in ("První.", "Druhá."):
        MinutesComment.objects.create(minutes=minutes, text=text, written_by=second_coordinator)

    (found,) = minutes_duties.comments_of_members(coordinator)
    assert (found.silent, found.due_on, found.question) == (2, minutes.comments_until, Question.ANSWERS)

    Minutes.objects.update(comments_until=timezone.localdate() - DAY)
    (over,) = minutes_duties.comments_of_members(coordinator)
    assert (str(over.link), over.silent, over.question) == ("Schválit zápis", None, Question.DUE)


def test_tasks_are_late_since_the_first_of_them(coordinator, editor):
    days = [timezone.localdate() - 3 * DAY, timezone.localdate() - DAY]
    for day in days:
        TaskFactory(due_on=day)

    (found,) = minutes_duties.overdue_tasks(coordinator)

    assert (str(found.text), found.due_on) == ("2 úkoly skupin jsou po termínu.", days[0])
    assert told(minutes_duties.overdue_tasks, editor) == []
    Task.objects.update(state=TaskState.DONE, settled_at=timezone.now(), settled_by=coordinator)
    assert told(minutes_duties.overdue_tasks, coordinator) == []
