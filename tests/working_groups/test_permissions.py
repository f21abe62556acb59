"""Who may do what: one table of people, things and actions; lists keep to it."""

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from tests.accounts.factories import UserFactory
from tests.working_groups.factories import PRAGUE, GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import Convener, MemberRole
from working_groups.models import Group, JoinRequest, Meeting

pytestmark = pytest.mark.django_db

OFFICE = {"coordinator", "editor", "administrator"}
DRAFTS = OFFICE | {"reader"}
OWN = {"member", "manager"}
WHO = ("citizen", "ended member", "other member", "member", "manager", *sorted(DRAFTS), "disabled")
ALL = set(WHO)
CELLS = {  # permission, thing: who may
    ("view_group", "public group"): ALL,
    ("view_group", "hidden group"): OWN | DRAFTS,
    ("view_members", "public group"): OWN | {"coordinator", "administrator"},
    ("add_group", "public group"): {"coordinator"},
    ("change_group", "public group"): {"coordinator"},
    ("delete_group", "public group"): {"coordinator"},
    ("view_meeting", "announced"): ALL,
    ("view_meeting", "internal"): OWN | DRAFTS,
    ("view_meeting", "draft"): {"manager"} | DRAFTS,
    ("view_meeting", "of hidden group"): OWN | DRAFTS,
    ("view_internal", "announced"): OWN | OFFICE,
    ("call_meeting", "announced"): {"coordinator"},
    ("call_meeting", "called by its head"): {"coordinator", "manager"},
    ("call_meeting", "called by its chair"): {"coordinator"},
    ("prepare_meeting", "announced"): {"coordinator"},
    ("prepare_meeting", "called by its head"): {"coordinator", "manager"},
    ("prepare_meeting", "called by its chair"): {"coordinator", "manager"},
    ("prepare_meeting", "of two groups, one of them foreign"): {"coordinator"},
    ("bring_paper", "announced"): OWN | {"coordinator"},
    ("record_attendance", "announced"): {"manager", "coordinator"},
    ("change_meeting", "announced"): {"coordinator"},
    ("delete_meeting", "announced"): set(),
    ("delete_meeting", "draft"): {"coordinator"},
    ("view_membership", "membership"): {"coordinator", "administrator"},
    ("change_membership", "membership"): {"coordinator"},
    ("view_attendance", "membership"): {"coordinator", "administrator"},
    ("view_joinrequest", "wish"): {"coordinator"},
    ("change_joinrequest", "wish"): {"coordinator"},
}
ROLES = {
    "coordinator": Role.COORDINATOR,
    "editor": Role.EDITOR,
    "administrator": Role.ADMINISTRATOR,
    "reader": Role.READER,
}


@pytest.fixture
def world():
    """Things by their names, and people by theirs; each person is loaded anew, as by a request."""
    public, hidden, other = GroupFactory(), GroupFactory(is_public=False), GroupFactory()
    called, chaired = GroupFactory(convener=Convener.MANAGER), GroupFactory(convener=Convener.CHAIR)
    own = [public, hidden, called, chaired]
    things = {
        "public group": public,
        "hidden group": hidden,
        "announced": MeetingFactory(invited=True, groups=[public]),
        "internal": MeetingFactory(
            invited=True, is_public=False, groups=[public], starts_at=datetime(2126, 3, 3, 13, 0, tzinfo=PRAGUE)
        ),
        "draft": MeetingFactory(groups=[public]),
        "of hidden group": MeetingFactory(invited=True, groups=[hidden]),
        "called by its head": MeetingFactory(invited=True, groups=[called]),
        "called by its chair": MeetingFactory(invited=True, groups=[chaired]),
        "of two groups, one of them foreign": MeetingFactory(groups=[called, other]),
        "membership": MembershipFactory(group=public),
        "wish": JoinRequest.objects.create(name="Alois Vzorný", phone="416000999"),
    }
    people = {"citizen": AnonymousUser(), **{who: UserFactory(roles=(role,)) for who, role in ROLES.items()}}
    for who in ("ended member", "member", "manager", "disabled"):
        people[who] = UserFactory(is_active=who != "disabled")
        role = MemberRole.MANAGER if who in {"manager", "disabled"} else MemberRole.MEMBER
        for group in own:
            MembershipFactory(group=group, user=people[who], role=role, ended=who == "ended member")
    people["other member"] = MembershipFactory(group=other, role=MemberRole.MANAGER).user
    return things, people


@pytest.mark.parametrize(("permission", "thing"), CELLS, ids=[f"{action} {thing}" for action, thing in CELLS])
def test_each_may_what_the_table_says(world, permission, thing):
    things, people = world

    allowed = {who for who in WHO if people[who].has_perm(f"working_groups.{permission}", things[thing])}

    assert allowed == CELLS[permission, thing]


@pytest.mark.parametrize("who", WHO)
def test_lists_are_in_step_with_permissions(world, who):
    _things, people = world
    user = people[who]
    groups, meetings = Group.objects.all(), Meeting.objects.all()

    assert set(Group.objects.visible_to(user)) == {
        group for group in groups if user.has_perm("working_groups.view_group", group)
    }
    assert set(Meeting.objects.visible_to(user)) == {
        meeting for meeting in meetings if user.has_perm("working_groups.view_meeting", meeting)
    }


@pytest.mark.parametrize("permission", ["working_groups"])
def test_only_the_office_enters_the_workshop_of_groups(world, permission):
    _things, people = world

    assert {who for who in WHO if people[who].has_module_perms(permission)} == OFFICE


def test_disabled_person_with_a_live_session_is_a_citizen(client, world):
    things, people = world
    people["manager"].is_active = True
    client.force_login(people["manager"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(things["internal"].get_absolute_url()).status_code == 200
    people["manager"].is_active = False
    people["manager"].save()

    assert client.get(things["internal"].get_absolute_url()).status_code == 404
    assert client.get("/moje/").status_code == 302
