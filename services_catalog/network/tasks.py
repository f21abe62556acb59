"""Background work of networks."""

from kpss_portal.background import task
from services_catalog.models import Network
from services_catalog.network import documents, letters


@task()
def make_network_document(key: int) -> None:
    """Makes the PDF of an approved network."""
    documents.make_document(Network.objects.select_related("pdf").get(pk=key))


@task()
def make_contribution_letters(financing_id: int) -> None:
    """Makes letters to municipalities and gives them to the outbox."""
    letters.make_all(financing_id)
