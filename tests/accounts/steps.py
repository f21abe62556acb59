"""What people do when they sign in, for tests."""

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from bs4 import BeautifulSoup

from kpss_portal.models import OutgoingMail

SIGN_IN, CODE, BY_PASSWORD = "/ucet/prihlaseni/", "/ucet/prihlaseni/kod/", "/ucet/prihlaseni/heslem/"
SECOND_STEP = "/ucet/prihlaseni/druhy-krok/"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def told(response):
    """What the summary of errors says."""
    return [item.text for item in soup(response).select(".error-summary li")]


def said(response):
    """Messages of the page."""
    return [item.get_text(" ", strip=True) for item in soup(response).select("[role=status] .alert")]


def signed_in_id(client):
    return client.session.get("_auth_user_id")


def letters(to=None):
    """Mails on their way out, the oldest first."""
    return list(OutgoingMail.objects.filter(**({"to": to} if to else {})).order_by("pk"))


def code_for(email):
    """The code of the latest letter."""
    return re.search(r"^\d{6}$", letters(email)[-1].text, re.MULTILINE)[0]


def ask_for_code(client, email, way="", **extra):
    return client.post(SIGN_IN, {"email": email, "next": way}, **extra)


def sign_in_by_code(client, person, way="", **extra):
    asked = ask_for_code(client, person.email, way, **extra)
    return client.post(asked["Location"], {"code": code_for(person.email), "next": way}, **extra)


def give_app(person):
    """An app with codes; gives its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def app_code(secret, steps=0):
    """What the app shows now, or some half-minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_spare_codes(person):
    return RecoveryCodes.activate(person).get_unused_codes()
