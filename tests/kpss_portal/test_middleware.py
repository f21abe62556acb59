"""Headers of every answer."""

import base64
import hashlib
import re
from pathlib import Path

import django_prose_editor
import pytest

from kpss_portal.middleware import EDITOR_STYLE

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.partition(" ")[::2] for part in parts)


@pytest.mark.parametrize("address", ["/", "/katalog/", "/neni/", "/vzhled.css", "/healthz"])
def test_every_answer_says_what_a_browser_must_not_do(client, address):
    response = client.get(address)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert policy(response)["frame-ancestors"] == "'none'"


def test_public_pages_allow_nothing_inline_and_no_stranger(client):
    rules = policy(client.get("/"))

    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "img-src", "font-src")} == {"'self'"}


def test_administration_allows_two_things_more_by_their_hashes(signed_in, coordinator):
    rules = policy(signed_in(coordinator).get("/admin/vzornik/"))

    assert re.fullmatch(r"'self' 'sha256-[\w+/=]{44}'", rules["script-src"])
    assert rules["style-src"] == f"'self' {EDITOR_STYLE}"
    assert rules["img-src"] == "'self'"


def test_hash_of_the_editors_style_is_that_of_its_present_version():
    editor = Path(django_prose_editor.__file__).parent / "static" / "django_prose_editor" / "editor.js"
    style = re.search(r"`(\.ProseMirror \{.*?)`", editor.read_text(encoding="utf-8"), re.DOTALL)[1]

    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" == EDITOR_STYLE


def test_pages_of_people_signed_in_are_kept_by_nobody(signed_in, reader):
    kept = signed_in(reader).get("/kontakty/")["Cache-Control"]

    assert {"no-store", "private"} <= set(kept.split(", "))


def test_public_pages_may_be_kept_for_each_cookie(client):
    response = client.get("/kontakty/")

    assert "no-store" not in response.get("Cache-Control", "")
    assert "Cookie" in response["Vary"]


def test_style_of_the_office_is_kept_for_ever(client):
    response = client.get("/vzhled.css?v=1")

    assert "max-age=31536000" in response["Cache-Control"]
    assert response["Content-Type"] == "text/css; charset=utf-8"
