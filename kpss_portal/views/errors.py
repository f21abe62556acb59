"""Pages for what went wrong: plain words and a way on. Those for a broken portal ask nothing of the database."""

import errno
import sys
from typing import Any

from django.core.exceptions import FieldDoesNotExist, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kpss_portal.away import ServerAway

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
RETRY_SECONDS = 60
MAINTENANCE_SECONDS = 600


class Gone(Exception):
    """Something that was public and was withdrawn; the text says what."""


class TooManyRequests(Exception):
    """Somebody asks or tries too often; `seconds` until it makes sense to come again."""

    def __init__(self, seconds: int = RETRY_SECONDS) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def is_outage(failure: BaseException | None) -> bool:
    """Whether the database, the disk or a server beside them fails, not the portal: what was sent may be sent again later."""
    if isinstance(failure, OSError):
        return isinstance(failure, ServerAway) or failure.errno in NO_ROOM
    return isinstance(failure, OperationalError | InterfaceError)


def is_nonsense(failure: BaseException) -> bool:
    """Whether the administration's own lists and fields choked on a key or a year that nobody could have chosen there.

    Django asks the database for such values before it checks them.
    """
    if isinstance(failure, ValueError | TypeError):
        return "expected a number but got" in str(failure)
    if isinstance(failure, FieldDoesNotExist):
        return "no field named ''" in str(failure)  # an empty `_to_field`; another one is refused by Django itself
    return isinstance(failure, OverflowError)


def is_beyond_reading(failure: BaseException) -> bool:
    """Whether the language refuses to read what was sent: JSON nested too deep, a number of thousands of digits."""
    words = str(failure)
    if isinstance(failure, RecursionError):
        return "JSON" in words
    return isinstance(failure, ValueError) and "integer string conversion" in words


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is not understood; 413 where it is only too large."""
    return too_large(request) if isinstance(exception, TOO_LARGE) else _plain(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is old or comes from elsewhere; the browser keeps what was typed."""
    return _page(request, 403, is_old_form=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page."""
    return _page(request, 404)


def gone(request: HttpRequest, text: str = "") -> HttpResponse:
    """410: it was here and was withdrawn."""
    return _page(request, 410, text=text)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: the file or form is too large."""
    return _page(request, 413)


def too_many(request: HttpRequest, seconds: int = RETRY_SECONDS) -> HttpResponse:
    """429: too many requests in a short time."""
    response = _page(request, 429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 where the database or the disk failed outside a view (sessions, uploads)."""
    return unavailable(request) if is_outage(sys.exc_info()[1]) else _plain(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database or the disk does not answer."""
    response = _plain(503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def being_maintained(request: HttpRequest) -> HttpResponse:
    """503: pages are shown, nothing is written for a while."""
    return _later("errors/read_only.html")


def being_restored(request: HttpRequest) -> HttpResponse:
    """503: a restore has begun and not ended, so half of the data may be here."""
    return _later("errors/unfinished.html")


def _later(template: str) -> HttpResponse:
    response = HttpResponse(_in_any_case(template), status=503)
    response["Retry-After"] = str(MAINTENANCE_SECONDS)
    return response


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"errors/{status}.html", context, status=status)


def _plain(status: int) -> HttpResponse:
    return HttpResponse(_in_any_case(f"errors/{status}.html"), status=status)


def _in_any_case(template: str) -> str:
    """The page; without its look where even the static files were not prepared, for nobody is to see less than words."""
    try:
        return render_to_string(template)
    except ValueError:  # the manifest of static files is missing or old
        return render_to_string("errors/bare.html")
