"""Who may do what with minutes, decisions and tasks: one table of roles, objects and actions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, MinutesFileFactory, TaskFactory
from working_groups.enums import FileVersion, MemberRole, MinutesState
from working_groups.models import Decision, Minutes, Task

OFFICE = {"coordinator", "editor", "administrator"}
MEMBERS = {"manager", "deputy", "secretary", "member", "guest"}
EVERYBODY = OFFICE | MEMBERS | {"reader", "citizen", "former", "stranger", "disabled"}
HEADS, LEADERS, DECIDING = {"manager", "deputy"}, {"manager", "deputy", "secretary"}, MEMBERS - {"guest"}

GRID = {  # action, thing: who may
    ("write_minutes", "minutes"): {"coordinator"} | DECIDING,
    ("check_minutes", "minutes"): {"coordinator"} | HEADS,
    ("send_minutes", "minutes"): {"coordinator"} | LEADERS,
    ("comment_minutes", "minutes"): {"coordinator"} | MEMBERS,
    ("approve_minutes", "minutes"): {"coordinator"} | HEADS,
    ("publish_minutes", "minutes"): {"coordinator"},
    ("change_minutes", "minutes"): {"coordinator"},
    ("view_internal", "minutes"): OFFICE | MEMBERS,
    ("view_minutes", "minutes"): OFFICE | MEMBERS,
    ("view_minutes", "published"): EVERYBODY,
    ("view_internal", "published"): OFFICE | MEMBERS,
    ("view_minutesfile", "file"): OFFICE | MEMBERS,
    ("view_minutesfile", "file of published"): OFFICE | MEMBERS,
    ("view_minutesfile", "public file of published"): EVERYBODY,
    ("view_minutesfile", "public file"): OFFICE | MEMBERS,
    ("view_minutesfile", "sheet of published"): OFFICE | MEMBERS,
    ("view_decision", "decision"): OFFICE | MEMBERS | {"reader"},
    ("view_decision", "released"): EVERYBODY,
    ("view_decision", "released of a hidden group"): OFFICE | {"reader"},
    ("add_decision", "decision"): {"coordinator"} | LEADERS,
    ("change_decision", "released"): {"coordinator"},
    ("delete_decision", "decision"): {"coordinator"},
    ("delete_decision", "released"): set(),
    ("release_decision", "decision"): {"coordinator"},
    ("view_task", "task"): OFFICE | MEMBERS | {"reader"},
    ("add_task", "task"): {"coordinator"} | LEADERS,
    ("change_task", "task"): {"coordinator"},
    ("delete_task", "task"): {"coordinator"},
    ("settle_task", "task"): {"coordinator"} | LEADERS,
    ("settle_task", "task of the member"): {"coordinator", "member"} | LEADERS,
    ("settle_task", "task of the former"): {"coordinator"} | LEADERS,
}


@pytest.fixture
def group(db):
    return GroupFactory()


@pytest.fixture
def people(group, administrator, coordinator, editor, reader):
    found = {"administrator": administrator, "coordinator": coordinator, "editor": editor, "reader": reader}
    for role in MemberRole:
        found[str(role.value)] = MembershipFactory(group=group, role=role).user
    found["former"] = MembershipFactory(group=group, ended=True).user
    found["stranger"] = MembershipFactory().user
    found["disabled"] = MembershipFactory(group=group, role=MemberRole.MANAGER, user__is_active=False).user
    return found | {"citizen": AnonymousUser()}


@pytest.fixture
def things(group, people):
    def minutes(**options):
        return MinutesFactory(meeting=MeetingFactory(held=True, groups=[group]), **options)

    published = minutes(published=True)
    draft = minutes()
    return {
        "minutes": draft,
        "published": published,
        "file": MinutesFileFactory(minutes=draft),
        "public file": MinutesFileFactory(minutes=draft, version=FileVersion.PUBLIC),
        "file of published": MinutesFileFactory(minutes=published),
        "public file of published": MinutesFileFactory(minutes=published, version=FileVersion.PUBLIC),
        "sheet of published": MinutesFileFactory(minutes=published, version=FileVersion.SHEET),
        "decision": DecisionFactory(group=group),
        "released": DecisionFactory(group=group, released=True),
        "released of a hidden group": DecisionFactory(group__is_public=False, released=True),
        "task": TaskFactory(group=group),
        "task of the member": TaskFactory(group=group, owner=people["member"].memberships.get()),
        "task of the former": TaskFactory(group=group, owner=people["former"].memberships.get()),
    }


def test_grid(people, things):
    wrong = [
        (action, name, who)
        for (action, name), allowed in GRID.items()
        for who, user in people.items()
        if user.has_perm(f"working_groups.{action}", things[name]) != (who in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_queries_agree_with_permissions(people, things, who):
    user = people[who]

    for found, action, rows in (
        (Minutes.objects.internal_to(user), "view_internal", Minutes.objects.all()),
        (Decision.objects.visible_to(user), "view_decision", Decision.objects.all()),
        (Task.objects.visible_to(user), "view_task", Task.objects.all()),
    ):
        allowed = {row.pk for row in rows if user.has_perm(f"working_groups.{action}", row)}
        assert {row.pk for row in found} == allowed


def test_public_minutes_are_those_that_everybody_may_view(people, things, group):
    hidden = GroupFactory(is_public=False)
    MinutesFactory(meeting=MeetingFactory(held=True, groups=[hidden]), published=True)
    MinutesFactory(meeting=MeetingFactory(held=True, groups=[group], is_public=False), published=True)

    allowed = {row.pk for row in Minutes.objects.all() if AnonymousUser().has_perm("working_groups.view_minutes", row)}

    assert {row.pk for row in Minutes.objects.public()} == allowed == {things["published"].pk}
    assert things["published"].state == MinutesState.PUBLISHED
