"""What the map lists: municipalities with services that have a known place there, and services that have none.

The list is complete and the map only shows it. Places come by `Place.public` alone, so a hidden one is never among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from community.models import Municipality
from services_catalog.cards import where_words, with_cards
from services_catalog.enums import ContactKind
from services_catalog.models import Service
from services_catalog.snapshot import Keys, Snapshot
from services_catalog.territory_drawing import territory

MOST_NAMED = 300  # services named one by one; with more the list counts them and the catalogue names them


@dataclass(frozen=True)
class Entry:
    """A service in the list."""

    name: str
    url: str
    provider: str
    address: str
    phone: str = ""


@dataclass(frozen=True)
class Town:
    """A municipality with the services that are there. `number` is 0 where it is not on the map."""

    municipality: Municipality
    count: int
    number: int = 0
    entries: Sequence[Entry] = ()

    @property
    def anchor(self) -> str:
        """Its id in the list."""
        return f"misto-{self.municipality.slug}"


@dataclass(frozen=True)
class Listed:
    """Municipalities in alphabetical order, those off the map, and services without a known place."""

    towns: list[Town] = field(default_factory=list)
    off_map: list[Town] = field(default_factory=list)
    placeless: list[Entry] = field(default_factory=list)
    placeless_count: int = 0
    count: int = 0
    is_named: bool = True


def listed(keys: Iterable[int], facts: Snapshot) -> Listed:
    """The list for services of the keys; two queries for any number of municipalities and at most seven for services."""
    wanted = frozenset(keys)
    there = {town: kept for town, all_there in facts.here.items() if (kept := all_there & wanted)}
    placeless = wanted.difference(*there.values())
    is_named = len(wanted) <= MOST_NAMED
    services = _services(wanted) if is_named else {}
    towns = Municipality.objects.filter(pk__in=there).order_by("sort_key", "code")
    on_map: list[Town] = []
    off_map: list[Town] = []
    for town in towns:
        entries = [_entry(services[key], town) for key in _sorted(there[town.pk], facts) if key in services]
        if _is_drawn(town):
            on_map.append(Town(town, len(there[town.pk]), len(on_map) + 1, entries))
        else:
            off_map.append(Town(town, len(there[town.pk]), 0, entries))
    without = [_entry(services[key]) for key in _sorted(placeless, facts) if key in services]
    return Listed(on_map, off_map, without, len(placeless), len(wanted), is_named)


def _services(keys: Keys) -> dict[int, Service]:
    return {service.pk: service for service in with_cards(Service.objects.public().filter(pk__in=keys))}


def _sorted(keys: Keys, facts: Snapshot) -> list[int]:
    return sorted(keys, key=facts.order.__getitem__)


def _is_drawn(town: Municipality) -> bool:
    """Whether it is one of the territory and its middle is known."""
    return town.code in territory.get().middles


def _entry(service: Service, town: Municipality | None = None) -> Entry:
    """A service with its addresses in the town, or with where it comes if it has no place."""
    public = [place.public for place in service.places.all()]
    lines = [place.line for place in public if town is not None and place.municipality_slug == town.slug and place.line]
    phones = [contact.value for contact in service.contacts.all() if contact.kind == ContactKind.PHONE]
    return Entry(
        service.name,
        service.get_absolute_url(),
        service.provider.name,
        "; ".join(dict.fromkeys(lines)) if town else where_words(service),
        phones[0] if phones else "",
    )
