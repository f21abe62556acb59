"""Where a provider is asked: the address that the catalogue knows."""

from services_catalog.enums import ContactKind
from services_catalog.models import Service


def address_of(service: Service) -> str:
    """E-mail of the service, else of its provider; empty where none is known."""
    own = [contact.value for contact in service.contacts.all() if contact.kind == ContactKind.EMAIL]
    return (own[0] if own else service.provider.email).strip().lower()
