"""Stored files leave as exact bytes, whole or in parts; nobody gets twice what they have."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory
from django.urls import path

from kpss_portal import urls as portal
from kpss_portal.serving import SANDBOX, serve_file

DATA = b"0123456789" * 100
pytestmark = pytest.mark.django_db  # giving a file out ends the request
TAG = '"abc"'
SERVED = {"filename": "Zápis č. 1.pdf", "content_type": "application/pdf", "etag": "abc"}


class Stored:
    """What a file field offers, over bytes in memory."""

    def __init__(self, data: bytes = DATA) -> None:
        self.data, self.size = data, len(data)

    def open(self, _mode: str) -> ContentFile:
        return ContentFile(self.data)


def served(data: bytes = DATA, method: str = "get", **headers: str):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = getattr(RequestFactory(), method)("/soubor/", headers=names)
    return serve_file(request, Stored(data), **SERVED)


def give_out(request):
    return serve_file(request, Stored(), **SERVED)


urlpatterns = [path("soubor/", give_out), *portal.urlpatterns]


def test_whole_file_is_given_with_its_facts():
    response = served()

    assert (response.status_code, response.getvalue()) == (200, DATA)
    assert {name: response[name] for name in ("ETag", "Content-Length", "Content-Type", "Accept-Ranges")} == {
        "ETag": TAG,
        "Content-Length": "1000",
        "Content-Type": "application/pdf",
        "Accept-Ranges": "bytes",
    }
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Z%C3%A1pis%20%C4%8D.%201.pdf"


def test_file_cannot_act_as_a_page():
    response = served()

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == SANDBOX
    assert SANDBOX.startswith("default-src 'none';")
    assert SANDBOX.endswith("frame-ancestors 'none'; sandbox")


@pytest.mark.parametrize("tags", [TAG, f'"x", {TAG}', f"W/{TAG}", "*"])
def test_reader_who_has_the_file_does_not_get_it_again(tags):
    response = served(if_none_match=tags)

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", TAG)


@pytest.mark.parametrize("tags", ['"abcd"', "abc", "", "nonsense", '"'])
def test_reader_with_another_file_gets_this_one(tags):
    response = served(if_none_match=tags)

    assert (response.status_code, response.getvalue()) == (200, DATA)


@pytest.mark.parametrize(
    ("asked", "body", "told"),
    [
        ("bytes=0-3", DATA[:4], "bytes 0-3/1000"),
        ("bytes=990-", DATA[990:], "bytes 990-999/1000"),
        ("bytes=-5", DATA[-5:], "bytes 995-999/1000"),
        ("bytes=-5000", DATA, "bytes 0-999/1000"),
        ("bytes=998-5000", DATA[998:], "bytes 998-999/1000"),
        ("bytes=0-" + "9" * 18, DATA, "bytes 0-999/1000"),
    ],
)
def test_part_that_is_asked_for_is_given(asked, body, told):
    response = served(range=asked)

    assert (response.status_code, response.content, response["Content-Range"]) == (206, body, told)
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=7-3", "bytes=-0"])
def test_part_that_is_not_there_is_told_with_the_size(asked):
    response = served(range=asked)

    assert (response.status_code, response.content, response["Content-Range"]) == (416, b"", "bytes */1000")


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,4-5", "bytes=-", "bytes=", "bytes=a-b", "pages=1-2", "bytes 0-1", "bytes=--1", "bytes=0-" + "9" * 5000],
)
def test_parts_that_are_not_understood_give_the_whole_file(asked):
    response = served(range=asked)

    assert (response.status_code, response.getvalue()) == (200, DATA)


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-1"])
def test_empty_file_has_no_parts(asked):
    assert served(b"", range=asked).status_code == 416


@pytest.mark.parametrize(("begun", "status"), [(TAG, 206), ('"older"', 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)])
def test_part_is_given_only_of_the_file_that_was_begun(begun, status):
    response = served(range="bytes=0-3", if_range=begun)

    assert response.status_code == status


def test_file_that_is_gone_from_the_disk_is_not_found():
    name = default_storage.save("files/x.pdf", ContentFile(DATA))
    file = default_storage.open(name)
    file.close()
    default_storage.delete(name)

    class Gone:
        def open(self, mode):
            return default_storage.open(name, mode)

    with pytest.raises(Http404):
        serve_file(RequestFactory().get("/"), Gone(), **SERVED)


@pytest.mark.urls(__name__)
def test_head_tells_the_size_without_the_bytes(client):
    response = client.head("/soubor/")

    assert (response.status_code, b"".join(response), response["Content-Length"]) == (200, b"", "1000")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("asked", "body"), [("", DATA), ("bytes=0-499", DATA[:500])])
def test_bytes_are_exact_also_for_a_browser_that_knows_compression(client, asked, body):
    response = client.get("/soubor/", headers={"accept-encoding": "gzip"} | ({"range": asked} if asked else {}))

    assert (response.getvalue(), response["ETag"], response["Content-Length"]) == (body, TAG, str(len(body)))
    assert "Content-Encoding" not in response


@pytest.mark.urls(__name__)
def test_pages_are_compressed(client):
    assert client.get("/kontakty/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
