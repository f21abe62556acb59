"""The one door by which files leave."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from community.models import Document
from kpss_portal.serving import serve_file


def download(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file as an attachment; one that is not public does not exist for the public."""
    document = get_object_or_404(Document, uuid=uuid)
    if not document.is_public and not request.user.has_perm("community.view_document"):
        raise Http404
    return serve_file(
        request,
        document.file,
        filename=f"{document.title}.{document.extension}",
        content_type=document.content_type,
        etag=document.sha256,
        is_attachment=document.extension != "pdf",
    )
