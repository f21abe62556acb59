"""Services that somebody has chosen: keys in the address of the list, so that it can be sent on, and in a cookie of the browser.

Nothing is kept here: no account, no row, no session. The cookie is set by a POST only and ends with the browser.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from services_catalog.details import Details, details_of, with_details
from services_catalog.models import Service

COOKIE = "muj_seznam"
PARAMETER = "sluzby"
MOST = 30  # services: nobody reads more, and the document must stay quick
LONGEST = 400  # letters of an address that are read


def keys_of(text: str) -> tuple[int, ...]:
    """Keys from "12-45-7", each once, at most `MOST`; what is not a key is passed over."""
    found = (int(part) for part in re.findall(r"\b[0-9]{1,9}\b", text[:LONGEST].replace("-", " ")))
    return tuple(dict.fromkeys(found))[:MOST]


def words_of(keys: Iterable[int]) -> str:
    """Keys as they stand in an address."""
    return "-".join(map(str, keys))


def kept_keys(request: HttpRequest) -> tuple[int, ...]:
    """Keys that the browser remembers."""
    return keys_of(request.COOKIES.get(COOKIE, ""))


def address_of(path: str, keys: Sequence[int], **more: str) -> str:
    """The path with the selection in it."""
    parameters = ({PARAMETER: words_of(keys)} if keys else {}) | more
    return f"{path}?{urlencode(parameters)}" if parameters else path


def keep(response: HttpResponse, keys: Sequence[int]) -> HttpResponse:
    """The browser remembers the keys until it is closed, or forgets them."""
    if not keys:
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    response.set_cookie(COOKIE, words_of(keys), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def changed(keys: tuple[int, ...], orders: Mapping[str, str]) -> tuple[int, ...]:
    """Keys after what a form asks: `pridat` adds, `odebrat` takes away, `prevzit` takes over, `vyprazdnit` empties."""
    if "vyprazdnit" in orders:
        return ()
    if "prevzit" in orders:
        return keys_of(orders["prevzit"])
    added = keys_of(orders.get("pridat", ""))[:1]
    removed = keys_of(orders.get("odebrat", ""))[:1]
    kept = tuple(key for key in keys if key not in removed)
    return tuple(dict.fromkeys((*kept, *added)))[:MOST]


def chosen(keys: Sequence[int]) -> list[Details]:
    """Details of those chosen that are public, in the order of choosing."""
    rows = {row.pk: row for row in with_details(Service.objects.public().filter(pk__in=keys))} if keys else {}
    return [details_of(rows[key]) for key in keys if key in rows]
