"""Signing in by a password, signing out, changing the password and a forgotten one."""

import re
from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.enums import Role
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.steps import letters, signed_in_id, soup, told

pytestmark = pytest.mark.django_db


def desk():
    """Where those begin who are not of the staff: their desk, in a portal without one the plans."""
    try:
        return reverse("working_groups:desk")
    except NoReverseMatch:
        return "/plany/"


SIGN_IN = "/ucet/prihlaseni/heslem/"
RESET = "/ucet/zapomenute-heslo/"
NEW_PASSWORD = "modrá židle u okna"
DESK = desk()
WRONG = "E-mail nebo heslo nesouhlasí. U hesla záleží na velikosti písmen."


def sign_in(client, email, password=PASSWORD, **fields):
    return client.post(SIGN_IN, {"login": email, "password": password, **fields})


def reset_link(person_mail):
    return re.search(r"https?://\S+/ucet/nove-heslo/\S+", person_mail.text)[0]


def path_of(link):
    return link.removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("written", ["jana@example.cz", "Jana@Example.CZ", "  jana@example.cz "])
def test_sign_in_does_not_mind_capitals_and_spaces_of_the_email(client, written):
    jana = UserFactory(email="jana@example.cz", roles=(Role.COORDINATOR,))

    response = sign_in(client, written)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in_id(client) == str(jana.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [("jana@example.cz", "Correct horse battery"), ("nikdo@example.cz", PASSWORD), ("vypnuta@example.cz", PASSWORD)],
)
def test_one_answer_for_wrong_password_unknown_email_and_account_switched_off(client, email, password):
    UserFactory(email="jana@example.cz")
    UserFactory(email="vypnuta@example.cz", is_active=False)

    response = sign_in(client, email, password)

    page = soup(response)
    assert response.status_code == 200
    assert [item.text for item in page.select(".error-summary li")] == [WRONG]
    assert page.title.text.startswith("Chyba: ")
    assert page.find(id="id_login")["value"] == email
    assert page.find(id="id_password").get("value") is None
    assert signed_in_id(client) is None


def test_nothing_written_is_told_at_each_field(client):
    page = soup(client.post(SIGN_IN, {}))

    assert [item.text for item in page.select(".error-summary li")] == [
        "E-mail: Toto pole je třeba vyplnit.",
        "Heslo: Toto pole je třeba vyplnit.",
    ]
    assert page.find(id="id_login")["aria-invalid"] == "true"


@pytest.mark.parametrize(
    ("role", "desk"), [(Role.EDITOR, "/admin/"), (Role.READER, DESK), (Role.MEMBER, DESK), (None, DESK)]
)
def test_sign_in_leads_where_the_person_may_enter(client, role, desk):
    person = UserFactory(roles=(role,) if role else ())

    assert sign_in(client, person.email)["Location"] == desk
    assert client.get(SIGN_IN)["Location"] == desk
    assert client.get(desk).status_code == 200


def test_sign_in_leads_where_the_person_was_going(client, coordinator):
    asked = client.get("/admin/community/page/", {"q": "plán"}, follow=True)

    assert asked.request["PATH_INFO"] == "/ucet/prihlaseni/"
    way = soup(asked).select_one("main a[href*=heslem]")["href"]
    hidden = soup(client.get(way)).find("input", {"name": "next"})["value"]
    assert sign_in(client, coordinator.email, next=hidden)["Location"] == "/admin/community/page/?q=pl%C3%A1n"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://zly.example/",
        "//zly.example/",
        "javascript:alert(1)",
        "http:///zly.example",
        "\\\\zly.example",
        "/\\zly.example/",
        "///zly.example",
        "/\t/zly.example",
        "https://testserver.zly.example/",
        "http://127.0.0.1:8000/plany/",
    ],
)
def test_sign_in_never_leads_to_another_host(client, coordinator, elsewhere):
    assert sign_in(client, coordinator.email, next=elsewhere)["Location"] == "/admin/"


def test_key_of_the_session_changes_at_sign_in(client, coordinator):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    sign_in(client, coordinator.email)

    assert client.session.session_key != before


def test_sign_out_needs_a_button(signed_in, coordinator):
    client = signed_in(coordinator)

    assert client.get("/ucet/odhlaseni/").status_code == 405
    assert signed_in_id(client) == str(coordinator.pk)

    assert client.post("/ucet/odhlaseni/")["Location"] == "/"
    assert signed_in_id(client) is None


def test_reader_of_drafts_is_refused_by_the_administration_in_words(signed_in, reader):
    response = signed_in(reader).get("/admin/", follow=True)

    assert response.status_code == 403
    assert len(soup(response).find_all("h1")) == 1


TOO_MANY = "Pokusů už bylo moc. Počkejte čtvrt hodiny a zkuste to znovu."


