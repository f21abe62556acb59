"""Municipalities: what serves their people."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from community.enums import FigureKind
from community.models import Municipality, MunicipalityFigure
from services_catalog.cards import cards_of, with_cards
from services_catalog.models import Place, Service

NEAR_MOST = 20  # services near by that are still of use
NEAR_KM = 15  # kilometres as the crow flies that people still go for help
EARTH_KM = 6371


def municipalities(request: HttpRequest) -> HttpResponse:
    """All municipalities of the territory with the newest number of people."""
    newest = MunicipalityFigure.objects.newest().filter(kind=FigureKind.POPULATION)
    people = {figure.municipality_id: figure for figure in newest}
    rows = [(municipality, people.get(municipality.pk)) for municipality in Municipality.objects.in_territory()]
    return render(request, "services_catalog/municipalities.html", {"rows": rows})


def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """Services that come here, services here, and services near by distance; figures with their dates."""
    found = get_object_or_404(Municipality.objects.in_territory(), slug=slug)
    serving = Service.objects.serving(found)
    here = set(serving.values_list("pk", flat=True))
    near = {key: kilometres for key, kilometres in near_services(found).items() if key not in here}
    nearest = sorted(near, key=lambda key: (near[key], key))[:NEAR_MOST]
    rows = list(with_cards(Service.objects.public().filter(pk__in=[*here, *nearest])).order_by("sort_key", "pk"))
    services = [service for service in rows if service.pk in here]
    near_list = sorted((service for service in rows if service.pk in near), key=lambda service: near[service.pk])
    context = {
        "municipality": found,
        "figures": figures_of(found),
        "cards": cards_of(services),
        "near": [(card, near[service.pk]) for card, service in zip(cards_of(near_list), near_list, strict=True)],
    }
    return render(request, "services_catalog/municipality.html", context)


def figures_of(municipality: Municipality) -> list[MunicipalityFigure]:
    """The newest figures that people understand, in a fixed order."""
    shown = [FigureKind.POPULATION, FigureKind.POPULATION_65_PLUS, FigureKind.PERSONS_IN_EXECUTION]
    newest = {figure.kind: figure for figure in municipality.figures.newest()}
    return [newest[kind] for kind in shown if kind in newest]


def near_services(municipality: Municipality) -> dict[int, int]:
    """Kilometres to services in the neighbourhood, by key; hidden places are not measured."""
    if municipality.latitude is None or municipality.longitude is None:
        return {}
    places = Place.objects.filter(is_address_hidden=False, municipality__latitude__isnull=False).select_related(
        "municipality"
    )
    public = set(Service.objects.public().values_list("pk", flat=True))
    distances: dict[int, int] = {}
    for place in places:
        if place.service_id not in public:
            continue
        town: Any = place.municipality
        kilometres = round(distance_km(municipality.latitude, municipality.longitude, town.latitude, town.longitude))
        if kilometres <= NEAR_KM:
            distances[place.service_id] = min(kilometres, distances.get(place.service_id, kilometres))
    return distances


def distance_km(latitude: Decimal, longitude: Decimal, other_latitude: Decimal, other_longitude: Decimal) -> float:
    """Kilometres between two points on the earth as the crow flies."""
    first, second = radians(float(latitude)), radians(float(other_latitude))
    across = radians(float(other_longitude) - float(longitude))
    half = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
