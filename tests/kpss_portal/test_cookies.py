"""Cookies: none for who only reads; the token of forms, and the session of who signs in. So no banner is needed."""

import pytest
from django.urls import get_resolver, reverse

from tests.community.factories import OfficeFactory

pytestmark = pytest.mark.django_db
NEEDED = {"csrftoken", "sessionid"}


def plain_addresses():
    """Addresses of all pages that take nothing, those of the workshop aside."""
    names = []
    for namespace in ("community", "services_catalog", "working_groups", "surveys", "plans"):
        resolver = get_resolver().namespace_dict[namespace][1]
        names += [f"{namespace}:{name}" for name, _pattern in _plain(resolver)]
    return sorted({reverse(name) for name in names})


def _plain(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _plain(pattern)
        elif pattern.name and "<" not in str(pattern.pattern):
            yield pattern.name, pattern


@pytest.mark.parametrize("address", plain_addresses())
def test_a_reader_gets_no_cookie_but_the_token_of_a_form(client, address):
    OfficeFactory()

    answer = client.get(address)

    assert set(answer.cookies) <= {"csrftoken"}
    if "csrftoken" in answer.cookies:
        assert b"csrfmiddlewaretoken" in answer.content
    answer.close()


def test_most_of_them_are_pages_even_of_an_empty_portal(client):
    OfficeFactory()
    answers = [client.get(address) for address in plain_addresses()]
    for answer in answers:
        answer.close()

    assert sum(answer.status_code == 200 for answer in answers) > len(answers) * 2 / 3


def test_who_signs_in_gets_a_session_and_nothing_else(client, coordinator):
    page = client.post("/ucet/prihlaseni/heslem/", {"login": coordinator.email, "password": "correct horse battery"})

    assert page.status_code == 302
    assert set(client.cookies) <= NEEDED
    assert client.cookies["sessionid"]["httponly"]
