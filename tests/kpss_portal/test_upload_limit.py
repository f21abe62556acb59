"""A body that is far too large is refused by its announced size; nothing of it is read or kept."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory

from kpss_portal.upload_limit import SizeLimitHandler


class Unread(io.RawIOBase):
    """A body of two gigabytes that complains when somebody reads it."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer) -> int:
        raise AssertionError("the body was read")


def request_of(size: int):
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(size),
        "wsgi.input": Unread(),
    }
    return RequestFactory().generic("POST", "/", b"", "multipart/form-data; boundary=x", **environ)


def test_two_gigabytes_are_refused_unread(client):
    with pytest.raises(RequestDataTooBig):
        _ = request_of(2 * 1024**3).POST


def test_page_says_what_to_do(client, db):
    announced = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(2 * 1024**3)}

    response = client.generic("POST", "/ucet/prihlaseni/", **announced)

    assert response.status_code == 413
    assert "Soubor nebo formulář je příliš velký" in response.content.decode()


def test_body_without_an_announced_size_is_not_read_at_all(rf):
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input": Unread()}

    request = rf.generic("POST", "/", b"", "multipart/form-data; boundary=x", **chunked)

    assert (dict(request.POST), dict(request.FILES)) == ({}, {})


def test_file_that_grows_beyond_what_was_announced_is_stopped(settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    handler = SizeLimitHandler()

    assert handler.receive_data_chunk(b"x", 30) == b"x"
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"x", 31)
