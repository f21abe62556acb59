"""PDF of networks, made of the frozen content alone, and their comparison by content."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from kpss_portal.canonical import canonical, parsed, sha256_of
from kpss_portal.document_making import fill, progress_of
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from services_catalog.models import Network
from services_catalog.network.content import content_of
from services_catalog.network.printing import network_context

KIND, TEMPLATE, TEMPLATE_VERSION = "network", "services_catalog/network/pdf/network.html", 1


def waiting_document(network: Network) -> StoredDocument:
    """The document on which somebody may wait."""
    return StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=network.content_sha256,
        template_version=TEMPLATE_VERSION,
        defaults={"title": str(network)[:250]},
    )[0]


def make_document(network: Network) -> StoredDocument:
    """Makes the PDF unless it is there; what went wrong is written at it. The first ready one stays for ever."""
    if network.pdf and network.pdf.is_ready:
        return network.pdf
    stored = waiting_document(network)
    if stored.is_ready or fill(stored, lambda: render(network, progress_of(stored))):
        _attach(network, stored)
    return stored


@transaction.atomic
def _attach(network: Network, stored: StoredDocument) -> None:
    found = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    if found.pdf_id is None:
        found.pdf = stored
        found.save(update_fields=["pdf"])


def render(network: Network, progress: Callable[[int, str], None] | None = None) -> bytes:
    """Bytes of the PDF: the same for the same frozen content. A draft bears a watermark."""
    content = network.content or canonical(content_of(network))
    context: dict[str, Any] = network_context(parsed(content)) | {
        "sha256": sha256_of(content),
        "is_draft": not network.is_frozen,
    }
    return render_pdf(TEMPLATE, context, made_at=network.frozen_at or timezone.now(), progress=progress)
