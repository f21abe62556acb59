"""Who may look after people: a grid of roles and permissions, and what the office reads about the roles."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from accounts.enums import Role
from accounts.roles import PURPOSE, create_groups
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

ANONYMOUS, NO_ROLE = "anonymous", "no role"
WHO = (ANONYMOUS, NO_ROLE, *Role)
GRID = {
    "accounts": {Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR},
    "accounts.view_user": {Role.ADMINISTRATOR, Role.COORDINATOR},
    "accounts.add_user": {Role.ADMINISTRATOR},
    "accounts.change_user": {Role.ADMINISTRATOR},
    "accounts.delete_user": {Role.ADMINISTRATOR},
    "accounts.secure_user": {Role.ADMINISTRATOR},
    "accounts.end_sign_ins": {Role.ADMINISTRATOR, Role.COORDINATOR},
    "kpss_portal.view_auditentry": {Role.ADMINISTRATOR, Role.COORDINATOR},
}


def somebody(who):
    if who == ANONYMOUS:
        return AnonymousUser()
    return UserFactory(roles=() if who == NO_ROLE else (who,))


@pytest.mark.parametrize("permission", GRID)
def test_each_role_may_what_the_table_says(permission):
    other = UserFactory()

    assert {who for who in WHO if somebody(who).has_perm(permission, other)} == GRID[permission]


@pytest.mark.parametrize("permission", GRID)
def test_somebody_switched_off_may_nothing(permission):
    person = UserFactory(roles=tuple(Role), is_active=False)

    assert person.has_perm(permission, UserFactory()) is False


def test_nobody_takes_themselves_away(administrator):
    assert administrator.has_perm("accounts.delete_user", administrator) is False
    assert administrator.has_perm("accounts.secure_user", administrator) is False


def test_administration_opens_for_those_who_work_in_it():
    opened = {who for who in WHO if somebody(who).is_staff}

    assert opened == {Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR}


def test_administration_is_closed_to_somebody_switched_off():
    assert UserFactory(roles=(Role.COORDINATOR,), is_active=False).is_staff is False


def test_each_role_is_a_group_once():
    create_groups()

    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(Role.values)


def test_each_role_says_in_czech_what_it_is_for():
    assert {role: str(PURPOSE[role]) for role in Role} == {
        Role.ADMINISTRATOR: "Stará se o lidi, jejich role a nastavení úřadu. Neschvaluje plány.",
        Role.COORDINATOR: "Vede plánování: píše plány, dovede je ke schválení, stará se o katalog a stránky.",
        Role.EDITOR: "Píše aktuality a stránky a stará se o katalog. Stav plánů nemění.",
        Role.READER: "Čte návrhy dřív než veřejnost, například zastupitel. Nic nemění.",
        Role.MEMBER: "Patří do pracovní skupiny: termíny, podklady a své úkoly má na jedné stránce. Do dílny nevidí.",
    }


def test_office_reads_the_purpose_beside_each_role(signed_in, administrator, reader):
    page = signed_in(administrator).get(f"/admin/accounts/user/{reader.pk}/change/").content.decode()

    assert [f"{role.label}: {PURPOSE[role]}" in page for role in Role] == [True] * len(Role)
