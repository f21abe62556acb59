"""Headers of every answer, and plain words in the place of every failure."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from kpss_portal import maintenance
from kpss_portal.views import errors
from kpss_portal.widgets import import_map_hash

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)
UNUSED_FEATURES = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
ADMIN = "/admin/"
HEALTH = "/healthz"
READING = {"GET", "HEAD", "OPTIONS"}
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"  # a test compares it with the editor's own


def admin_relaxation() -> dict[str, list[str]]:
    """What the editor of rich text adds to a page: its import map and one style, each by its hash."""
    return {"script-src": [import_map_hash()], "style-src": [EDITOR_STYLE]}


class PagesGZipMiddleware(GZipMiddleware):
    """Compresses pages; stored files leave byte for byte, since they are asked for in parts and kept by their checksum."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Files are known by offering their parts."""
        return response if response.has_header("Accept-Ranges") else super().process_response(request, response)


class SecurityHeadersMiddleware:
    """What a browser must not do with our pages, and pages of signed-in people that nobody may keep."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the headers to every answer."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", UNUSED_FEATURES)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN):
            response._csp_update = admin_relaxation()  # type: ignore[attr-defined]  # read by django-csp
        user = getattr(request, "user", None)
        if user is not None and getattr(request, "_cached_user", None) is not None and user.is_authenticated:
            add_never_cache_headers(response)
        return response


class MaintenanceMiddleware:
    """While the portal is maintained, pages are shown and what is sent is refused in words; the browser keeps it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Asked at each request, so that no restart is needed."""
        if maintenance.is_unfinished() and request.path != HEALTH:
            return errors.being_restored(request)
        if request.method not in READING and maintenance.read_only():
            return errors.being_maintained(request)
        return self.get_response(request)


def _without_zero_bytes(data: Any) -> Any:
    """What was asked or sent, as PostgreSQL can take it."""
    if not any("\0" in word for key, values in data.lists() for word in (key, *values)):
        return data
    cleaned = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        cleaned.setlist(key.replace("\0", ""), [value.replace("\0", "") for value in values])
    cleaned._mutable = False
    return cleaned


class PlainFailuresMiddleware:
    """Turns failures into Czech pages that offer a way on; the fault itself goes to the log."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes on; nothing of ours stands at an address with a zero byte, and PostgreSQL would fail over it."""
        if "\0" in request.path_info:
            return errors.not_found(request)
        request.GET = _without_zero_bytes(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_facts: object) -> None:
        """Nobody can type a zero byte. The guard of forms has read what was sent, except where it stands aside."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = _without_zero_bytes(request.POST)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a failure that has its own words; None leaves it to the page of other errors."""
        if isinstance(exception, errors.TOO_LARGE):
            return errors.too_large(request)
        if isinstance(exception, errors.Gone):
            return errors.gone(request, str(exception))
        if isinstance(exception, errors.TooManyRequests):
            return errors.too_many(request, exception.seconds)
        if errors.is_beyond_reading(exception) or (request.path.startswith(ADMIN) and errors.is_nonsense(exception)):
            return errors.bad_request(request)
        if errors.is_outage(exception):
            logger.error("the database or the disk does not answer", exc_info=exception)
            return errors.unavailable(request)
        return None
