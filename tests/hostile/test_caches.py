"""What is personal is kept nowhere; what strangers write into heads does not reach others."""

import pytest
from django.test import Client

from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
PERSONAL = [
    ("page of the account", lambda made: "/ucet/"),
    ("desk of a member", lambda made: "/moje/"),
    ("second step", lambda made: "/ucet/dva-kroky/"),
    ("public page seen by a member", lambda made: "/"),
    ("group seen by its member", lambda made: made["group"].get_absolute_url()),
    ("minutes seen by a member", lambda made: made["minutes"].get_absolute_url()),
]
SECRET = [
    ("papers of the council", lambda made: made["packet"].get_absolute_url()),
    ("verification of a card", lambda made: made["asked"].get_absolute_url()),
    ("request of an implementer", lambda made: made["evaluation"].requests.exclude(email="").get().get_absolute_url()),
    ("reply to a meeting", lambda made: _reply(made)),
    ("confirmation of a comment", lambda made: _confirmation(made)),
]


def _reply(made):
    from working_groups.reply_links import reply_address

    return "/ucast/" + reply_address(made["row"]).split("/ucast/")[1]


def _confirmation(made):
    from plans.consulting import token_for

    return f"/pripominka/{token_for(made['comment'])}/"


@pytest.mark.parametrize(
    "address", [case(f"kept by a cache: {name}", "V14.2.2, V14.3.2", way) for name, way in PERSONAL]
)
def test_personal_pages_are_kept_by_nobody(made, client, address):
    client.force_login(made["member"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address(made))
    if answer.streaming:
        answer.getvalue()

    assert answer.status_code == 200
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize("address", [case(f"kept by a cache: {name}", "V14.2.2, V14.3.2", way) for name, way in SECRET])
def test_pages_of_secret_addresses_are_kept_by_nobody(made, client, address):
    answer = client.get(address(made))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("head", "value"),
    [
        case("other host of a proxy", "V4.1.3, cache poisoning", "HTTP_X_FORWARDED_HOST", "evil.example"),
        case("other scheme of a proxy", "V4.1.3", "HTTP_X_FORWARDED_PROTO", "evil"),
        case("other port of a proxy", "V4.1.3", "HTTP_X_FORWARDED_PORT", "666"),
        case("other address asked for", "V4.1.3", "HTTP_X_ORIGINAL_URL", "/admin/"),
        case("other server", "V4.1.3", "HTTP_X_FORWARDED_SERVER", "evil.example"),
        case("forwarded by RFC 7239", "V4.1.3", "HTTP_FORWARDED", "host=evil.example"),
    ],
)
def test_heads_of_strangers_change_no_public_page(made, client, head, value):
    for path in ("/", "/sitemap.xml", "/aktuality/atom.xml", "/robots.txt"):
        assert b"evil" not in client.get(path, **{head: value}).content
        assert client.get(path).content == client.get(path, **{head: value}).content


@pytest.mark.parametrize("host", [case("other host of the request", "V4.1.3, pretix 2023-44463", "evil.example")])
def test_other_host_is_refused(client, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert client.get("/", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize("path", [case("site map after a visit of the office", "V14.2.2, cache leak", "/sitemap.xml")])
def test_site_map_kept_for_the_office_is_that_of_everybody(made, client, path):
    office = Client()
    office.force_login(made["coordinator"], backend="django.contrib.auth.backends.ModelBackend")
    kept = office.get(path + "?a=1")
    public = client.get(path)

    assert kept.content == public.content
    assert "skryty" not in public.content.decode()
    assert not public.cookies


@pytest.mark.parametrize(
    "path", [case("page of a file that is not there", "V14.2.5, cache deception", "/ucet/neni.css")]
)
def test_personal_page_is_not_given_under_the_name_of_a_file(made, client, path):
    client.force_login(made["member"], backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", [case("cookies of a public server", "V3.3.1-V3.3.4", "sessionid")])
def test_cookies_of_a_public_server_are_closed(client, coordinator, settings, name):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = f"__Host-{name}", "__Host-csrftoken"
    client.get("/ucet/prihlaseni/heslem/", secure=True)
    client.post(
        "/ucet/prihlaseni/heslem/",
        {"login": "coordinator@example.cz", "password": "correct horse battery"},
        secure=True,
    )
    for cookie in (client.cookies[f"__Host-{name}"], client.cookies["__Host-csrftoken"]):
        assert cookie["path"] == "/"
        assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (True, True, "Lax")
        assert not cookie["domain"]
