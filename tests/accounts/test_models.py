"""People: e-mails in lower case, one e-mail one person, roles, and how the administration looks after them."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_email_is_kept_in_lower_case():
    person = User.objects.create_user(" Jana.Nova@Example.CZ ", PASSWORD, full_name="Jana Nová")

    assert person.email == "jana.nova@example.cz"
    assert User.objects.get_by_natural_key("JANA.NOVA@example.cz ") == person


@pytest.mark.parametrize("email", ["", "jana", "jana@", "jana@example"])
def test_person_needs_a_real_email(email):
    with pytest.raises(ValidationError) as refused:
        User.objects.create_user(email, PASSWORD, full_name="Jana Nová")

    assert list(refused.value.message_dict) == ["email"]


def test_two_people_have_two_emails():
    UserFactory(email="jana@example.cz")

    with pytest.raises(ValidationError) as refused:
        User.objects.create_user("JANA@example.cz", PASSWORD, full_name="Jiná Jana")

    assert refused.value.message_dict == {"email": ["Tento e-mail už někdo má."]}


def test_database_holds_lower_case_and_one_email_a_person():
    UserFactory(email="jana@example.cz")

    with pytest.raises(IntegrityError, match="user_email_in_lower_case"), transaction.atomic():
        User.objects.filter(email="jana@example.cz").update(email="Jana@example.cz")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="jana@example.cz")


def test_form_tells_about_capitals_in_words():
    with pytest.raises(ValidationError) as refused:
        User(email="Jana@example.cz", full_name="Jana").validate_constraints()

    assert refused.value.messages == ["E-mail napište malými písmeny."]


def test_person_without_password_cannot_sign_in_by_one():
    person = User.objects.create_user("jana@example.cz", full_name="Jana Nová")

    assert (person.has_usable_password(), person.check_password("")) == (False, False)


def test_person_gets_the_roles_and_no_others():
    person = User.objects.create_user("jana@example.cz", full_name="Jana", roles=(Role.EDITOR, Role.READER))

    assert person.role_names == {"editors", "readers"}


def test_who_installs_the_portal_has_every_role():
    person = User.objects.create_superuser("sprava@example.cz", PASSWORD, full_name="Správa")

    assert (person.role_names, person.is_superuser, person.is_staff) == (set(Role.values), True, True)


def test_person_is_shown_by_name_or_else_by_email():
    assert str(User(full_name="Jana Nová")) == "Jana Nová"
    assert str(User(full_name="", email="jana@example.cz")) == "jana@example.cz"


def test_roles_of_a_person_are_asked_once(django_assert_num_queries):
    person = User.objects.get(pk=UserFactory(roles=(Role.EDITOR,)).pk)

    with django_assert_num_queries(1):
        answers = [person.has_perm(f"community.{action}_page") for action in ("add", "change", "delete")]

    assert answers == [True] * 3


def test_administrator_adds_somebody_and_gives_them_a_role(signed_in, administrator):
    group = Group.objects.get(name=Role.EDITOR)
    typed = {"full_name": "Jana Nová", "email": "Jana@Example.cz", "groups": [group.pk]}

    added = signed_in(administrator).post("/admin/accounts/user/add/", typed)

    jana = User.objects.get(email="jana@example.cz")
    assert added["Location"] == f"/admin/accounts/user/{jana.pk}/change/"
    assert (jana.role_names, jana.is_active, jana.has_usable_password()) == ({"editors"}, True, False)


def test_administrator_cannot_become_more_than_the_office_allows(signed_in, administrator):
    signed_in(administrator).post(
        f"/admin/accounts/user/{administrator.pk}/change/",
        {
            "full_name": "Já",
            "email": administrator.email,
            "is_active": "on",
            "is_superuser": "on",
            "user_permissions": ["1"],
        },
    )

    administrator = User.objects.get(pk=administrator.pk)
    assert (administrator.full_name, administrator.is_superuser) == ("Já", False)
    assert administrator.user_permissions.count() == 0


def test_coordinator_reads_about_people_and_changes_nothing(signed_in, coordinator, editor):
    client = signed_in(coordinator)

    page = client.get(f"/admin/accounts/user/{editor.pk}/change/")

    assert page.status_code == 200
    assert soup(page).find("input", {"name": "email"}) is None
    assert "Heslo" not in soup(page).select_one("#content").text
    assert client.post(f"/admin/accounts/user/{editor.pk}/change/", {"full_name": "X"}).status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.get(f"/admin/accounts/user/{editor.pk}/password/").status_code == 403


def test_editor_does_not_see_people(signed_in, editor):
    assert signed_in(editor).get("/admin/accounts/user/").status_code == 403


@pytest.mark.parametrize("path", ["", "add/", "?q=jana", "?role=editors"])
def test_pages_of_people_answer_in_czech(signed_in, administrator, path):
    response = signed_in(administrator).get(f"/admin/accounts/user/{path}")

    assert response.status_code == 200
    assert len(soup(response).find_all("h1")) == 1


def test_list_of_people_costs_the_same_for_one_and_for_many(signed_in, administrator):
    client = signed_in(administrator)
    client.get("/admin/accounts/user/")
    costs = []
    for count in (1, 20):
        UserFactory.create_batch(count, roles=(Role.EDITOR, Role.READER))
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/accounts/user/")
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_list_of_people_names_their_roles(signed_in, administrator):
    UserFactory(full_name="Jana Nová", roles=(Role.EDITOR, Role.READER))

    rows = soup(signed_in(administrator).get("/admin/accounts/user/?q=Jana")).select("td.field-roles")

    assert [row.text for row in rows] == ["redaktor, čtenář návrhů"]


@pytest.mark.parametrize(
    ("password", "told"),
    [
        (PASSWORD, "Je nastavené. Přečíst ho nemůže nikdo, ani portál."),
        (None, "Není nastavené; člověk se přihlašuje kódem z e-mailu."),
    ],
)
def test_administrator_reads_whether_there_is_a_password_and_nothing_of_it(signed_in, administrator, password, told):
    person = User.objects.create_user("jana@example.cz", password, full_name="Jana Nová")

    field = soup(signed_in(administrator).get(f"/admin/accounts/user/{person.pk}/change/")).select_one(
        ".field-password"
    )

    assert field.p.text == told
    assert field.a["href"] == "../password/"
    assert "md5" not in field.text


def test_administrator_sets_a_new_password_for_somebody(signed_in, administrator, reader):
    client = signed_in(administrator)
    address = f"/admin/accounts/user/{reader.pk}/password/"
    assert soup(client.get(address)).find("input", {"name": "usable_password"}) is None

    client.post(address, {"password1": "modrá židle u okna", "password2": "modrá židle u okna"})

    reader.refresh_from_db()
    assert reader.check_password("modrá židle u okna") is True


def test_nobody_loses_a_password_by_an_empty_form(signed_in, administrator, reader):
    address = f"/admin/accounts/user/{reader.pk}/password/"

    response = signed_in(administrator).post(address, {"password1": "", "password2": "", "usable_password": "false"})

    reader.refresh_from_db()
    assert (response.status_code, reader.check_password(PASSWORD)) == (200, True)
