"""What always holds of groups, members and meetings."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.working_groups.factories import (
    AttendanceFactory,
    GroupDocumentFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from working_groups.enums import MeetingState, Presence, Reply, Side
from working_groups.models import Attendance, Group, Membership

pytestmark = pytest.mark.django_db

BREACHES = {
    "group_kind_known": lambda: GroupFactory(kind="club"),
    "group_notice_unit_known": lambda: GroupFactory(notice_unit="weeks"),
    "group_quorum_known": lambda: GroupFactory(quorum="all"),
    "group_decision_mode_known": lambda: GroupFactory(decision_mode="dice"),
    "group_decision_numbering_known": lambda: GroupFactory(decision_numbering="dice"),
    "group_convener_known": lambda: GroupFactory(convener="anybody"),
    "group_ends_after_start": lambda: GroupFactory(founded_on=date(2026, 2, 2), ended_on=date(2026, 2, 1)),
    "group_quorum_has_its_number": lambda: GroupFactory(quorum="percent"),
    "group_quorum_at_most_all": lambda: GroupFactory(quorum="percent", quorum_number=101),
    "group_not_its_own_parent": lambda: _own_parent(),
    "group_document_kind_known": lambda: GroupDocumentFactory(kind="poem"),
    "membership_side_known": lambda: MembershipFactory(side="left"),
    "membership_role_known": lambda: MembershipFactory(role="king"),
    "membership_ends_after_start": lambda: MembershipFactory(ends_on=date(2019, 1, 1)),
    "membership_has_person": lambda: MembershipFactory(user=None),
    "membership_erased_is_empty": lambda: MembershipFactory(erased_at=timezone.now()),
    "membership_once_at_a_time": lambda: _twice({"user": UserFactory()}),
    "membership_email_once_at_a_time": lambda: _twice_by_mail(),
    "meeting_state_known": lambda: MeetingFactory(state="lost"),
    "meeting_ends_after_start": lambda: MeetingFactory(ends_at=timezone.now()),
    "meeting_invitation_whole": lambda: MeetingFactory(invited_at=timezone.now()),
    "meeting_cancelling_whole": lambda: MeetingFactory(cancelled_by=UserFactory()),
    "meeting_closing_whole": lambda: MeetingFactory(held_by=UserFactory()),
    "meeting_invited_has_time": lambda: MeetingFactory(state=MeetingState.INVITED),
    "meeting_cancelled_has_time": lambda: MeetingFactory(state=MeetingState.CANCELLED),
    "meeting_held_has_time": lambda: MeetingFactory(state=MeetingState.HELD),
    "attendance_reply_known": lambda: AttendanceFactory(reply="maybe", replied_at=timezone.now()),
    "attendance_presence_known": lambda: AttendanceFactory(presence="late"),
    "attendance_guest_side_known": lambda: AttendanceFactory(guest_side="left"),
    "attendance_member_or_guest": lambda: AttendanceFactory(guest_name="Eva Nanečistá"),
    "attendance_guest_is_a_guest": lambda: AttendanceFactory(membership=None, presence=Presence.PRESENT),
    "attendance_reply_has_time": lambda: AttendanceFactory(reply=Reply.YES),
}
UNIQUE = {
    "group_document_version_once": lambda: _twice_version(),
    "meeting_paper_once": lambda: _twice_paper(),
    "attendance_once_a_meeting": lambda: _twice_on_the_list(),
}


def _own_parent():
    group = GroupFactory()
    Group.objects.filter(pk=group.pk).update(parent=group)


def _twice(fields):
    group = GroupFactory()
    MembershipFactory(group=group, **fields)
    MembershipFactory(group=group, **fields)


def _twice_by_mail():
    group = GroupFactory()
    MembershipFactory(group=group, without_account=True, email="Clen@example.cz")
    MembershipFactory(group=group, without_account=True, email="clen@example.cz")


def _twice_version():
    document = GroupDocumentFactory()
    GroupDocumentFactory(group=document.group, version=document.version)


def _twice_paper():
    paper = PaperFactory()
    PaperFactory(meeting=paper.meeting, document=paper.document)


def _twice_on_the_list():
    row = AttendanceFactory()
    Attendance.objects.create(meeting=row.meeting, membership=row.membership)


@pytest.mark.parametrize("name", [*BREACHES, *UNIQUE])
def test_database_refuses_what_cannot_be(name):
    breach = {**BREACHES, **UNIQUE}[name]

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breach()

    known = {"group_document_version_once": "version", "meeting_paper_once": "document"}
    assert name in str(refused.value) or known.get(name, "UNIQUE constraint failed") in str(refused.value)


def test_each_constraint_has_its_breach():
    from django.apps import apps

    nouns = {"group", "groupdocument", "membership", "meeting", "meetingpaper", "agendaitem", "attendance"}
    models = [model for model in apps.get_app_config("working_groups").get_models() if model._meta.model_name in nouns]
    names = {part.name for model in models for part in model._meta.constraints}

    assert names == {*BREACHES, *UNIQUE}


def test_groups_do_not_report_in_a_circle():
    top = GroupFactory()
    below = GroupFactory(parent=top)
    top.parent = below

    with pytest.raises(ValidationError) as refused:
        top.full_clean()

    assert list(refused.value.message_dict) == ["parent"]


def test_membership_lasts_from_its_first_to_its_last_day():
    today = timezone.localdate()
    first = MembershipFactory(starts_on=today)
    last = MembershipFactory(ends_on=today)
    MembershipFactory(starts_on=today + timedelta(days=1))
    MembershipFactory(ended=True)

    assert set(Membership.objects.current()) == {first, last}
    assert [part.is_current for part in Membership.objects.order_by("pk")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("fields", "name", "organisation"),
    [
        ({"side": Side.USER}, "zástupce uživatelů", ""),
        ({"side": Side.USER, "name_consented_on": date(2026, 1, 1)}, "Jana Vzorová", "Klub seniorů"),
        ({"side": Side.PROVIDER}, "zástupce poskytovatele", "Klub seniorů"),
        ({"side": Side.COMMISSIONER, "public_function": "starosta"}, "Jana Vzorová", "Klub seniorů"),
        ({"side": Side.COMMISSIONER}, "zástupce úřadu nebo obce", "Klub seniorů"),
        ({"side": Side.PUBLIC}, "zástupce veřejnosti", "Klub seniorů"),
    ],
)
def test_public_reads_a_name_only_by_consent_or_public_function(fields, name, organisation):
    member = MembershipFactory(without_account=True, name="Jana Vzorová", organisation="Klub seniorů", **fields)

    assert (member.public_name, member.public_organisation) == (name, organisation)


def test_person_of_an_account_is_called_and_written_to_by_it():
    member = MembershipFactory(user=UserFactory(full_name="Karel Příkladný", email="karel@example.cz"), name="starý")

    assert (member.person_name, member.address) == ("Karel Příkladný", "karel@example.cz")
