"""Signing in by a code from a mail: who gets it, how long it is valid, where it works, what a stranger learns."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from tests.accounts.factories import UserFactory
from tests.accounts.steps import (
    BY_PASSWORD,
    CODE,
    SIGN_IN,
    ask_for_code,
    code_for,
    letters,
    said,
    sign_in_by_code,
    signed_in_id,
    soup,
    told,
)

pytestmark = pytest.mark.django_db

WRONG = "Kód nesouhlasí. Podívejte se na něj prosím ještě jednou."
LOST = "Kód třikrát nesouhlasil. Nechte si prosím poslat nový."
OLD = "Kód už neplatí. Nechte si prosím poslat nový."


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def later(monkeypatch, seconds):
    """Moves the clock by which the library measures codes."""
    now = timezone.now().timestamp() + seconds
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: now)


@pytest.mark.parametrize("written", ["jana@example.cz", "Jana@Example.CZ", "  jana@example.cz "])
def test_code_from_the_mail_signs_in(client, written):
    jana = UserFactory(email="jana@example.cz", roles=(Role.COORDINATOR,))

    asked = ask_for_code(client, written)
    answer = client.post(asked["Location"], {"code": code_for("jana@example.cz")})

    assert (asked["Location"], answer["Location"]) == (CODE, "/admin/")
    assert signed_in_id(client) == str(jana.pk)


def test_letter_with_the_code_is_czech_short_and_worthless_after_ten_minutes(client, settings):
    settings.BASE_URL = "https://portal.example.cz"
    ask_for_code(client, UserFactory(email="jana@example.cz").email)

    letter = letters()[0]
    code = code_for("jana@example.cz")
    assert (letter.to, letter.kind, letter.subject) == (
        "jana@example.cz",
        "sign-in",
        "Kód pro přihlášení do portálu",
    )
    assert code not in letter.subject  # lists of mails show it to the office
    assert letter.text.startswith("Dobrý den,\n\nváš kód pro přihlášení do portálu https://portal.example.cz:")
    assert "Platí 10 minut, a to v prohlížeči, ve kterém jste o něj požádali." in letter.text
    assert timedelta(minutes=9) < letter.useless_at - letter.created_at <= timedelta(minutes=10)


def test_code_may_be_written_with_a_space(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    code = code_for(jana.email)

    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert signed_in_id(client) == str(jana.pk)


@pytest.mark.parametrize("email", ["jana@example.cz", "nikdo@example.cz", "vypnuta@example.cz"])
def test_known_unknown_and_switched_off_get_one_answer(client, email):
    UserFactory(email="jana@example.cz")
    UserFactory(email="vypnuta@example.cz", is_active=False)

    asked = ask_for_code(client, email)
    page = client.get(asked["Location"])
    wrong = [client.post(CODE, {"code": "000 000"}) for _number in range(3)]

    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert soup(page).select_one(".lead").text == (
        f"Má-li {email} u nás účet, je kód na cestě. Platí 10 minut a jen v tomto prohlížeči."
    )
    assert [told(answer) for answer in wrong[:2]] == [[f"Šestimístný kód z e-mailu: {WRONG}"]] * 2
    assert (wrong[2].status_code, wrong[2]["Location"]) == (302, SIGN_IN)
    assert said(client.get(SIGN_IN)) == [LOST]
    assert [letter.to for letter in letters()] == (["jana@example.cz"] if email == "jana@example.cz" else [])


def test_pages_for_known_and_unknown_differ_in_the_email_alone(client):
    UserFactory(email="jana@example.cz")
    pages = []
    for email in ("jana@example.cz", "lena@example.cz"):
        visitor = Client()
        ask_for_code(visitor, email)
        page = soup(visitor.get(CODE)).main.prettify().replace(email, "")
        pages.append([line for line in page.splitlines() if "csrfmiddlewaretoken" not in line])

    assert pages[0] == pages[1]


LIGHT = re.compile("SAVEPOINT|account_emailaddress")  # the library's own look at one short table, under a millisecond
CURSOR = re.compile(r"_django_curs_\w+")  # each has a number of its own
DOORS = {
    SIGN_IN: lambda email: {"email": email},
    BY_PASSWORD: lambda email: {"login": email, "password": "špatné heslo"},
    "/ucet/zapomenute-heslo/": lambda email: {"email": email},
}


@pytest.mark.parametrize("door", DOORS)
def test_stranger_costs_as_much_as_a_person(monkeypatch, door):
    """The time of an answer does not tell: a mail for a stranger is written and taken back, a password is hashed in vain."""
    for email in ("jana@example.cz", "vypnuta@example.cz"):
        UserFactory(email=email, is_active=email != "vypnuta@example.cz", password="dlouhé heslo")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(door) or encode(*args))
    Client().post(door, DOORS[door]("prvni@example.cz"))  # what is remembered over requests is read now

    costs = []
    for email in ("jana@example.cz", "lena@example.cz", "vypnuta@example.cz"):
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            Client().post(door, DOORS[door](email))
        work = [CURSOR.sub("", query["sql"])[:60] for query in captured if not LIGHT.search(query["sql"])]
        costs.append((sorted(work), len(hashed)))

    assert costs[1] == costs[0]
    assert costs[2] == costs[0]
    assert [letter.to for letter in letters()] == ([] if door == BY_PASSWORD else ["jana@example.cz"])


def test_looking_at_the_page_does_not_use_the_code_up(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    code = code_for(jana.email)

    for _number in range(5):
        client.get(CODE, {"code": code})
        client.head(CODE)

    assert signed_in_id(client) is None
    client.post(CODE, {"code": code})
    assert signed_in_id(client) == str(jana.pk)


def test_wrong_code_is_told_and_what_was_typed_stays(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)

    page = client.post(CODE, {"code": other_than(code_for(jana.email))})

    assert told(page) == [f"Šestimístný kód z e-mailu: {WRONG}"]
    assert soup(page).title.text.startswith("Chyba: ")
    assert signed_in_id(client) is None


def test_after_three_mistakes_the_right_code_is_worthless(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    code = code_for(jana.email)
    for _number in range(3):
        client.post(CODE, {"code": other_than(code)})

    answer = client.post(CODE, {"code": code})

    assert answer["Location"] == SIGN_IN
    assert signed_in_id(client) is None


@pytest.mark.parametrize(("seconds", "is_in"), [(590, True), (610, False)])
def test_code_is_valid_for_ten_minutes(client, monkeypatch, seconds, is_in):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    code = code_for(jana.email)
    later(monkeypatch, seconds)

    answer = client.post(CODE, {"code": code})

    assert (signed_in_id(client) is not None) is is_in
    if not is_in:
        assert answer["Location"] == SIGN_IN
        assert said(client.get(SIGN_IN)) == [OLD]


def test_code_works_once(client):
    jana = UserFactory()
    sign_in_by_code(client, jana)
    code = code_for(jana.email)
    client.post("/ucet/odhlaseni/")

    client.post(CODE, {"code": code})

    assert signed_in_id(client) is None


def test_code_works_only_in_the_browser_that_asked(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    elsewhere = Client()

    answer = elsewhere.post(CODE, {"code": code_for(jana.email)})

    assert (answer["Location"], signed_in_id(elsewhere)) == (SIGN_IN, None)


def test_code_of_one_person_does_not_sign_another_one_in(client):
    jana, petr = UserFactory(), UserFactory()
    ask_for_code(Client(), jana.email)
    ask_for_code(client, petr.email)

    client.post(CODE, {"code": code_for(jana.email)})

    assert (code_for(jana.email) == code_for(petr.email)) or signed_in_id(client) is None


def test_newer_code_replaces_the_older_one(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    older = code_for(jana.email)
    client.post("/ucet/prihlaseni/znovu/")
    ask_for_code(client, jana.email)
    newer = code_for(jana.email)

    client.post(CODE, {"code": older})
    assert (older == newer) or signed_in_id(client) is None
    client.post(CODE, {"code": newer})
    assert signed_in_id(client) == str(jana.pk)


def test_somebody_switched_off_after_the_letter_left_does_not_get_in(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    type(jana).objects.filter(pk=jana.pk).update(is_active=False)

    answer = client.post(CODE, {"code": code_for(jana.email)})

    assert (answer.status_code, signed_in_id(client)) == (403, None)
    assert soup(answer).h1.text == "Přihlásit se nemůžete"


def test_way_of_a_link_from_a_mail_survives_the_code(client):
    jana = UserFactory(roles=(Role.READER,))
    way = "/plany/?stav=platny"
    form = soup(client.get(SIGN_IN, {"next": way}))
    hidden = form.select_one("main form input[name=next]")["value"]

    asked = ask_for_code(client, jana.email, hidden)
    onward = soup(client.get(asked["Location"])).select_one("main form input[name=next]")["value"]
    answer = client.post(CODE, {"code": code_for(jana.email), "next": onward})

    assert answer["Location"] == way


def test_way_survives_opening_the_link_again_while_the_code_is_on_its_way(client):
    jana = UserFactory(roles=(Role.READER,))
    ask_for_code(client, jana.email, "/plany/")

    again = client.get(SIGN_IN, {"next": "/kontakty/"})

    assert again["Location"] == f"{CODE}?next=%2Fkontakty%2F"


@pytest.mark.parametrize("way", ["https://zly.example/", "//zly.example/", "/\\zly.example", "javascript:alert(1)"])
def test_code_never_leads_elsewhere(client, way):
    jana = UserFactory(roles=(Role.COORDINATOR,))

    asked = ask_for_code(client, jana.email, way)
    answer = client.post(CODE, {"code": code_for(jana.email), "next": way})

    assert (asked["Location"], answer["Location"]) == (CODE, "/admin/")
    assert "zly" not in client.get("/ucet/prihlaseni/znovu/", {"next": way}).content.decode()
    assert client.post("/ucet/prihlaseni/znovu/", {"next": way})["Location"] == SIGN_IN


def test_key_of_the_session_changes_at_sign_in(client):
    jana = UserFactory()
    ask_for_code(client, jana.email)
    before = client.session.session_key

    client.post(CODE, {"code": code_for(jana.email)})

    assert client.session.session_key != before


def test_there_is_no_page_where_strangers_make_accounts(client):
    for address in ("/ucet/registrace/", "/ucet/signup/", "/accounts/signup/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "email", ["", "neco", "a@b", "x" * 300 + "@example.cz", "jana@example.cz\nBcc: zly@example.cz"]
)
def test_nonsense_in_the_field_is_told_there(client, email):
    page = ask_for_code(client, email)

    assert page.status_code == 200
    assert len(told(page)) == 1
    assert letters() == []


def test_group_of_members_exists():
    assert Group.objects.filter(name=Role.MEMBER).exists()
