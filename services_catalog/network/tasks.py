"""Background work of networks."""

from kpss_portal.background import task
from services_catalog.models import Network
from services_catalog.network import documents


@task()
def make_network_document(key: int) -> None:
    """Makes the PDF of an approved network."""
    documents.make_document(Network.objects.select_related("pdf").get(pk=key))
