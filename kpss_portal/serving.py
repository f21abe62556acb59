"""Gives out stored files: exact bytes, with an ETag, ranges, and headers that keep them from acting as pages."""

import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header, parse_etags, quote_etag

from kpss_portal.away import ServerAway
from kpss_portal.storage import bytes_between

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox"


def serve_file(
    request: HttpRequest, file: Any, *, filename: str, content_type: str, etag: str, is_attachment: bool = True
) -> HttpResponse:
    """The file, a part of it (206), or 304 if the reader has it; 404 when its bytes are gone from the disk.

    `etag` is the SHA-256 of the bytes, which is strong: the same address may be asked for parts.
    """
    tag = quote_etag(etag)
    if _has_it(request, tag):
        return _headers(HttpResponse(status=304), tag, None)
    try:
        stream = file.open("rb")
        size = file.size
    except ServerAway:
        raise  # it is there, only not now
    except OSError as fault:
        raise Http404 from fault
    wanted = _range(request, size, tag)
    if wanted is None:
        response: Any = FileResponse(stream, content_type=content_type)  # no HttpResponse, but with the same headers
        response["Content-Length"] = str(size)
    else:
        response = _part(stream, wanted, size, content_type)
    disposition = content_disposition_header(is_attachment, filename)
    return _headers(response, tag, disposition)


def _has_it(request: HttpRequest, tag: str) -> bool:
    """RFC 9110, 13.1.2: a weak tag is as good here, and * means any."""
    seen = {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}
    return bool(seen & {tag, "*"})


def _range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte that are asked for; None for the whole; an empty pair (1, 0) for what is not there."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked[1] == asked[2] == "":
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    if asked[1] == "":
        return max(0, size - int(asked[2])), size - 1
    last = min(int(asked[2]) if asked[2] else size - 1, size - 1)
    return (int(asked[1]), last) if int(asked[1]) <= last else (1, 0)


def _part(stream: Any, wanted: tuple[int, int], size: int, content_type: str) -> HttpResponse:
    first, last = wanted
    if first > last:
        stream.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    with bytes_between(stream, first, last) as data:
        response = HttpResponse(data, status=206, content_type=content_type)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _headers(response: HttpResponse, tag: str, disposition: str | None) -> HttpResponse:
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    if disposition:
        response["Content-Disposition"] = disposition
    return response
