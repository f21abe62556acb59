"""Signing in by a key (passkey) in a real browser with an authenticator made of software."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.enums import Role
from tests.accounts.factories import PASSWORD, UserFactory
from tests.browser.checks import ALL_LOOKS, Watched, assert_good_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jana():
    return UserFactory(email="jana@example.cz", full_name="Jana Nová", roles=(Role.COORDINATOR,))


@pytest.fixture
def authenticator(context, page):
    """Chromium's virtual authenticator: a phone that knows its owner by the fingerprint."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    identifier = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def refuse():
        session.send("WebAuthn.setUserVerified", {"authenticatorId": identifier, "isUserVerified": False})

    return refuse


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def sign_in_by_code(page, home, person):
    page.goto(f"{home}/ucet/prihlaseni/")
    page.get_by_label("E-mail").fill(person.email)
    button(page, "Poslat kód").click()
    page.wait_for_url("**/kod/**")
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.get_by_label("Šestimístný kód z e-mailu").fill(code)
    button(page, "Přihlásit se").click()
    page.wait_for_load_state()


def make_key(page):
    page.get_by_role("link", name="Přidat klíč").click()
    page.get_by_label("Název klíče").fill("Telefon Jany")
    button(page, "Vytvořit klíč").click()
    page.wait_for_url("**/zalozni-kody/")


def sign_out(page):
    page.locator("header").get_by_role("button", name="Odhlásit se").click()
    page.wait_for_load_state()


def test_staff_make_a_key_and_sign_in_by_it_alone(live_server, settings, page, authenticator, jana):
    settings.REQUIRE_MFA = True
    sign_in_by_code(page, live_server.url, jana)
    assert page.url == f"{live_server.url}/ucet/dva-kroky/?next=%2Fadmin%2F"

    make_key(page)
    assert_good_page(page, looks=ALL_LOOKS)
    page.get_by_role("link", name="Mám je, pokračovat").click()
    assert page.url == f"{live_server.url}/admin/"
    key = Authenticator.objects.get(type="webauthn")
    assert (key.wrap().name, key.wrap().is_passwordless) == ("Telefon Jany", True)

    page.goto(f"{live_server.url}/ucet/")
    assert_good_page(page, looks=ALL_LOOKS)
    sign_out(page)
    page.goto(f"{live_server.url}/ucet/prihlaseni/?next=/plany/")
    button(page, "Přihlásit se klíčem (otisk, obličej, PIN)").click()
    page.wait_for_url(f"{live_server.url}/plany/")
    page.goto(f"{live_server.url}/admin/")

    assert page.url == f"{live_server.url}/admin/"


def test_key_is_the_second_step_after_a_password(live_server, page, authenticator, jana):
    sign_in_by_code(page, live_server.url, jana)
    page.goto(f"{live_server.url}/ucet/dva-kroky/")
    make_key(page)
    sign_out(page)

    page.goto(f"{live_server.url}/ucet/prihlaseni/heslem/?next=/plany/")
    page.get_by_label("E-mail").fill(jana.email)
    page.get_by_label("Heslo").fill(PASSWORD)
    button(page, "Přihlásit se").click()
    page.wait_for_url("**/druhy-krok/")
    assert_good_page(page, looks=ALL_LOOKS)
    button(page, "Použít klíč").click()
    page.wait_for_url(f"{live_server.url}/plany/")

    assert page.locator("header").get_by_role("link", name="Můj účet").count() == 1


def test_key_that_does_not_know_the_finger_is_told_in_words(live_server, page, authenticator, jana):
    sign_in_by_code(page, live_server.url, jana)
    page.goto(f"{live_server.url}/ucet/dva-kroky/")
    make_key(page)
    sign_out(page)
    authenticator()

    page.goto(f"{live_server.url}/ucet/prihlaseni/")
    button(page, "Přihlásit se klíčem (otisk, obličej, PIN)").click()
    fault = page.locator(".key-fault").first
    fault.wait_for(state="visible")

    assert fault.inner_text() == "Klíč se nepoužil. Zkuste to znovu, nebo se přihlaste jinak."
    assert page.url == f"{live_server.url}/ucet/prihlaseni/"


def test_without_scripts_the_code_still_signs_in_and_the_key_says_why_not(live_server, browser, jana):
    context = browser.new_context(locale="cs-CZ", java_script_enabled=False)
    page = context.new_page()
    Watched.over(page)
    sign_in_by_code(page, live_server.url, jana)
    assert page.url == f"{live_server.url}/admin/"

    page.goto(f"{live_server.url}/ucet/dva-kroky/klic/")

    assert page.get_by_text("Váš prohlížeč klíče nezná, nebo nespouští skripty.").is_visible()
    assert page.locator(".key-form").is_hidden()
    context.close()


def test_pages_on_the_way_are_accessible_and_fit_a_phone(live_server, page, jana):
    page.goto(f"{live_server.url}/ucet/prihlaseni/")
    page.get_by_label("E-mail").fill("neco")
    button(page, "Poslat kód").click()
    page.wait_for_load_state()
    assert_good_page(page, looks=ALL_LOOKS)
    page.get_by_label("E-mail").fill(jana.email)
    button(page, "Poslat kód").click()
    page.wait_for_url("**/kod/**")

    assert_good_page(page, looks=ALL_LOOKS)
