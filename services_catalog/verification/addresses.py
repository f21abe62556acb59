"""Where a provider is asked: the address that the catalogue knows."""

import hashlib

from services_catalog.enums import ContactKind
from services_catalog.models import Service


def address_of(service: Service) -> str:
    """E-mail of the service, else of its provider; empty where none is known."""
    own = [contact.value for contact in service.contacts.all() if contact.kind == ContactKind.EMAIL]
    return (own[0] if own else service.provider.email).strip().lower()


def mask(address: str) -> str:
    """Enough to know one's own address, too little to learn another's: k…@charita.cz."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def hash_of(address: str) -> str:
    """A mark of the address for sessions and counts."""
    return hashlib.sha256(f"verification:{address}".encode()).hexdigest()
