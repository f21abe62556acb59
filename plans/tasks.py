"""Background work of plans."""

from kpss_portal.background import task
from plans.official_document import make_document


@task()
def make_official_document(edition_id: int) -> None:
    """Makes the official PDF of an edition; what went wrong stands at the stored document."""
    make_document(edition_id)
