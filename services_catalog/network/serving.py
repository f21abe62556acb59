"""Which services of a network serve people of a municipality, and what of its contribution goes to which."""

from dataclasses import dataclass
from typing import Any

from community.models import Municipality
from services_catalog.models import Service
from services_catalog.network import picture
from services_catalog.network.contributions import Contribution
from services_catalog.network.linking import Links, links_of
from services_catalog.snapshot import snapshot


@dataclass(frozen=True)
class Served:
    """An entry of the network for a municipality; `paid` is None where it is not told."""

    entry: picture.Entry
    links: Links
    paid: int | None
    serves: bool


def services_for(
    municipality: Municipality, content: dict[str, Any], own: Contribution | None
) -> dict[str, list[Served]]:
    """Those that serve its people, and those that it helps to pay for besides."""
    rows = picture.entries(content)
    links = links_of(row.uuid for row in rows)
    keys = _keys(row.uuid for row in rows)
    serving = snapshot.get().serving(municipality.pk)
    found = [_served(row, links, keys, serving, own) for row in rows]
    return {
        "serving": [row for row in found if row.serves],
        "others": [row for row in found if not row.serves and row.paid],
    }


def _keys(uuids: Any) -> dict[str, int]:
    """What serves a municipality is remembered by keys of rows."""
    return {str(uuid): key for uuid, key in Service.objects.filter(uuid__in=list(uuids)).values_list("uuid", "pk")}


def _served(
    row: picture.Entry, links: dict[str, Links], keys: dict[str, int], serving: Any, own: Contribution | None
) -> Served:
    paid = own.by_service.get(row.key) if own else None
    return Served(row, links[row.uuid], paid, keys.get(row.uuid) in serving)
