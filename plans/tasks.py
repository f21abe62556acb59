"""Background work of plans."""

from kpss_portal.background import task
from plans import settlement
from plans.official_document import make_document


@task()
def make_official_document(edition_id: int) -> None:
    """Makes the official PDF of an edition; what went wrong stands at the stored document."""
    make_document(edition_id)


@task()
def make_settlement_document(consultation_id: int) -> None:
    """Makes the document of a published settlement."""
    settlement.make_document(consultation_id)
