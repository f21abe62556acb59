"""Inviting, moving, cancelling, answering, recording: who is told, what is kept, what is refused."""

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest
import vobject
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from kpss_portal.models import AuditEntry, OutgoingMail
from tests.accounts.factories import UserFactory
from tests.community.factories import OfficeFactory
from tests.working_groups.factories import PRAGUE, AgendaItemFactory, GroupFactory, MeetingFactory, MembershipFactory
from working_groups import workflow
from working_groups.enums import MeetingState, MemberRole, Presence, Reply
from working_groups.errors import NobodyToInvite, OldInvitation, StepNotOpen
from working_groups.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _base(settings):
    settings.BASE_URL = "https://portal.example.cz"
    OfficeFactory(email="urad@example.cz")


@pytest.fixture
def group():
    return GroupFactory(name="Senioři", slug="seniori")


@pytest.fixture
def meeting(group):
    return MeetingFactory(groups=[group], title="Péče o víkendech")


def entry_of(row):
    """The event of a mail, as icalendar reads it."""
    return icalendar.Calendar.from_ical(row.calendar).walk("VEVENT")[0]


def invited(meeting, coordinator):
    return workflow.invite(meeting, by=coordinator)


def test_each_member_of_the_day_gets_one_invitation(meeting, group, coordinator):
    first = MembershipFactory(group=group)
    second = MembershipFactory(group=group, without_account=True)
    MembershipFactory(group=group, ended=True)
    MembershipFactory(group=group, starts_on=date(2127, 1, 1))
    silent = MembershipFactory(group=group, without_account=True, email="")

    meeting = invited(meeting, coordinator)

    assert (meeting.state, meeting.invited_by) == (MeetingState.INVITED, coordinator)
    assert {row.to for row in OutgoingMail.objects.all()} == {first.address, second.address}
    assert {row.membership for row in meeting.attendance.all()} == {first, second, silent}
    assert AuditEntry.objects.filter(action="meeting.invite").count() == 1


def test_person_of_two_groups_that_meet_together_gets_one_mail(coordinator):
    one, two = GroupFactory(), GroupFactory()
    person = UserFactory()
    MembershipFactory(group=one, user=person)
    head = MembershipFactory(group=two, user=person, role=MemberRole.MANAGER)

    meeting = invited(MeetingFactory(groups=[one, two]), coordinator)

    assert [row.to for row in OutgoingMail.objects.all()] == [person.email]
    assert [row.membership for row in meeting.attendance.all()] == [head]


def test_pressing_twice_invites_once(meeting, group, coordinator):
    MembershipFactory(group=group)
    invited(meeting, coordinator)

    with pytest.raises(StepNotOpen):
        invited(meeting, coordinator)

    assert OutgoingMail.objects.count() == 1


def test_nobody_is_invited_to_an_empty_group_or_to_the_past(meeting, group, coordinator):
    with pytest.raises(NobodyToInvite):
        invited(meeting, coordinator)
    MembershipFactory(group=group)
    past = MeetingFactory(groups=[group], starts_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(StepNotOpen):
        invited(past, coordinator)

    assert OutgoingMail.objects.count() == 0


def test_head_of_a_group_does_not_call_meetings(meeting, group):
    head = MembershipFactory(group=group, role=MemberRole.MANAGER)

    with pytest.raises(PermissionDenied):
        invited(meeting, head.user)

    assert Meeting.objects.get().state == MeetingState.DRAFT


def test_invitation_change_and_cancellation_are_one_entry_with_a_growing_number(meeting, group, coordinator):
    MembershipFactory(group=group)
    invited(meeting, coordinator)
    later = datetime(2126, 2, 4, 9, 0, tzinfo=PRAGUE)
    changes = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    workflow.tell_change(meeting, changes, by=coordinator)
    workflow.cancel(meeting, "Vedoucí je nemocná.", by=coordinator)

    rows = list(OutgoingMail.objects.order_by("pk"))
    events = [entry_of(row) for row in rows]
    assert {str(event["UID"]) for event in events} == {f"{meeting.uuid}@portal.example.cz"}
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [row.calendar_method for row in rows] == ["REQUEST", "REQUEST", "CANCEL"]
    assert events[1]["DTSTART"].dt == later
    assert str(events[0]["ORGANIZER"]) == "mailto:urad@example.cz"
    assert str(events[0]["ATTENDEE"]) == f"mailto:{rows[0].to}"
    assert "Vedoucí je nemocná." in rows[2].text


def test_two_independent_readers_agree_on_the_entry(meeting, group, coordinator):
    MembershipFactory(group=group)
    meeting.place = "Radnice; sál, vpravo\\vzadu " + "ž" * 90
    meeting.save()
    invited(meeting, coordinator)
    written = OutgoingMail.objects.get().calendar

    one, other = icalendar.Calendar.from_ical(written), vobject.readOne(written)

    event = one.walk("VEVENT")[0]
    assert (str(event["LOCATION"]), event["DTSTART"].dt) == (meeting.place, meeting.starts_at)
    assert (other.vevent.location.value, other.vevent.dtstart.value) == (meeting.place, meeting.starts_at)
    assert other.method.value == "REQUEST"
    assert max(len(line) for line in written.encode().split(b"\r\n")) <= 75


def test_sent_invitation_carries_the_entry_twice_and_complete_text(
    meeting, group, coordinator, django_capture_on_commit_callbacks
):
    AgendaItemFactory(meeting=meeting, title="Kolik bude stát neděle", position=1)
    MembershipFactory(group=group)

    with django_capture_on_commit_callbacks(execute=True):
        invited(meeting, coordinator)

    message = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/calendar", "application/ics"}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    text = parts["text/plain"].get_content().replace("\xa0", " ")
    for words in ("Péče o víkendech", "3. února 2126", "13:00–15:00", "Klub seniorů", "1. Kolik bude stát neděle"):
        assert words in text
    assert "https://portal.example.cz/ucast/" in text
    row = OutgoingMail.objects.get()
    assert (row.text, row.calendar) == ("", "")


def test_names_cannot_break_headers_or_carry_scripts(meeting, group, coordinator, django_capture_on_commit_callbacks):
    MembershipFactory(group=group)
    Meeting.objects.filter(pk=meeting.pk).update(title="<script>alert(1)</script>\r\nBcc: vsem@example.cz")

    with django_capture_on_commit_callbacks(execute=True):
        invited(meeting, coordinator)

    message = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=default)
    assert message["Bcc"] is None
    assert message["Subject"].strip() == "Pozvánka: 3. 2. 13:00, <script>alert(1)</script> Bcc: vsem@example.cz"


