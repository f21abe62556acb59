"""What filters need to know of all public services, kept in memory: sets of keys that are joined without asking the database.

Rows themselves are always read fresh from what is public, so a withdrawn service never shows; only counts may be late by a
minute in another process. A hidden place says nothing here, not even its municipality.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kpss_portal.remembered import Remembered
from services_catalog.models import LifeSituation, OfferedForm, Place, Service

Keys = frozenset[int]
NONE: Keys = frozenset()


@dataclass(frozen=True)
class Snapshot:
    """Keys of public services: in alphabetical order, and by what filters ask. `here`: by towns of their known places."""

    order: dict[int, int]
    types: Mapping[int, Keys]
    payments: Mapping[str, Keys]
    forms: Mapping[str, Keys]
    areas: Mapping[int, Keys]
    situations: Mapping[int, Keys]
    municipalities: Mapping[int, Keys]
    here: Mapping[int, Keys] = field(default_factory=dict)
    everywhere: Keys = field(default=NONE)

    @property
    def all(self) -> Keys:
        """All public services."""
        return frozenset(self.order)

    def serving(self, municipality: int) -> Keys:
        """Services that serve people of the municipality; the same as ServiceQuerySet.serving."""
        return self.everywhere | self.municipalities.get(municipality, NONE)


def take_snapshot() -> Snapshot:
    """The present state, in seven queries whatever the number of services."""
    public = Service.objects.public()
    rows = list(
        public.order_by("sort_key", "pk").values_list("pk", "service_type", "payment", "serves_whole_territory")
    )
    order = {row[0]: place for place, row in enumerate(rows)}
    through: Any = Service.target_groups.through
    areas = through.objects.filter(targetgroup__planning_areas__isnull=False)
    served: Any = Service.served_municipalities.through
    places = Place.objects.filter(is_address_hidden=False, municipality__isnull=False)
    here = list(places.values_list("municipality", "service"))
    return Snapshot(
        order=order,
        types=_sets(((row[1], row[0]) for row in rows if row[1]), order),
        payments=_sets(((row[2], row[0]) for row in rows if row[2]), order),
        forms=_sets(OfferedForm.objects.values_list("form", "service"), order),
        areas=_sets(areas.values_list("targetgroup__planning_areas", "service"), order),
        situations=_situations(order),
        municipalities=_sets(
            [*served.objects.values_list("municipality", "service"), *here],
            order,
        ),
        here=_sets(here, order),
        everywhere=frozenset(row[0] for row in rows if row[3]),
    )


def _situations(order: Mapping[int, int]) -> Mapping[int, Keys]:
    """A situation has its own services and those of the situations below it."""
    through: Any = Service.situations.through
    own = _sets(through.objects.values_list("lifesituation", "service"), order)
    found: dict[int, Keys] = dict(own)
    for key, parent in LifeSituation.objects.values_list("pk", "parent"):
        if parent is None:
            continue
        found[parent] = found.get(parent, NONE) | own.get(key, NONE)
    return found


def _sets(pairs: Iterable[tuple[Any, int]], order: Mapping[int, int]) -> Mapping[Any, Keys]:
    sets: dict[Any, set[int]] = defaultdict(set)
    for value, key in pairs:
        if key in order:
            sets[value].add(key)
    return {value: frozenset(keys) for value, keys in sets.items()}


snapshot = Remembered("services_catalog.snapshot", take_snapshot)
