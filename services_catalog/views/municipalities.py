"""Municipalities: what serves their people, on a page and in a sheet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from community.enums import FigureKind
from community.models import Municipality, MunicipalityFigure
from services_catalog.cards import Card, cards_of, with_cards
from services_catalog.models import FinancingMember, Service, ServiceType
from services_catalog.reach import NEAR_KM, Reach, reach_of
from services_catalog.reach_sheet import sheet_of
from services_catalog.snapshot import Keys, snapshot
from services_catalog.territory_drawing import drawing_of

MOST_SHOWN = 40  # cards in a group; the catalogue has the rest
MOST_NEAR = 20  # services near by that are still of use
SHOWN_FIGURES = (FigureKind.POPULATION, FigureKind.POPULATION_65_PLUS, FigureKind.PERSONS_IN_EXECUTION)


@dataclass
class Group:
    """Services that reach people in the same way; `total` counts also those that are not shown."""

    key: str
    heading: str
    note: str
    empty: str
    total: int
    cards: list[Card] = field(default_factory=list)


def municipalities(request: HttpRequest) -> HttpResponse:
    """All municipalities of the territory with the newest number of people and how many services serve them."""
    newest = MunicipalityFigure.objects.newest().filter(kind=FigureKind.POPULATION)
    people = {figure.municipality_id: figure for figure in newest}
    facts = snapshot.get()
    rows = [
        (municipality, people.get(municipality.pk), len(facts.serving(municipality.pk)))
        for municipality in Municipality.objects.in_territory()
    ]
    return render(request, "services_catalog/municipalities.html", {"rows": rows})


def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes here, what is here, what is near and where the nearest of the rest is; figures with their dates."""
    approved = FinancingMember.objects.filter(municipality=OuterRef("pk"), financing__frozen_at__isnull=False)
    towns: Any = Municipality.objects.in_territory().annotate(pays_together=Exists(approved))
    found = get_object_or_404(towns, slug=slug)
    facts = snapshot.get()
    reach = reach_of(found.pk, facts)
    nearest = sorted(reach.near, key=lambda key: (reach.near[key], facts.order[key]))[:MOST_NEAR]
    shown = {name: sorted(keys, key=facts.order.__getitem__)[:MOST_SHOWN] for name, keys in _groups_of(reach)}
    far = [key for key, _kilometres in reach.further.values()]
    cards = _cards(key for keys in (*shown.values(), nearest, far) for key in keys)
    context = {
        "municipality": found,
        "figures": figures_of(found),
        "groups": _groups(reach, shown, cards, has_place=bool(facts.here.get(found.pk))),
        "count": len(reach.serving),
        "near": [(cards[key], reach.near[key]) for key in nearest if key in cards],
        "near_total": len(reach.near),
        "near_km": NEAR_KM,
        "further": _further(reach, cards),
        "drawing": drawing_of([found]),
        "advice": _advice(found),
        "pays_together": found.pays_together,
    }
    return render(request, "services_catalog/municipality.html", context)


def municipality_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same list for a spreadsheet."""
    found = get_object_or_404(Municipality.objects.in_territory(), slug=slug)
    response = HttpResponse(sheet_of(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sluzby-{found.slug}.csv"'
    return response


def figures_of(municipality: Municipality) -> list[MunicipalityFigure]:
    """The newest figures that people understand, in a fixed order."""
    newest = {figure.kind: figure for figure in municipality.figures.newest()}
    return [newest[kind] for kind in SHOWN_FIGURES if kind in newest]


def _groups_of(reach: Reach) -> list[tuple[str, Keys]]:
    return [("prijedou", reach.come), ("tady", reach.here), ("jinde", reach.go)]


def _cards(keys: Iterable[int]) -> dict[int, Card]:
    """Cards of public services by key; one that was withdrawn meanwhile is not there."""
    services = list(with_cards(Service.objects.public().filter(pk__in=set(keys))))
    return {service.pk: card for service, card in zip(services, cards_of(services), strict=True)}


def _groups(reach: Reach, shown: dict[str, list[int]], cards: dict[int, Card], *, has_place: bool) -> list[Group]:
    """Groups with something in them, and those whose emptiness people should know of."""
    words = {
        "prijedou": (
            _("They come to you"),
            _("Field services that say they come here."),
            _("No service says that it comes here. Ask those near by: many come if you call."),
        ),
        "tady": (
            _("They are in the municipality"),
            _("Services with a place here."),
            "" if has_place else _("No service has its place here. The nearest ones are below."),
        ),
        "jinde": (
            _("They are elsewhere and serve people from here too"),
            _("You go to them or live there; the card of the service says how."),
            "",
        ),
    }
    return [
        Group(name, *words[name], total=len(keys), cards=[cards[key] for key in shown[name] if key in cards])
        for name, keys in _groups_of(reach)
        if keys or words[name][2]
    ]


def _further(reach: Reach, cards: dict[int, Card]) -> list[tuple[Any, Card, int]]:
    """Kinds of which nothing is here or near, with the nearest service."""
    kinds = ServiceType.objects.in_bulk(list(reach.further)) if reach.further else {}
    return [(kinds[kind], cards[key], far) for kind, (key, far) in reach.further.items() if key in cards]


def _advice(municipality: Municipality) -> str:
    """Why there is nothing near by, if the reason lies in the data."""
    if municipality.latitude is None or municipality.longitude is None:
        return _("The portal does not know where the municipality lies, so it cannot tell what is near by.")
    return ""
