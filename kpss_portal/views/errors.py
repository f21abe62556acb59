"""Pages for what went wrong: plain words and a way on. Those for a broken portal ask nothing of the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


class Gone(Exception):
    """Something that was public and was withdrawn; the text says what."""


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request is not understood."""
    return _plain("errors/400.html", 400)


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


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many requests in a short time."""
    return _page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _plain("errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database or the disk does not answer."""
    return _plain("errors/503.html", 503)


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)
