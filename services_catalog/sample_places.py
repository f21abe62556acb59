"""Where services of the sample office come, and its schematic map. The services are real, where they come is made up."""

import hashlib
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from community.boundaries import known_by_code, read_boundaries
from community.models import Municipality, TerritoryMap
from community.territory import DATA
from services_catalog.enums import ServiceForm
from services_catalog.models import Place, Service
from services_catalog.reach import distance_km

COMES_KM = 7  # kilometres to which a field service of the sample comes
WHOLE_TERRITORY = ("§ 54", "§ 60a", "§ 65", "§ 69")  # kinds that come everywhere in the sample
EMBEDDING = {"Polepy": "https://www.polepy.example", "Terezín": "https://www.terezin.example"}
MAP_SOURCE = "ukázka spočítaná ze středů obcí"


def load_places(by: Any) -> None:
    """Reach of field services, the map, and two villages that show services on their webs."""
    _load_reach()
    _load_map(by)
    for name, origin in EMBEDDING.items():
        Municipality.objects.in_territory().filter(name=name).update(embed_origins=origin)


def _load_reach() -> None:
    territory = [town for town in Municipality.objects.in_territory() if town.latitude and town.longitude]
    field = Service.objects.filter(forms__form=ServiceForm.FIELD).distinct()
    field.filter(service_type__paragraph__in=WHOLE_TERRITORY).update(serves_whole_territory=True)
    through: Any = Service.served_municipalities.through
    rows = [
        through(service_id=place.service_id, municipality_id=town.pk)
        for place in Place.objects.filter(service__in=field, municipality__in=territory).select_related("municipality")
        for town in territory
        if place.municipality and _km(place.municipality, town) <= COMES_KM
    ]
    through.objects.bulk_create(rows, ignore_conflicts=True)


def _km(one: Municipality, other: Municipality) -> float:
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return float("inf")
    pairs = [(float(town.latitude or 0), float(town.longitude or 0)) for town in (one, other)]
    return distance_km(*pairs)


def _load_map(by: Any) -> None:
    """The file of the repository, by the way of an upload."""
    if TerritoryMap.objects.filter(source=MAP_SOURCE).exists():
        return
    data = (DATA / "uzemi_litomericko.geojson").read_bytes()
    shapes = known_by_code(read_boundaries(data), Municipality.objects.in_territory())
    TerritoryMap.objects.create(
        file=ContentFile(data, name="uzemi.geojson"),
        sha256=hashlib.sha256(data).hexdigest(),
        shapes=[shape.stored() for shape in shapes],
        source=MAP_SOURCE,
        as_of=date(2022, 1, 1),
        is_schematic=True,
        uploaded_by=by,
    )
