"""Origins that go into headers of security: nothing but https://host gets there."""

import pytest
from django.core.exceptions import ValidationError

from kpss_portal.origins import check_origins, check_tiles, origin_of, origins_in, tiles_origin

TILES = "https://mapy.example/dlazdice/{z}/{x}/{y}.png"
HOSTILE = (
    "http://www.obec.cz",
    "javascript:alert(1)",
    "https://*",
    "https://*.cz",
    "*",
    "'unsafe-inline'",
    "https://obec.cz; script-src *",
    "https://obec.cz https://jiny.cz",
    "https://obec.cz,https://jiny.cz",
    "https://user:heslo@obec.cz",
    "https://obec",
    "https://žluťoučký.cz",
    "https://[::1]",
    "//obec.cz",
)


@pytest.mark.parametrize(
    "text", ["", "https://www.obec.cz", "https://a.cz\n\nhttps://b.cz:8443\n", "https://xn--hk-8ia.cz"]
)
def test_origins_are_let_in(text):
    check_origins(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_else_is_let_in_or_given_out(text):
    with pytest.raises(ValidationError):
        check_origins(f"https://www.obec.cz\n{text}")
    assert origins_in(f"https://www.obec.cz\n{text}") == ["https://www.obec.cz"]


def test_an_address_of_a_page_is_refused_with_what_was_meant():
    with pytest.raises(ValidationError, match="jen začátek adresy"):
        check_origins("https://www.Obec.cz/urad")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://www.Obec.cz/urad/?x=1", "https://www.obec.cz"),
        ("http://www.obec.cz", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_origin_of_an_address(address, origin):
    assert origin_of(address) == origin


def test_an_address_of_tiles_tells_their_origin():
    check_tiles(TILES)

    assert tiles_origin(TILES) == "https://mapy.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://mapy.example/{z}/{x}/{y}.png",
        "https://{s}.mapy.example/{z}/{x}/{y}.png",
        "https://mapy.example/{z}/{x}.png",
        "https://mapy.example/{z}/{x}/{y}/{r}.png",
        "https://mapy.example/{z}/{x}/{y}.png; img-src *",
        "https://mapy.example/{z}/{x}/{y}.png\nX: y",
        "https://*/{z}/{x}/{y}.png",
    ],
)
def test_what_is_no_template_of_tiles_is_refused(address):
    with pytest.raises(ValidationError):
        check_tiles(address)
    assert tiles_origin(address) == ""
