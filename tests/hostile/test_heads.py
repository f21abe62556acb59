"""Heads of answers: what a browser must not do, on every kind of answer; nothing typed becomes a line of a head or log."""

import json
import logging
import re

import pytest
from django.test import Client, override_settings

from kpss_portal.logs import JsonFormatter
from tests.community.factories import DocumentFactory
from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
KINDS = [
    ("a page", "get", "/", 200),
    ("a redirect", "get", "/moje/", 302),
    ("a redirect to a slash", "get", "/kontakty", 301),
    ("a refused form", "post", "/ucet/odhlaseni/", 403),
    ("an unknown page", "get", "/neni/", 404),
    ("a wrong method", "put", "/katalog/muj-seznam/zmenit/", 405),
    ("a broken failure", "get", "/rozbito/", 500),
    ("a static file", "get", "/static/css/admin.css", 200),
    ("a static file that is not there", "get", "/static/neni.css", 404),
    ("a stored file that is not there", "get", "/soubory/neni.pdf", 404),
    ("a feed", "get", "/aktuality/atom.xml", 200),
    ("a calendar", "get", "/kalendar.ics", 200),
    ("a site map", "get", "/sitemap.xml", 200),
    ("a table", "get", "/katalog/bila-mista/bila-mista.csv", 200),
    ("data", "get", "/katalog/mapa/mapa.json", 200),
    ("the health", "get", "/healthz", 200),
    ("the style of the office", "get", "/vzhled.css", 200),
    ("the administration", "get", "/admin/", 302),
    ("a request without sense", "get", "/?q=%00", 200),
    ("a wrong host", "get", "//evil", 400),
]


@pytest.fixture
def browser(settings):
    """A public server asked over HTTPS; its failures are answered, not raised."""
    settings.WHITENOISE_USE_FINDERS = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def policy(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))


def check(answer, *, says_charset=True):
    """ASVS 3.4.1, 3.4.3 to 3.4.6, 3.4.8 and 4.1.1 of one answer."""
    rules = policy(answer)
    assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in {"strict-origin-when-cross-origin", "no-referrer", "same-origin"}
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert rules.get("object-src", rules["default-src"]) == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    if says_charset and answer.status_code not in {301, 302, 304, 405} and answer["Content-Type"].startswith("text/"):
        assert "charset=utf-8" in answer["Content-Type"].lower().replace('"', "")
    assert not answer.has_header("Access-Control-Allow-Origin")
    assert not answer.has_header("Server")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [case(f"heads of {name}", "V3.4.1, V3.4.3-V3.4.6, V4.1.1", *values) for name, *values in KINDS],
)
def test_every_kind_of_answer_has_its_heads(browser, monkeypatch, method, address, status):
    more = {"HTTP_HOST": "evil.example"} if address == "//evil" else {}
    if address == "/rozbito/":
        monkeypatch.setattr("community.views.contacts.Contact.objects", None)
        address = "/kontakty/"
    answer = getattr(browser, method)(address.replace("//evil", "/"), secure=True, **more)

    if answer.streaming:
        answer.getvalue()
    answer.close()
    assert answer.status_code == status
    check(answer)


@pytest.mark.parametrize("kind", [case("heads of a stored file", "V3.2.1, V3.4.6, V5.4.1", "txt")])
def test_stored_file_leaves_with_its_heads(browser, kind):
    document = DocumentFactory(extension=kind)
    answer = browser.get(document.get_absolute_url(), secure=True)
    assert answer.getvalue()

    check(answer, says_charset=False)  # only its writer knows
    assert "sandbox" in policy(answer)
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "title",
    [
        case("line break in the name of a download", "V5.4.2", "zpráva\r\nX-Evil: 1"),
        case("quotation mark in the name of a download", "V5.4.2", 'a"; filename="evil.exe'),
        case("turned letters in the name of a download", "V5.4.2", "a\u202efdp.exe"),
        case("way up in the name of a download", "V5.4.1", "../../etc/passwd"),
        case("markup in the name of a download", "V5.4.2, Decidim 2024: XSS in file names", "<img src=x onerror=alert(1)>"),
    ],
)  # fmt: skip
def test_name_of_a_download_stays_one_head(client, title):
    answer = client.get(DocumentFactory(title=title).get_absolute_url())
    told = answer["Content-Disposition"]

    assert answer.getvalue() == b"Ahoj\n"
    assert not answer.has_header("X-Evil")
    assert not {"\r", "\n", "/"} & set(told)
    assert re.fullmatch(r"attachment; filename(\*=utf-8''[\w.%~!#$&+^`|-]+|=\"([^\"\\]|\\.)*\")", told)


@pytest.mark.parametrize(
    "address",
    [
        case("line break in an address that redirects", "V1.2.1", "/kontakty%0d%0aX-Evil:%201"),
        case("line break in the query of a redirect", "V1.2.1", "/moje/?a=%0d%0aX-Evil:%201"),
        case("line break where somebody should come back", "V1.2.1", "/ucet/prihlaseni/?next=/%0d%0aX-Evil:1"),
    ],
)
def test_line_break_of_an_address_makes_no_head(client, address):
    answer = client.get(address)

    assert answer.status_code < 500
    assert not answer.has_header("X-Evil")
    assert "\n" not in answer.get("Location", "")


@pytest.mark.parametrize(
    "words",
    [
        case("line break in a line of the log", "V16.4.1", 'x\r\n{"level": "INFO", "message": "forged"}'),
        case("escape sequence of a terminal in the log", "V16.4.1", "\x1b]0;evil\x07"),
        case("quotation mark in a line of the log", "V16.4.1", '", "level": "INFO'),
    ],
)
def test_line_of_the_log_stays_one_line_of_json(words):
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "%s", (words,), None)
    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["message"] == words


@override_settings(SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("path", [case("sensitive addresses over plain HTTP", "V4.1.2, V12.2.1", "/ucet/prihlaseni/")])
def test_plain_http_is_led_to_https(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (301, f"https://testserver{path}")
