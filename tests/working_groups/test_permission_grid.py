"""Who may do what with groups, meetings, minutes, decisions and tasks: one table of roles, things and actions.

Each permission of the app stands in it; lists keep to it.
"""

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from rules.permissions import permissions

from tests.accounts.factories import UserFactory
from tests.working_groups.factories import (
    PRAGUE,
    AgendaItemFactory,
    AttendanceFactory,
    GroupDocumentFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, MinutesFileFactory, TaskFactory
from working_groups.enums import Convener, FileVersion, MemberRole, MinutesState
from working_groups.models import Decision, Group, JoinRequest, Meeting, Minutes, Task

APP = "working_groups."
OFFICE = {"coordinator", "editor", "administrator"}
DRAFTS = OFFICE | {"reader"}
MEMBERS = {"manager", "deputy", "secretary", "member", "guest"}
OUTSIDE = {"citizen", "former", "stranger", "disabled"}  # the former was a head, the stranger heads another group
EVERYBODY = DRAFTS | MEMBERS | OUTSIDE
HEADS, LEADERS, DECIDING = {"manager", "deputy"}, {"manager", "deputy", "secretary"}, MEMBERS - {"guest"}
COORDINATOR, KEEPERS, NOBODY = {"coordinator"}, {"coordinator", "administrator"}, set()

GRID = {  # action, thing: who may
    ("view_group", "group"): EVERYBODY,
    ("view_group", "hidden group"): MEMBERS | DRAFTS,
    ("view_members", "group"): MEMBERS | KEEPERS,
    ("add_group", "group"): COORDINATOR,
    ("change_group", "group"): COORDINATOR,
    ("delete_group", "group"): COORDINATOR,
    ("view_groupdocument", "charter"): OFFICE,
    ("add_groupdocument", "charter"): COORDINATOR,
    ("change_groupdocument", "charter"): COORDINATOR,
    ("delete_groupdocument", "charter"): COORDINATOR,
    ("view_membership", "membership"): KEEPERS,
    ("add_membership", "membership"): COORDINATOR,
    ("change_membership", "membership"): COORDINATOR,
    ("delete_membership", "membership"): COORDINATOR,
    ("view_joinrequest", "wish"): COORDINATOR,
    ("change_joinrequest", "wish"): COORDINATOR,
    ("view_meeting", "meeting"): EVERYBODY,
    ("view_meeting", "internal meeting"): MEMBERS | DRAFTS,
    ("view_meeting", "draft"): LEADERS | DRAFTS,
    ("view_meeting", "meeting of the hidden group"): MEMBERS | DRAFTS,
    ("view_internal", "meeting"): MEMBERS | OFFICE,
    ("add_meeting", "meeting"): COORDINATOR,
    ("change_meeting", "meeting"): COORDINATOR,
    ("delete_meeting", "meeting"): NOBODY,
    ("delete_meeting", "draft"): COORDINATOR,
    ("call_meeting", "meeting"): COORDINATOR,
    ("call_meeting", "meeting called by its head"): COORDINATOR | HEADS,
    ("call_meeting", "meeting called by its chair"): COORDINATOR,
    ("prepare_meeting", "meeting"): COORDINATOR,
    ("prepare_meeting", "meeting called by its head"): COORDINATOR | HEADS,
    ("prepare_meeting", "meeting called by its chair"): COORDINATOR | HEADS,
    ("prepare_meeting", "meeting with a foreign group"): COORDINATOR,
    ("view_agendaitem", "point"): OFFICE,
    ("add_agendaitem", "point"): COORDINATOR,
    ("change_agendaitem", "point"): COORDINATOR,
    ("delete_agendaitem", "point"): COORDINATOR,
    ("view_meetingpaper", "paper"): OFFICE,
    ("add_meetingpaper", "paper"): COORDINATOR,
    ("change_meetingpaper", "paper"): COORDINATOR,
    ("delete_meetingpaper", "paper"): COORDINATOR,
    ("bring_paper", "meeting"): COORDINATOR | DECIDING,
    ("record_attendance", "meeting"): COORDINATOR | LEADERS,
    ("view_attendance", "attendance"): KEEPERS,
    ("add_attendance", "attendance"): COORDINATOR,
    ("change_attendance", "attendance"): COORDINATOR,
    ("delete_attendance", "attendance"): COORDINATOR,
    ("write_minutes", "minutes"): COORDINATOR | DECIDING,
    ("check_minutes", "minutes"): COORDINATOR | HEADS,
    ("send_minutes", "minutes"): COORDINATOR | LEADERS,
    ("comment_minutes", "minutes"): COORDINATOR | MEMBERS,
    ("approve_minutes", "minutes"): COORDINATOR | HEADS,
    ("publish_minutes", "minutes"): COORDINATOR,
    ("change_minutes", "minutes"): COORDINATOR,
    ("view_internal", "minutes"): OFFICE | MEMBERS,
    ("view_minutes", "minutes"): OFFICE | MEMBERS,
    ("view_minutes", "published"): EVERYBODY,
    ("view_internal", "published"): OFFICE | MEMBERS,
    ("view_minutescomment", "minutes"): OFFICE | MEMBERS,
    ("view_minutesfile", "file"): OFFICE | MEMBERS,
    ("view_minutesfile", "file of published"): OFFICE | MEMBERS,
    ("view_minutesfile", "public file of published"): EVERYBODY,
    ("view_minutesfile", "public file"): OFFICE | MEMBERS,
    ("view_minutesfile", "sheet of published"): OFFICE | MEMBERS,
    ("view_decision", "decision"): DRAFTS | MEMBERS,
    ("view_decision", "released"): EVERYBODY,
    ("view_decision", "released of a foreign hidden group"): DRAFTS,
    ("add_decision", "decision"): COORDINATOR | LEADERS,
    ("change_decision", "released"): COORDINATOR,
    ("delete_decision", "decision"): COORDINATOR,
    ("delete_decision", "released"): NOBODY,
    ("release_decision", "decision"): COORDINATOR,
    ("view_decisionlink", "decision"): OFFICE,
    ("add_decisionlink", "decision"): COORDINATOR,
    ("change_decisionlink", "decision"): COORDINATOR,
    ("delete_decisionlink", "decision"): COORDINATOR,
    ("view_task", "task"): DRAFTS | MEMBERS,
    ("add_task", "task"): COORDINATOR | LEADERS,
    ("change_task", "task"): COORDINATOR,
    ("delete_task", "task"): COORDINATOR,
    ("settle_task", "task"): COORDINATOR | LEADERS,
    ("settle_task", "task of the member"): COORDINATOR | LEADERS | {"member"},
    ("settle_task", "task of the former"): COORDINATOR | LEADERS,
}


@pytest.fixture
def groups(db):
    """Groups in which the people sit, and one in which only the stranger does."""
    return {
        "group": GroupFactory(),
        "hidden": GroupFactory(is_public=False),
        "called": GroupFactory(convener=Convener.MANAGER),
        "chaired": GroupFactory(convener=Convener.CHAIR),
    }


@pytest.fixture
def people(groups, administrator, coordinator, editor, reader):
    found = {"administrator": administrator, "coordinator": coordinator, "editor": editor, "reader": reader}
    seats = {str(role.value): {"role": role} for role in MemberRole}
    seats["former"] = {"role": MemberRole.MANAGER, "ended": True}
    seats["disabled"] = {"role": MemberRole.MANAGER}
    for who, options in seats.items():
        found[who] = UserFactory(is_active=who != "disabled")
        for group in groups.values():
            MembershipFactory(group=group, user=found[who], **options)
    found["stranger"] = MembershipFactory(role=MemberRole.MANAGER).user
    return found | {"citizen": AnonymousUser()}


@pytest.fixture
def meetings(groups, people):
    group, foreign = groups["group"], people["stranger"].memberships.get().group
    third_of_march = datetime(2126, 3, 3, 13, 0, tzinfo=PRAGUE)
    return {
        "meeting": MeetingFactory(invited=True, groups=[group]),
        "internal meeting": MeetingFactory(invited=True, is_public=False, groups=[group], starts_at=third_of_march),
        "draft": MeetingFactory(groups=[group]),
        "meeting of the hidden group": MeetingFactory(invited=True, groups=[groups["hidden"]]),
        "meeting called by its head": MeetingFactory(invited=True, groups=[groups["called"]]),
        "meeting called by its chair": MeetingFactory(invited=True, groups=[groups["chaired"]]),
        "meeting with a foreign group": MeetingFactory(groups=[groups["called"], foreign]),
    }


@pytest.fixture
def papers_of_minutes(groups):
    group = groups["group"]
    draft, published = (
        MinutesFactory(meeting=MeetingFactory(held=True, groups=[group]), published=is_out) for is_out in (False, True)
    )
    return {
        "minutes": draft,
        "published": published,
        "file": MinutesFileFactory(minutes=draft),
        "public file": MinutesFileFactory(minutes=draft, version=FileVersion.PUBLIC),
        "file of published": MinutesFileFactory(minutes=published),
        "public file of published": MinutesFileFactory(minutes=published, version=FileVersion.PUBLIC),
        "sheet of published": MinutesFileFactory(minutes=published, version=FileVersion.SHEET),
    }


@pytest.fixture
def things(groups, people, meetings, papers_of_minutes):
    group, meeting = groups["group"], meetings["meeting"]
    seat = {who: people[who].memberships.get(group=group) for who in ("member", "former")}
    parts = {
        "group": group,
        "hidden group": groups["hidden"],
        "charter": GroupDocumentFactory(group=group),
        "membership": seat["member"],
        "wish": JoinRequest.objects.create(name="Alois Vzorný", phone="416000999"),
        "point": AgendaItemFactory(meeting=meeting),
        "paper": PaperFactory(meeting=meeting),
        "attendance": AttendanceFactory(meeting=meeting, membership=seat["member"]),
        "decision": DecisionFactory(group=group),
        "released": DecisionFactory(group=group, released=True),
        "released of a foreign hidden group": DecisionFactory(group__is_public=False, released=True),
        "task": TaskFactory(group=group),
        "task of the member": TaskFactory(group=group, owner=seat["member"]),
        "task of the former": TaskFactory(group=group, owner=seat["former"]),
    }
    return parts | meetings | papers_of_minutes


def test_each_may_what_the_table_says(people, things):
    wrong = [
        (action, name, who)
        for (action, name), allowed in GRID.items()
        for who, user in people.items()
        if user.has_perm(f"{APP}{action}", things[name]) != (who in allowed)
    ]

    assert set(people) == EVERYBODY
    assert wrong == []


def test_each_permission_stands_in_the_table():
    known = {name.removeprefix(APP) for name in permissions if name.startswith(APP)}

    assert {action for action, _thing in GRID} == known


LISTS = {  # what a person is shown, and the permission that decides of each row
    "view_group": (Group, Group.objects.visible_to),
    "view_meeting": (Meeting, Meeting.objects.visible_to),
    "view_internal": (Minutes, Minutes.objects.internal_to),
    "view_decision": (Decision, Decision.objects.visible_to),
    "view_task": (Task, Task.objects.visible_to),
}


@pytest.mark.parametrize("action", LISTS)
def test_lists_are_in_step_with_permissions(people, things, action):
    model, shown_to = LISTS[action]
    shown = {who: set(shown_to(user)) for who, user in people.items()}

    rows = model.objects.all()
    assert shown == {who: {row for row in rows if user.has_perm(f"{APP}{action}", row)} for who, user in people.items()}


def test_public_minutes_are_those_that_everybody_may_view(groups, things):
    MinutesFactory(meeting=MeetingFactory(held=True, groups=[groups["hidden"]]), published=True)
    internal = MeetingFactory(held=True, groups=[groups["group"]], is_public=False)
    MinutesFactory(meeting=internal, published=True)

    allowed = {row for row in Minutes.objects.all() if AnonymousUser().has_perm(f"{APP}view_minutes", row)}

    assert set(Minutes.objects.public()) == allowed == {things["published"]}
    assert things["published"].state == MinutesState.PUBLISHED


def test_only_the_office_enters_the_workshop_of_groups(people):
    assert {who for who, user in people.items() if user.has_module_perms("working_groups")} == OFFICE


def test_disabled_person_with_a_live_session_is_a_citizen(client, people, meetings):
    head, address = people["manager"], meetings["internal meeting"].get_absolute_url()
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    head.is_active = False
    head.save()

    assert client.get(address).status_code == 404
    assert client.get("/moje/").status_code == 302
