"""The one door by which files leave."""

import hashlib
import mimetypes
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from community.models import Document, Office, Partner, TerritoryMap
from community.models.territory_map import GEOJSON
from kpss_portal.serving import serve_file


def download(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file as an attachment; one that is not public does not exist for the public."""
    document = get_object_or_404(Document, uuid=uuid)
    if not document.is_public and not request.user.has_perm("community.view_document"):
        raise Http404
    return serve_file(
        request,
        document.file,
        filename=f"{document.title.replace('/', '-')}.{document.extension}",
        content_type=document.content_type,
        etag=document.sha256,
        is_attachment=document.extension != "pdf",
    )


def stored(request: HttpRequest, name: str) -> HttpResponse:
    """A file by its name in the store, which is how forms link it: a logo and a map for everybody, a document as above."""
    document = Document.objects.filter(file=name).first()
    if document:
        return download(request, document.uuid)
    uploaded = TerritoryMap.objects.filter(file=name).first()
    if uploaded:
        return serve_file(request, uploaded.file, filename="uzemi.geojson", content_type=GEOJSON, etag=uploaded.sha256)
    return _logo(request, name)


def _logo(request: HttpRequest, name: str) -> HttpResponse:
    """A picture never changes under its name."""
    found: Any = Office.objects.filter(logo=name).first() or get_object_or_404(Partner, logo=name, is_public=True)
    response = serve_file(
        request,
        found.logo,
        filename=name.rpartition("/")[2],
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=hashlib.sha256(name.encode()).hexdigest(),
        is_attachment=False,
    )
    patch_cache_control(response, public=True, max_age=86_400)
    return response
