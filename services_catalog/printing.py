"""Cards on paper: leaflets, chosen cards, and what the booklet shares with them.

`card_content` is the only way by which a service gets on paper; it takes words of `Details`, whose places are public ones.
"""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.text import Truncator

from community.models import Office
from kpss_portal.accent import palette
from kpss_portal.canonical import canonical
from kpss_portal.canonical import sha256_of as checksum_of
from kpss_portal.document_making import store, throw_away
from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import render_pdf
from services_catalog.details import Details, FormDetails
from services_catalog.enums import PrintSize
from services_catalog.free_places import FreePlaces
from services_catalog.models import CrisisLine, Service

LEAFLET = "services_catalog/pdf/leaflet.html"
LIST = "services_catalog/pdf/list.html"
TEMPLATE_VERSION = 1
LEAFLET_KIND = "leaflet"
LEAFLET_WORDS = 32  # of an answer: more would not fit one page
Content = dict[str, Any]


def colors() -> dict[str, str]:
    """Shades of the office's accent by the names that templates use."""
    return {name.replace("-", "_"): shade for name, shade in palette(Office.load().accent_color).items()}


def sha256_of(content: Content) -> str:
    """Checksum by which a document of the same content is found."""
    return checksum_of(canonical(content))


def card_content(details: Details) -> Content:
    """What paper that lasts says of a service: no free places and no exceptions, which hold for some time only."""
    service = details.service
    return {
        "key": service.pk,
        "name": service.name,
        "provider": service.provider.name,
        "kind": details.kind,
        "text": service.summary or service.description,
        "phones": [[contact.value, contact.note] for contact in details.phones],
        "emails": [contact.value for contact in details.emails],
        "webs": [contact.value for contact in details.webs],
        "for_whom": details.for_whom,
        "not_for_whom": service.not_for_whom,
        "how_to_apply": service.how_to_apply,
        "documents_needed": service.documents_needed,
        "price": details.price,
        "how": ", ".join(details.how),
        "is_nonstop": any(form.is_nonstop and not form.is_closed_on_holidays for form in details.forms),
        "hours": [hours_content(form) for form in details.forms],
        "places": [
            {
                "line": place.line,
                "name": place.name,
                "phone": place.phone,
                "note": place.note,
                "seat": place.is_seat_only,
            }
            for place in details.places
            if not place.is_hidden
        ],
        "is_hidden": details.is_hidden,
        "comes_to": details.comes_to,
        "languages": service.languages,
        "barrier_free": details.barrier_free,
        "verified": details.verified,
        "address": service.get_absolute_url(),
    }


def hours_content(form: FormDetails) -> Content:
    """Hours of a form, without what depends on the present day."""
    return {
        "label": form.label,
        "is_nonstop": form.is_nonstop,
        "lines": [list(line) for line in form.lines],
        "note": form.note,
        "is_closed_on_holidays": form.is_closed_on_holidays,
    }


def free_content(free: FreePlaces | None) -> str:
    """A statement that holds today, always with its days."""
    return f"{free.words} ({free.dated})" if free else ""


# --- a leaflet ----------------------------------------------------------------------------------------------------


def leaflet_content(details: Details, size: PrintSize) -> Content:
    """All that the leaflet is made of."""
    office = Office.load()
    card = card_content(details)
    for name in ("text", "for_whom", "how_to_apply"):
        card[name] = Truncator(card[name]).words(LEAFLET_WORDS, truncate=" …")
    return {
        "card": card,
        "size": size.value,
        "office": office.portal_name,
        "accent": office.accent_color,
        "base": settings.BASE_URL,
        "version": TEMPLATE_VERSION,
    }


def leaflet_of(details: Details, size: PrintSize) -> StoredDocument:
    """The leaflet of the present card: a stored one, or a new one in the place of those of older cards.

    Raises PdfUnavailable.
    """
    content = leaflet_content(details, size)
    checksum, kind = sha256_of(content), f"{LEAFLET_KIND}-{size.value}"
    of_this_card = StoredDocument.objects.filter(kind=kind, title=details.service.slug)
    ready = of_this_card.filter(content_sha256=checksum, state=DocumentState.READY).first()
    if ready and ready.file.storage.exists(str(ready.file.name)):
        return ready
    data = render_leaflet(content)
    for old in of_this_card:
        throw_away(old)
    stored = StoredDocument(
        kind=kind, title=details.service.slug, content_sha256=checksum, template_version=TEMPLATE_VERSION
    )
    store(stored, data)
    return stored


def render_leaflet(content: Content) -> bytes:
    """Bytes of a leaflet."""
    context = content | {
        "colors": colors(),
        "is_large": content["size"] == PrintSize.LARGE,
        "qr": qr_of(content["base"] + content["card"]["address"]),
    }
    return render_pdf(LEAFLET, context, made_at=timezone.now())


def qr_of(address: str) -> dict[str, str]:
    """A code that a camera reads as the address: width in modules and the path of its lines."""
    code = segno.make(address, error="m", micro=False)
    stream = BytesIO()
    code.save(stream, kind="svg", xmldecl=False, nl=False, border=2)
    path = re.search(r' d="([^"]+)"', stream.getvalue().decode())
    return {"width": str(code.symbol_size(border=2)[0]), "path": path[1] if path else ""}


# --- chosen cards -------------------------------------------------------------------------------------------------


def render_list(rows: Sequence[Details], size: PrintSize) -> bytes:
    """Chosen cards; what is printed for oneself says free places too, with the day until which they hold."""
    office = Office.load()
    context = {
        "cards": [card_content(row) | {"free": free_content(row.free), "exceptions": row.exceptions} for row in rows],
        "emergency": list(CrisisLine.objects.filter(is_in_bar=True)),
        "office": office,
        "colors": colors(),
        "is_large": size == PrintSize.LARGE,
        "base": settings.BASE_URL,
        "day": timezone.localdate(),
    }
    return render_pdf(LIST, context, made_at=timezone.now())


def forget_leaflets(services: Iterable[Service]) -> None:
    """Stored leaflets of services that are no more."""
    slugs = [service.slug for service in services]
    for stored in StoredDocument.objects.filter(kind__startswith=f"{LEAFLET_KIND}-", title__in=slugs):
        throw_away(stored)
