"""What members of the council read before they vote, by the secret address that the office has sent them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.serving import serve_file
from kpss_portal.views.errors import Gone
from plans.models import CouncilPacket


@require_safe
def packet(request: HttpRequest, secret: str) -> HttpResponse:
    """What is in the papers, and the way to them."""
    found = _packet(secret)
    return _private(render(request, "plans/packet.html", {"packet": found, "plan": found.plan}))


@require_safe
def document(request: HttpRequest, secret: str) -> HttpResponse:
    """The papers as one PDF."""
    found = _packet(secret)
    stored = found.document
    if stored is None or not stored.is_ready:
        context = {"plan": found.plan, "document": stored}
        return _private(render(request, "plans/document_waiting.html", context, status=503))
    response = serve_file(
        request,
        stored.file,
        filename=f"podklad-{found.plan.slug}.pdf",
        content_type="application/pdf",
        etag=stored.file_sha256,
        is_attachment=False,
    )
    return _private(response)


def _packet(secret: str) -> CouncilPacket:
    found = CouncilPacket.of_secret(secret)
    if found is None:
        raise Http404
    if not found.is_open:
        raise Gone(_("The link to these papers works no longer. The office will give you a new one."))
    return found


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
