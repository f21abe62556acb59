"""The whole content of a network of a year, with names instead of keys, as it is approved and printed.

Clients by municipality are not in it: small numbers speak of persons.
"""

from decimal import Decimal
from typing import Any

from community.models import Office
from services_catalog.models import Network, NetworkEntry
from services_catalog.network_enums import MoneyItem, MoneyKind

SCHEMA_VERSION = 1


def entries_of(network: Network) -> list[NetworkEntry]:
    """Entries with all that is told of them, in a constant number of queries; by kind of service, then by name."""
    rows = network.entries.select_related("service__provider", "service__service_type").prefetch_related("money")
    return sorted(rows, key=_order)


def _order(entry: NetworkEntry) -> tuple[str, str, str]:
    kind = entry.service.service_type
    return kind.sort_key if kind else "\uffff", entry.service.sort_key, entry.form


def money_of(entry: NetworkEntry) -> dict[tuple[str, str], int]:
    """Amounts by item and kind; what is not stated is not there."""
    return {(row.item, row.kind): row.amount_czk for row in entry.money.all()}


def content_of(network: Network) -> dict[str, Any]:
    """In a constant number of queries."""
    office = Office.load()
    return {
        "schema": SCHEMA_VERSION,
        "kind": "network",
        "uuid": str(network.uuid),
        "office": {"name": office.legal_name, "ico": office.ico, "accent": office.accent_color},
        "year": network.year,
        "version": network.version,
        "title": network.title,
        "intro": network.intro,
        "change_note": network.change_note,
        "money_note": network.money_note,
        "resolution": {
            "body": network.body_name,
            "decided_on": network.decided_on.isoformat() if network.decided_on else None,
            "number": network.number,
        },
        "entries": [entry_facts(entry) for entry in entries_of(network)],
    }


def entry_facts(entry: NetworkEntry) -> dict[str, Any]:
    """What is approved of one service."""
    service, kind = entry.service, entry.service.service_type
    return {
        "service": service.name,
        "service_uuid": str(service.uuid),
        "identifier": service.identifier,
        "provider": service.provider.name,
        "ico": service.provider.ico,
        "type": kind.name if kind else "",
        "paragraph": kind.paragraph if kind else "",
        "form": entry.form,
        "unit": entry.unit,
        "amount": number_text(entry.amount),
        "status": entry.status,
        "reason": entry.reason,
        "ended_on": entry.ended_on.isoformat() if entry.ended_on else None,
        "money": [
            {"item": item.value, "kind": kind.value, "amount_czk": amount}
            for item in MoneyItem
            for kind in MoneyKind
            if (amount := money_of(entry).get((item, kind))) is not None
        ],
    }


def number_text(value: Decimal | None) -> str | None:
    """A number as text, without trailing zeros."""
    if value is None:
        return None
    return format(value.normalize(), "f")
