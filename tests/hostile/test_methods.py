"""Methods, types and sizes that no browser sends."""

import pytest

from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
FORM = "/skupiny/zapojit-se/"


@pytest.mark.parametrize(
    ("method", "head"),
    [
        case("method TRACE", "V13.4.4", "TRACE", {}),
        case("method CONNECT", "V4.1.4", "CONNECT", {}),
        case("method that nobody knows", "V4.1.4", "EVIL", {}),
        case("method DELETE", "V4.1.4", "DELETE", {}),
        case("method hidden in a head", "V4.1.4", "GET", {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}),
        case("method hidden in a query", "V4.1.4", "GET", {"QUERY_STRING": "_method=DELETE"}),
    ],
)
def test_strange_methods_change_nothing(made, client, method, head):
    address = made["group"].get_absolute_url()
    answer = client.generic(method, address, HTTP_X_SECRET="s3cret", **head)

    assert answer.status_code in {200, 405}
    assert b"s3cret" not in answer.content
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        case("JSON sent to a form", "V4.1.1, V15.3.5", "application/json", b'{"name": "x"}'),
        case("deep JSON", "V15.2.2", "application/json", b"[" * 100_000),
        case("XML sent to a form", "V1.5.1", "text/xml", b"<x/>"),
        case("parts without a boundary", "V4.2.1", "multipart/form-data", b"--x"),
        case("parts that never end", "V4.2.1", "multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
        case("head of a part of a megabyte", "V15.2.2", "multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 1_000_000),
        case("letters that do not exist", "V1.1.1", "application/x-www-form-urlencoded; charset=neni", b"name=%C5%99"),
        case("letters of UTF-7", "V1.1.1", "application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
        case("more fields than any form has", "V15.2.2", "application/x-www-form-urlencoded", b"a=1&" * 6_000),
        case("a body larger than any form", "V15.2.2", "application/x-www-form-urlencoded", b"a=" + b"x" * 6_000_000),
    ],
)  # fmt: skip
def test_strange_bodies_are_answered(client, content_type, body):
    answer = client.generic("POST", FORM, body, content_type)

    assert answer.status_code in {200, 400, 413}
    assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    "query",
    [
        case("a query of a hundred kilobytes", "V15.2.2", "q=" + "a" * 100_000),
        case("five thousand keys in a query", "V15.2.2", "&".join(f"k{number}=1" for number in range(5_000))),
        case("a thousand values of one filter", "V15.2.2", "obec=x&" * 1_000),
        case("brackets of other frameworks", "V15.3.7, CVE-2026-50636", "q[]=1&q[$ne]=1&obec[a][b]=1"),
    ],
)
def test_large_questions_are_answered(client, query):
    assert client.get("/katalog/", QUERY_STRING=query).status_code in {200, 400, 413}


@pytest.mark.parametrize("key", [case("a query in the place of a form", "V15.3.7, parameter pollution", "password")])
def test_query_does_not_stand_in_for_a_form(client, coordinator, key):
    client.post(f"/ucet/prihlaseni/heslem/?login=coordinator@example.cz&{key}=correct+horse+battery", {})

    assert "_auth_user_id" not in client.session
