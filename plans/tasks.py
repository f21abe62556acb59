"""Background work of plans."""

from typing import Any

from kpss_portal.background import task
from plans import change_document, compared, packet_document, settlement
from plans.official_document import make_document


@task()
def make_official_document(edition_id: int) -> None:
    """Makes the official PDF of an edition; what went wrong stands at the stored document."""
    make_document(edition_id)


@task()
def make_settlement_document(consultation_id: int) -> None:
    """Makes the document of a published settlement."""
    settlement.make_document(consultation_id)


@task()
def make_council_packet(packet_id: int) -> None:
    """Makes the document of a packet of the council."""
    packet_document.make_document(packet_id)


@task()
def make_changes_document(stored_id: int, facts: dict[str, Any]) -> None:
    """Makes the annex of changes of two versions."""
    change_document.make_document(stored_id, facts)


@task()
def compare_last_versions(slug: str) -> None:
    """Has the differences of the last two versions ready for their first reader."""
    compared.compare_last(slug)
