"""What is asked in an address stays a question: no query, template, pattern or command is made of it."""

import pytest
from django.test import Client

from tests.hostile.cases import case
from tests.hostile.marking import UNESCAPED
from tests.hostile.values import MARKUP

pytestmark = pytest.mark.django_db
SQL = (
    "' OR 1=1 --",
    '" OR ""="',
    "1) OR (1=1",
    "'; DROP TABLE accounts_user; --",
    "%' UNION SELECT 1 --",
    "\\",
    "*",
    "%_",
)
LISTS = [
    ("search", "/hledat/", "q"),
    ("catalogue", "/katalog/", "q"),
    ("situations", "/katalog/", "situace"),
    ("municipalities", "/katalog/", "obec"),
    ("map", "/katalog/mapa/", "q"),
    ("decisions", "/usneseni/", "rok"),
    ("news", "/aktuality/", "druh"),
    ("needs", "/plany/navrh/potreby/", "oblast"),
    ("progress", "/plany/v-platnosti/plneni/", "rok"),
    ("changes", "/plany/navrh/zmeny/", "od"),
]


@pytest.mark.parametrize(
    ("path", "key"),
    [case(f"SQL in the query of {name}", "V1.2.4, CVE-2025-56421", path, key) for name, path, key in LISTS],
)
def test_sql_in_a_question_is_a_word(made, client, path, key):
    assert {client.get(path, {key: words}).status_code for words in SQL} <= {200, 404}
    assert type(made["member"]).objects.count() >= 6


@pytest.mark.parametrize(
    ("path", "key"),
    [case(f"markup in the query of {name}", "V1.2.1, reflected XSS", path, key) for name, path, key in LISTS],
)
def test_markup_in_a_question_is_a_word(made, client, path, key):
    answers = [client.get(path, {key: words, words: "1"}) for words in MARKUP]

    assert [
        answer.content for answer in answers if UNESCAPED.search(answer.content) or b"<svg onload" in answer.content
    ] == []


@pytest.mark.parametrize(
    "query",
    [
        case("lookup of a password by a list", "V8.2.3, Decidim 2023: filters exposed any attribute", "password__startswith=a"),
        case("lookup by a pattern", "V1.2.9", "email__regex=(a%2B)%2B%24"),
        case("lookup over a relation", "V8.2.3", "groups__permissions__codename=x"),
        case("crafted connector of a query", "CVE-2025-64459", "_connector=)%20OR%201=1%20--"),
        case("order by a crafted column", "CVE-2026-1312, Decidim 2026: sorting of users", "o=1)--"),
        case("alias with control characters", "CVE-2026-1287", "full_name%0a=1"),
        case("a year out of any calendar", "V1.4.2, Wagtail 2020: 1e99999", "joined_at__year=9223372036854775808"),
        case("a page of a list that is no number", "V2.2.1", "p=1e99999"),
    ],
)  # fmt: skip
def test_lists_of_the_administration_refuse_lookups_of_strangers(signed_in, coordinator, query):
    answer = signed_in(coordinator).get(f"/admin/accounts/user/?{query}")

    assert answer.status_code in {200, 302, 400}
    if answer.status_code == 302:
        assert answer["Location"].endswith("?e=1")


@pytest.mark.parametrize(
    "words",
    [
        case("template expression in a name", "V1.3.7", "{{ 7|add:'42' }}"),
        case("template tag in a name", "V1.3.7", "{% load static %}{% debug %}"),
        case("format string with attributes", "V1.3.10, CVE-2026-2415", "{0.__class__.__mro__}"),
        case("percent format", "V1.3.10", "%(secret)s %d %n"),
        case("expression of another language", "V1.3.2", "${7*7} #{7*7} <%= 7*7 %>"),
    ],
)
def test_expressions_in_names_are_shown_as_written(made, client, words):
    made["group"].name = words
    made["group"].save()
    page = client.get(made["group"].get_absolute_url()).content.decode()

    from django.utils.html import escape

    assert escape(words) in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        case("sign out by opening an address", "V3.5.3", "get", "/ucet/odhlaseni/"),
        case("change of my list by opening an address", "V3.5.3", "get", "/katalog/muj-seznam/zmenit/?pridat=1"),
        case("a form from another web", "V3.5.1", "post", "/ucet/odhlaseni/"),
    ],
)
def test_nothing_changes_without_a_form_of_ours(made, method, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(made["member"], backend="django.contrib.auth.backends.ModelBackend")
    answer = getattr(browser, method)(path, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code in {200, 403, 405}
    assert browser.get("/ucet/").status_code == 200
