"""How far services reach: what serves a municipality, what is near by, and where the nearest of each kind is.

Distances are between the middles of municipalities as the crow flies, in whole kilometres. A hidden place is nowhere: it
says nothing of where it is, not even how far.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from community.models import Municipality
from kpss_portal.remembered import Remembered
from services_catalog.enums import ServiceForm
from services_catalog.snapshot import NONE, Keys, Snapshot

NEAR_KM = 15  # kilometres as the crow flies that people still go for help
EARTH_KM = 6371
Middle = tuple[float, float]  # latitude and longitude in degrees


def _load_middles() -> dict[int, Middle]:
    rows = Municipality.objects.values_list("pk", "latitude", "longitude")
    return {key: (float(north), float(east)) for key, north, east in rows if north is not None and east is not None}


middles = Remembered("services_catalog.middles", _load_middles)


def distance_km(first: Middle, second: Middle) -> float:
    """Kilometres between two points on the earth as the crow flies."""
    here, there = radians(first[0]), radians(second[0])
    across = radians(second[1] - first[1])
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@dataclass(frozen=True)
class Reach:
    """Services as people of one municipality see them; no service is in two of the groups.

    come: they come here. here: their place is here. go: they are elsewhere and serve people from here.
    near: kilometres to those that do not say that they serve people from here. further: for each kind of which nothing is
    here or near, the nearest service and how far it is.
    """

    come: Keys
    here: Keys
    go: Keys
    near: Mapping[int, int]
    further: Mapping[int, tuple[int, int]]

    @property
    def serving(self) -> Keys:
        """All that serve people of the municipality."""
        return self.come | self.here | self.go


def reach_of(municipality: int, facts: Snapshot, only: Keys | None = None) -> Reach:
    """Services of the snapshot (or `only` those) as people of the municipality see them; no query if all is in memory."""
    wanted = facts.all if only is None else only
    serving = facts.serving(municipality) & wanted
    come = serving & facts.forms.get(ServiceForm.FIELD.value, NONE)
    here = (facts.here.get(municipality, NONE) & serving) - come
    ring = list(_towns_by_distance(municipality, facts.here))
    near = _within(ring, wanted - serving, facts)
    missing = {
        key: kept
        for key, kind in facts.types.items()
        if (kept := kind & wanted) and kept.isdisjoint(serving) and kept.isdisjoint(near)
    }
    return Reach(come, here, serving - come - here, near, _further(ring, missing, facts))


def near_by(municipality: int, facts: Snapshot, wanted: Keys) -> dict[int, int]:
    """Kilometres to those of the wanted services that have a place at most NEAR_KM away; no query if all is in memory."""
    return _within(_towns_by_distance(municipality, facts.here), wanted, facts)


def towns_near(municipality: int, facts: Snapshot) -> list[int]:
    """Municipalities with a known place of a service, at most NEAR_KM away, the nearest first."""
    return [town for far, town in _towns_by_distance(municipality, facts.here) if far <= NEAR_KM]


def _towns_by_distance(municipality: int, towns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Whole kilometres to each of the towns whose middle is known, the nearest first; nothing if ours is not known."""
    known = middles.get()
    middle = known.get(municipality)
    if middle is None:
        return
    yield from sorted((round(distance_km(middle, known[town])), town) for town in towns if town in known)


def _within(ring: Iterable[tuple[int, int]], wanted: Keys, facts: Snapshot) -> dict[int, int]:
    return {key: far for key, far in _nearest(ring, wanted, facts).items() if far <= NEAR_KM}


def _nearest(ring: Iterable[tuple[int, int]], wanted: Keys, facts: Snapshot) -> dict[int, int]:
    """Kilometres to the nearest place of each service."""
    distances: dict[int, int] = {}
    for far, town in ring:
        for key in facts.here[town] & wanted:
            distances.setdefault(key, far)
    return distances


def _further(
    ring: Iterable[tuple[int, int]], missing: Mapping[int, Keys], facts: Snapshot
) -> dict[int, tuple[int, int]]:
    """Of each missing kind the nearest service and its distance, the nearest first."""
    found: dict[int, tuple[int, int]] = {}
    for far, town in ring:
        for kind, keys in missing.items():
            there = keys & facts.here[town]
            if there and kind not in found:
                found[kind] = (min(there, key=facts.order.__getitem__), far)
    return found
