"""What a village shows on its own web: a plain fragment for a frame, and the page that gives the lines to copy.

The fragment is the only page of the portal that another web may frame, and only a web that is listed at the municipality:
the decision on framing stands in docs/adr.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from community.models import Municipality
from services_catalog import finding
from services_catalog.cards import Card, cards_of, with_cards
from services_catalog.finding import Question
from services_catalog.models import Service
from services_catalog.reach import Reach, reach_of

USUAL_COUNT, MOST_COUNT = 20, 50
KEPT = ("situace", "cilova-skupina", "druh", "pocet", "okoli")  # options that go into the copied lines


@dataclass(frozen=True)
class Wanted:
    """What the address of a fragment asks for; whatever is not understood is passed over."""

    question: Question
    count: int
    with_near: bool


@dataclass(frozen=True)
class Row:
    """A service in the fragment and how it reaches people."""

    card: Card
    way: str


@xframe_options_exempt
def fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """Services for people of the municipality, for a frame on the web of the municipality."""
    town = get_object_or_404(Municipality.objects.in_territory(), slug=slug)
    wanted = read_wanted(request.GET)
    rows, total = _rows(town, wanted)
    context = {"municipality": town, "rows": rows, "total": total, "base_url": settings.BASE_URL}
    response = render(request, "services_catalog/fragment.html", context)
    response._csp_replace = {  # type: ignore[attr-defined]  # read by django-csp
        "frame-ancestors": ["'self'", *town.framing_origins],
        "script-src": ["'none'"],
        "form-action": ["'none'"],
    }
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def embed_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """The lines to copy into the web of the municipality, with a choice of what they show and a preview."""
    town = get_object_or_404(Municipality.objects.in_territory(), slug=slug)
    lists = finding.lists.get()
    wanted = read_wanted(request.GET)
    address = reverse("services_catalog:fragment", args=[town.slug])
    query = _kept(request.GET)
    context = {
        "municipality": town,
        "filters": finding.filter_choices(wanted.question, lists),
        "wanted": wanted,
        "counts": (5, 10, USUAL_COUNT, MOST_COUNT),
        "address": address + query,
        "absolute": settings.BASE_URL + address + query,
        "origins": town.framing_origins,
    }
    response = render(request, "services_catalog/embed_guide.html", context)
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    return response


def read_wanted(parameters: QueryDict) -> Wanted:
    """Options of the address."""
    question = finding.read_question(parameters, finding.lists.get())
    question.q, question.municipality = "", None
    number = parameters.get("pocet", "")
    count = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else USUAL_COUNT
    return Wanted(question, min(max(count, 1), MOST_COUNT), parameters.get("okoli") == "ano")


def _kept(parameters: QueryDict) -> str:
    """The chosen options as a query string."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = [value for value in parameters.getlist(name) if value][:20]
        if values:
            kept.setlist(name, values)
    return f"?{kept.urlencode()}" if kept else ""


def _rows(town: Municipality, wanted: Wanted) -> tuple[list[Row], int]:
    """Rows to show, those that come to people first, and how many there are in all."""
    found = finding.find(wanted.question)
    reach = reach_of(town.pk, found.facts, frozenset(found.keys))
    groups: list[Any] = [reach.come, reach.here, reach.go]
    ordered = [key for keys in groups for key in sorted(keys, key=found.facts.order.__getitem__)]
    if wanted.with_near:
        ordered += sorted(reach.near, key=lambda key: (reach.near[key], found.facts.order[key]))
    shown = ordered[: wanted.count]
    services = list(with_cards(Service.objects.public().filter(pk__in=shown)))
    cards = {service.pk: card for service, card in zip(services, cards_of(services), strict=True)}
    return [Row(cards[key], _way(key, reach)) for key in shown if key in cards], len(ordered)


def _way(key: int, reach: Reach) -> str:
    if key in reach.come:
        return _("they come to you")
    if key in reach.here:
        return _("a place in the municipality")
    if key in reach.go:
        return _("elsewhere, serves people from here too")
    return _("%(count)d km away") % {"count": reach.near[key]}
