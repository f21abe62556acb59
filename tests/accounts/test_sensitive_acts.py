"""Before sensitive acts the portal asks who is there; what was typed is not lost; sign-ins end with rights."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from accounts.enums import Role
from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from accounts.password_words import ForeseeablePasswordValidator
from accounts.typed import KEY
from community.models import Page
from tests.accounts.factories import UserFactory
from tests.accounts.steps import said
from tests.plans.factories import PlanFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def jana():
    return UserFactory(full_name="Jana Ukázková", roles=(Role.EDITOR,))


def moved(browser, **seconds):
    """As if so many seconds had passed since."""
    session = browser.session
    for key, past in seconds.items():
        if key == "shown":
            session["account_authentication_methods"][0]["at"] = time.time() - past
        else:
            session[{"seen": SEEN_AT, "signed_in": SIGNED_IN_AT}[key]] -= past
    session.save()
    return browser


def role_form(jana, *roles):
    groups = [Group.objects.get(name=role).pk for role in roles]
    return {"full_name": jana.full_name, "email": jana.email, "is_active": "on", "groups": groups}


def test_change_of_roles_asks_and_goes_on_by_itself_after_the_answer(signed_in, administrator, jana):
    browser = moved(signed_in(administrator), shown=1800)
    address = f"/admin/accounts/user/{jana.pk}/change/"

    asked = browser.post(address, role_form(jana, Role.COORDINATOR))
    before = {group.name for group in jana.groups.all()}
    browser.post(asked["Location"], {"password": PASSWORD, "next": address})

    assert asked["Location"].partition("?")[0] == "/ucet/overeni/"
    assert before == {Role.EDITOR}
    assert {group.name for group in jana.groups.all()} == {Role.COORDINATOR}


def test_freshly_signed_in_administrator_is_not_asked(signed_in, administrator, jana):
    answer = signed_in(administrator).post(f"/admin/accounts/user/{jana.pk}/change/", role_form(jana, Role.COORDINATOR))

    assert answer["Location"] == "/admin/accounts/user/"


def test_approval_of_a_plan_asks(signed_in, coordinator):
    plan = PlanFactory()
    browser = moved(signed_in(coordinator), shown=1800)

    answer = browser.post(f"/admin/plans/plan/{plan.pk}/stav/approve/", {"potvrzeni": "ANO"})

    assert answer["Location"].startswith("/ucet/overeni/")


@pytest.mark.parametrize("change", ["add", "remove", "clear", "from the role"])
def test_change_of_roles_ends_sign_ins(signed_in, jana, change):
    browser = signed_in(jana)
    editors, readers = Group.objects.get(name=Role.EDITOR), Group.objects.get(name=Role.READER)
    jana.refresh_from_db()

    {
        "add": lambda: jana.groups.add(readers),
        "remove": lambda: jana.groups.remove(editors),
        "clear": lambda: jana.groups.clear(),
        "from the role": lambda: editors.user_set.remove(jana),
    }[change]()

    assert browser.get("/ucet/").status_code == 302


def test_saving_the_same_roles_leaves_the_person_signed_in(signed_in, jana):
    browser = signed_in(jana)

    jana.groups.set(jana.groups.all())

    assert browser.get("/ucet/").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ({"seen": 4000}, "Portál vás odhlásil, protože se tu dlouho nic nedělo."),
        ({"signed_in": 13 * 3600}, "Portál vás odhlásil, protože po pracovním dni se každý přihlašuje znovu."),
    ],
)
def test_words_say_why_somebody_was_signed_out(signed_in, coordinator, seconds, words):
    browser = moved(signed_in(coordinator), **seconds)

    led = browser.get("/admin/")

    assert said(browser.get(led["Location"]))[0].startswith(words)


def test_words_say_that_somebody_else_ended_it(signed_in, coordinator):
    browser = signed_in(coordinator)
    coordinator.groups.add(Group.objects.get(name=Role.READER))

    assert said(browser.get("/admin/", follow=True))[0].startswith("Vaše přihlášení skončilo")


FORM = {"title": "Nová stránka", "slug": "nova", "body": "Dlouho psaný text", "password1": "tajné"}


@pytest.fixture
def signed_out_while_sending(signed_in, coordinator):
    """The browser after a form was sent too late."""
    browser = moved(signed_in(coordinator), seen=4000)
    browser.led = browser.post("/admin/community/page/add/", FORM)
    return browser


def test_typed_form_is_kept_over_signing_in(signed_out_while_sending, coordinator):
    browser = signed_out_while_sending

    browser.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/ucet/rozepsane/").content.decode()

    assert browser.led["Location"] == "/ucet/prihlaseni/?next=/ucet/rozepsane/"
    assert 'action="/admin/community/page/add/"' in page
    assert "Dlouho psaný text" in page
    assert "tajné" not in page
    assert Page.objects.filter(slug="nova").count() == 0


def test_kept_form_is_forgotten_once_it_is_sent(signed_out_while_sending, coordinator):
    browser = signed_out_while_sending
    browser.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")

    browser.post("/admin/community/page/add/", FORM)

    assert KEY not in browser.session


def test_somebody_else_never_sees_what_was_typed(signed_out_while_sending, second_coordinator):
    browser = signed_out_while_sending

    browser.force_login(second_coordinator, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get("/ucet/rozepsane/")

    assert (answer.status_code, KEY in browser.session) == (302, False)


def test_typed_form_is_thrown_away(signed_out_while_sending, coordinator):
    browser = signed_out_while_sending
    browser.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")

    browser.post("/ucet/rozepsane/")

    assert KEY not in browser.session


def device_of(person):
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session.create()
    return UserSession.objects.create(
        user=person, session_key=session.session_key, ip="0.0.0.0", user_agent="Firefox, Linux"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_sign_ins_costs_the_same(signed_in, coordinator, django_assert_max_num_queries, count):
    for _number in range(count):
        device_of(UserFactory())
    browser = signed_in(coordinator)
    browser.get("/admin/accounts/user/prihlaseni/")

    with django_assert_max_num_queries(9):
        page = browser.get("/admin/accounts/user/prihlaseni/").content.decode()

    assert page.count('name="person"') == count


def test_coordinator_ends_sign_ins_of_somebody(signed_in, coordinator, jana):
    device_of(jana)

    signed_in(coordinator).post("/admin/accounts/user/prihlaseni/", {"person": jana.pk})

    assert UserSession.objects.filter(user=jana).count() == 0


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 403), (Role.COORDINATOR, 200), (Role.ADMINISTRATOR, 200)])
def test_who_sees_sign_ins(signed_in, role, status):
    assert signed_in(UserFactory(roles=(role,))).get("/admin/accounts/user/prihlaseni/").status_code == status


@pytest.mark.parametrize("typed", ["x", "999999", ""])
def test_unknown_person_is_not_found(signed_in, coordinator, typed):
    assert signed_in(coordinator).post("/admin/accounts/user/prihlaseni/", {"person": typed}).status_code == 404


@pytest.mark.parametrize(
    "password",
    ["Heslo1234567", "tajneheslo2024", "Litoměřice2025!", "Koordinátorka1", "abcabcabcabc", "qwertzuiop123", "aaaaaaaaaaaa",
     "123456789012", "Únor2026Únor2026", "sluníčko.2019", "h3sl0h3sl0h3", "JanaNovakova"[:4] + "novak12345"],
)  # fmt: skip
def test_foreseeable_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        ForeseeablePasswordValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "modrý slon jede na kole",
        "vT7#qLw92xKp",
        "kyselá okurka pod postelí",
        "ukazka-litomericko-x7",
    ],
)
def test_passwords_of_several_words_are_taken(password):
    ForeseeablePasswordValidator().validate(password)