def test_moving_asks_for_replies_anew_and_a_new_place_does_not(meeting, group, coordinator):
    MembershipFactory(group=group)
    invited(meeting, coordinator)
    row = workflow.answer(meeting.attendance.get(), Reply.YES)

    workflow.tell_change(meeting, {"place": "Radnice"}, by=coordinator)
    row.refresh_from_db()
    kept = row.reply
    workflow.tell_change(meeting, {"starts_at": meeting.starts_at + timedelta(minutes=30)}, by=coordinator)
    row.refresh_from_db()

    assert (kept, row.reply) == (Reply.YES, Reply.NONE)
    assert Meeting.objects.get().place == "Radnice"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda meeting, member, by: workflow.cancel(meeting, "", by=by), "cancelled"),
        (lambda meeting, member, by: type(member).objects.update(ends_on=timezone.localdate() - timedelta(1)), "ended"),
        (lambda meeting, member, by: Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=1)), "over"),
    ],
)
def test_old_invitation_takes_no_answer_and_says_why(meeting, group, coordinator, change, why):
    member = MembershipFactory(group=group)
    invited(meeting, coordinator)
    change(meeting, member, coordinator)

    with pytest.raises(OldInvitation) as refused:
        workflow.answer(meeting.attendance.get(), Reply.YES)

    assert refused.value.why == why
    assert meeting.attendance.get().reply == Reply.NONE


def test_silent_people_are_reminded_once_three_days_before(group, coordinator):
    near = MeetingFactory(groups=[group], starts_at=timezone.now() + timedelta(days=2))
    far = MeetingFactory(groups=[group], starts_at=timezone.now() + timedelta(days=9))
    silent, answered = MembershipFactory(group=group), MembershipFactory(group=group)
    for meeting in (near, far):
        invited(meeting, coordinator)
    workflow.answer(near.attendance.get(membership=answered), Reply.EXCUSED)

    call_command("tend_groups", verbosity=0)
    call_command("tend_groups", verbosity=0)

    assert [row.to for row in OutgoingMail.objects.filter(kind="meeting-reminder")] == [silent.address]


def test_recording_who_came_closes_the_meeting(group, coordinator):
    head = MembershipFactory(group=group, role=MemberRole.SECRETARY)
    member = MembershipFactory(group=group)
    stranger = MembershipFactory()
    meeting = MeetingFactory(groups=[group], invited=True, starts_at=timezone.now() - timedelta(hours=3))
    presence = {head.pk: "present", member.pk: "represented", stranger.pk: "present"}

    workflow.record_attendance(
        meeting, presence, [workflow.Guest("Ota Vzorný", "Knihovna")], {member.pk: "Iva Cvičná"}, by=head.user
    )

    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_by) == (MeetingState.HELD, head.user)
    rows = {(row.membership or row.guest_name): (row.presence, row.substitute_name) for row in meeting.attendance.all()}
    assert rows == {
        head: (Presence.PRESENT, ""),
        member: (Presence.REPRESENTED, "Iva Cvičná"),
        "Ota Vzorný": (Presence.GUEST, ""),
    }


def test_nothing_is_recorded_before_the_meeting_or_by_a_plain_member(group, meeting, coordinator):
    member = MembershipFactory(group=group)
    past = MeetingFactory(groups=[group], invited=True, starts_at=timezone.now() - timedelta(hours=3))

    with pytest.raises(StepNotOpen):
        workflow.record_attendance(meeting, {member.pk: "present"}, [], {}, by=coordinator)
    with pytest.raises(PermissionDenied):
        workflow.record_attendance(past, {member.pk: "present"}, [], {}, by=member.user)

    assert list(past.attendance.all()) == list(meeting.attendance.all()) == []