@pytest.mark.parametrize("email", ["jana@example.cz", "nikdo@example.cz"])
def test_guessing_passwords_of_one_email_has_to_wait(client, email):
    UserFactory(email="jana@example.cz")
    other = UserFactory()

    answers = [told(sign_in(client, written, "špatné heslo")) for written in [email, email.upper()] * 5]
    refused = sign_in(client, email)

    assert answers == [[WRONG]] * 10
    assert (told(refused), signed_in_id(client)) == ([TOO_MANY], None)
    assert sign_in(client, other.email).status_code == 302


def test_new_password_from_the_letter_ends_the_waiting(client):
    jana = UserFactory()
    for _number in range(10):
        sign_in(client, jana.email, "špatné heslo")
    client.post(RESET, {"email": jana.email})
    address = client.get(path_of(reset_link(letters()[0])), follow=True).redirect_chain[-1][0]

    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert sign_in(client, jana.email, NEW_PASSWORD).status_code == 302


def test_right_password_does_not_give_a_guesser_new_attempts(client):
    jana, guesser = UserFactory(), UserFactory()
    for _number in range(10):
        sign_in(client, jana.email, "špatné heslo")
    sign_in(client, guesser.email)
    client.post("/ucet/odhlaseni/")

    assert told(sign_in(client, jana.email)) == [TOO_MANY]


@pytest.mark.parametrize("email", ["jana@example.cz", "JANA@example.cz", "nikdo@example.cz", "vypnuta@example.cz"])
def test_forgotten_password_has_one_answer_for_everybody(client, email):
    UserFactory(email="jana@example.cz")
    UserFactory(email="vypnuta@example.cz", is_active=False)

    response = client.post(RESET, {"email": email}, follow=True)

    assert response.redirect_chain == [("/ucet/zapomenute-heslo/odeslano/", 302)]
    assert soup(response).h1.text == "Podívejte se do pošty"
    assert [letter.to for letter in letters()] == (["jana@example.cz"] if "jana" in email.lower() else [])


def test_letter_about_a_forgotten_password_is_czech_and_leads_to_the_portal(client, settings):
    settings.BASE_URL = "https://portal.example.cz"
    jana = UserFactory()

    client.post(RESET, {"email": jana.email})

    letter = letters()[0]
    assert (letter.subject, letter.kind) == ("Nové heslo do portálu", "sign-in")
    assert timedelta(minutes=59) < letter.useless_at - letter.created_at <= timedelta(hours=1)
    assert letter.text.startswith("Dobrý den,")
    assert reset_link(letter).startswith("https://portal.example.cz/ucet/nove-heslo/")


def test_address_in_the_letter_does_not_come_from_the_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]

    client.post(RESET, {"email": UserFactory().email}, headers={"host": "zly.example"})

    assert "zly.example" not in letters()[0].text


def test_opening_the_link_changes_nothing_and_its_form_sets_the_password(client):
    jana = UserFactory()
    client.post(RESET, {"email": jana.email})
    link = path_of(reset_link(letters()[0]))

    form = client.get(link, follow=True)
    jana.refresh_from_db()
    assert (form.status_code, jana.check_password(PASSWORD)) == (200, True)

    address = form.redirect_chain[-1][0]
    done = client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    jana.refresh_from_db()
    assert jana.check_password(NEW_PASSWORD) is True
    assert soup(done).h1.text == "Přihlásit se heslem"
    assert "Heslo je nastavené." in done.content.decode()
    assert signed_in_id(client) is None


def test_link_works_once(client):
    jana = UserFactory()
    client.post(RESET, {"email": jana.email})
    link = path_of(reset_link(letters()[0]))
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    page = soup(client.get(link, follow=True))

    assert page.find("input", {"type": "password"}) is None
    assert page.select_one("main a.btn")["href"] == RESET


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("krátké", "krátké", "Heslo je příliš krátké. Musí mít aspoň 12 znaků."),
        (NEW_PASSWORD, "jiné dlouhé heslo", "Hesla se musí shodovat."),
    ],
)
def test_weak_or_mistyped_password_is_told_in_czech(signed_in, coordinator, first, second, told):
    response = signed_in(coordinator).post(
        "/ucet/heslo/", {"oldpassword": PASSWORD, "password1": first, "password2": second}
    )

    told_now = [item.text.partition(": ")[2] for item in soup(response).select(".error-summary li")]
    assert told_now == [told]
    coordinator.refresh_from_db()
    assert coordinator.check_password(PASSWORD) is True


def test_person_changes_the_password_and_stays_signed_in(signed_in, coordinator):
    client = signed_in(coordinator)

    client.post("/ucet/heslo/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    coordinator.refresh_from_db()
    assert coordinator.check_password(NEW_PASSWORD) is True
    assert client.get("/admin/").status_code == 200


def test_change_of_password_is_for_those_signed_in(client):
    assert client.get("/ucet/heslo/")["Location"] == "/ucet/prihlaseni/?next=/ucet/heslo/"


@pytest.mark.parametrize(
    "address", ["/ucet/prihlaseni/", SIGN_IN, RESET, reverse("accounts:password-reset-sent"), "/ucet/nove-heslo/x-y/"]
)
def test_pages_of_signing_in_have_one_heading(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert len(soup(response).find_all("h1")) == 1
