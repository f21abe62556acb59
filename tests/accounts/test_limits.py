"""Limits of guessing: on two independent keys, counted over all processes of the portal."""

import subprocess
import sys

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.enums import Role
from tests.accounts.factories import UserFactory
from tests.accounts.steps import BY_PASSWORD, CODE, ask_for_code, code_for, letters, soup, told

pytestmark = pytest.mark.django_db

TOO_MANY = "E-mail: Pokusů už bylo moc. Počkejte čtvrt hodiny a zkuste to znovu."


def from_address(last):
    return {"REMOTE_ADDR": f"203.0.113.{last}"}


def another_process():
    """The memory of one process is not the memory of another one."""
    caches["default"]._cache.clear()


@pytest.mark.parametrize("email", ["jana@example.cz", "nikdo@example.cz"])
def test_one_email_gets_five_codes_in_ten_minutes_from_anywhere(email):
    UserFactory(email="jana@example.cz")

    answers = [ask_for_code(Client(), email, **from_address(number)) for number in range(1, 7)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert told(answers[5]) == [TOO_MANY]


def test_one_address_asks_for_twenty_codes_whatever_the_emails():
    answers = [ask_for_code(Client(), f"osoba{number}@example.cz", **from_address(1)) for number in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [200]
    assert ask_for_code(Client(), "jina@example.cz", **from_address(2)).status_code == 302


def test_limits_hold_over_processes():
    jana = UserFactory()
    answers = []
    for number in range(1, 7):
        another_process()
        answers.append(ask_for_code(Client(), jana.email, **from_address(number)).status_code)

    assert answers == [302] * 5 + [200]
    assert len(letters(jana.email)) == 5


def test_sender_is_not_kept_where_limits_are_counted():
    ask_for_code(Client(), "jana@example.cz", **from_address(77))

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM kpss_portal_shared_cache")
        kept = str(cursor.fetchall())
    assert "request_login_code" in kept
    assert "203.0.113.77" not in kept
    assert "jana@example.cz" not in kept


def test_guesses_of_codes_are_counted_beyond_one_session():
    """Somebody with many browsers guesses the code of one e-mail fifteen times, then the page refuses."""
    jana = UserFactory()
    browsers = [Client() for _number in range(5)]
    for browser in browsers:
        ask_for_code(browser, jana.email)
    copies = []
    for browser in browsers:
        for _number in range(4):  # the same session used at once from several windows forgets mistakes
            copy = Client()
            copy.cookies = browser.cookies
            copies.append(copy)
    session = browsers[0].session
    statuses = []
    for copy in copies:
        session.save()  # puts the count of mistakes of the first browser back, as a race would
        statuses.append(copy.post(CODE, {"code": "000000"}).status_code)

    assert 429 in statuses
    assert set(statuses[: statuses.index(429)]) <= {200, 302}


def test_page_of_too_many_attempts_is_czech():
    client = Client()
    answers = [client.post(BY_PASSWORD, {"login": "", "password": ""}, **from_address(1)) for _number in range(61)]

    assert [answer.status_code for answer in answers[:60]] == [200] * 60
    assert answers[60].status_code == 429
    assert soup(answers[60]).h1.text == "Příliš mnoho pokusů"
    assert int(answers[60]["Retry-After"]) > 0


def test_addresses_behind_a_proxy_are_told_apart_only_where_it_is_trusted(settings):
    settings.TRUSTED_PROXY = True
    for number in range(20):
        ask_for_code(Client(), f"osoba{number}@example.cz", HTTP_X_FORWARDED_FOR="198.51.100.7")

    refused = ask_for_code(Client(), "dalsi@example.cz", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.7")
    other = ask_for_code(Client(), "dalsi2@example.cz", HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8")

    assert (refused.status_code, other.status_code) == (200, 302)


def test_right_code_passes_while_others_guess_from_elsewhere(client):
    jana = UserFactory(roles=(Role.COORDINATOR,))
    ask_for_code(client, jana.email)

    assert client.post(CODE, {"code": code_for(jana.email)})["Location"] == "/admin/"


ADD = """
import sys, django
django.setup()
from django.core.cache import cache
print(cache.add("allauth:test", 1, 60), cache.get("own"), sep=",")
cache.set("own", 1)
"""


def test_two_real_processes_share_what_limits_need_and_nothing_else(tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "KPSS_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kpss_portal.settings",
    }
    subprocess.run([sys.executable, "manage.py", "createcachetable"], env=environment, check=True, timeout=60)

    answers = [
        subprocess.run(
            [sys.executable, "-c", ADD], env=environment, check=True, timeout=60, capture_output=True, text=True
        ).stdout.strip()
        for _number in range(2)
    ]

    assert answers == ["True,None", "False,None"]
