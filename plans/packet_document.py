"""The packet of the council as one document, drawn in the background from what the packet has frozen."""

from datetime import date
from typing import Any

from kpss_portal.canonical import parsed
from kpss_portal.document_making import fill, progress_of
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from plans.change_view import view_of
from plans.differences import compare
from plans.models import CouncilPacket
from plans.print_view import print_context

KIND, TEMPLATE, TEMPLATE_VERSION = "packet", "plans/pdf/packet.html", 1


def make_document(packet_id: int) -> None:
    """Makes the document of the packet unless it is there; what went wrong is written at it."""
    packet = CouncilPacket.objects.get(pk=packet_id)
    stored = StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=packet.content_sha256,
        template_version=TEMPLATE_VERSION,
        defaults={"title": f"{packet.title}: {packet.plan}"[:250]},
    )[0]
    if packet.document_id != stored.pk:
        packet.document = stored
        packet.save(update_fields=["document"])
    if not stored.is_ready:
        fill(stored, lambda: render(packet, stored))


def render(packet: CouncilPacket, stored: StoredDocument | None = None) -> bytes:
    """Bytes of the document: the same for the same packet."""
    progress = progress_of(stored) if stored else None
    return render_pdf(TEMPLATE, context_of(packet), made_at=packet.made_at, progress=progress)


def context_of(packet: CouncilPacket) -> dict[str, Any]:
    """What the template shows: as `print_view.print_context`, with the parts that only the council reads."""
    content = parsed(packet.content)
    earlier = content["earlier"]
    return {
        **print_context(content["plan"], packet.content_sha256, is_draft=True),
        "packet": content,
        "made_on": date.fromisoformat(content["made_on"]),
        "changes": view_of(compare(earlier["content"], content["plan"])) if earlier else None,
        "comment_count": sum(len(round_["rows"]) for round_ in content["rounds"]),
        "missing": [advice for advice in content["readiness"] if not advice["is_done"]],
    }
