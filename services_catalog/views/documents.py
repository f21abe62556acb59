"""Documents of the catalogue: the booklet, leaflets, and where to take them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.pdf import PdfUnavailable
from kpss_portal.serving import serve_file
from services_catalog import booklet, printing
from services_catalog.details import details_of, with_details
from services_catalog.enums import PrintSize
from services_catalog.models import Service

PDF = "application/pdf"


@require_safe
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    """The leaflet of a public service; made when it is first asked for, in less than a second."""
    service = get_object_or_404(with_details(Service.objects.public()), slug=slug)
    size = PrintSize.by_slug(request.GET.get("velikost"))
    try:
        stored = printing.leaflet_of(details_of(service), size)
    except PdfUnavailable as missing:
        return render(request, "services_catalog/no_pdf.html", {"reason": str(missing)}, status=503)
    name = f"letak-{service.slug}{_ending(size)}.pdf"
    return serve_file(
        request, stored.file, filename=name, content_type=PDF, etag=stored.file_sha256, is_attachment=False
    )


@require_safe
def catalogue_document(request: HttpRequest) -> HttpResponse:
    """The last edition of the booklet; if the catalogue has changed since, a new one is being made meanwhile."""
    size = PrintSize.by_slug(request.GET.get("velikost"))
    row = booklet.booklet_of(size)
    if booklet.look_again(row):
        row = booklet.booklet_of(size)
    edition = booklet.edition_of(row)
    if edition is None:
        context = {"document": row.making, "size": size}
        return render(request, "services_catalog/booklet_waiting.html", context, status=503)
    return serve_file(
        request,
        edition.file,
        filename=f"katalog{_ending(size)}.pdf",
        content_type=PDF,
        etag=edition.file_sha256,
        is_attachment=False,
    )


def _ending(size: PrintSize) -> str:
    return "-velke-pismo" if size == PrintSize.LARGE else ""


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Both sizes of the booklet with their state; those not made yet begin to be made."""
    return render(request, "services_catalog/download.html", {"editions": [_edition(size) for size in PrintSize]})


def _edition(size: PrintSize) -> dict[str, Any]:
    row = booklet.booklet_of(size)
    booklet.look_again(row)
    title = _("Catalogue in large print") if size == PrintSize.LARGE else _("Catalogue in usual print")
    query = "?velikost=velke" if size == PrintSize.LARGE else ""
    return {"title": title, "query": query, "document": booklet.edition_of(row), "making": row.making, "size": size}
