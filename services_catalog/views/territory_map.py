"""The map of the territory: the complete list with its filters, the drawing beside it, and the same data for the script."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from community.models import Office, TerritoryMap
from community.models.territory_map import GEOJSON
from kpss_portal.serving import serve_file
from services_catalog import finding
from services_catalog.finding import Question
from services_catalog.mapping import Listed, listed
from services_catalog.territory_drawing import drawing_of, pair_of, territory


def territory_map(request: HttpRequest) -> HttpResponse:
    """Where services are; filters stand in the address as those of the catalogue do."""
    lists = finding.lists.get()
    question, rows = _asked(request)
    office = Office.load()
    query = request.GET.urlencode()
    context = {
        "question": question,
        "listed": rows,
        "drawing": drawing_of(
            [question.municipality] if question.municipality else [],
            [(town.number, town.municipality, f"#{town.anchor}") for town in rows.towns],
        ),
        "filters": finding.filter_choices(question, lists),
        "query": query,
        "data_url": reverse("services_catalog:map-data") + (f"?{query}" if query else ""),
        "tiles": office if office.tiles_origin else None,
        "has_file": territory.get().key is not None,
    }
    response = render(request, "services_catalog/map.html", context)
    if office.tiles_origin:
        response._csp_update = {"img-src": [office.tiles_origin]}  # type: ignore[attr-defined]  # read by django-csp
    return response


def map_data(request: HttpRequest) -> JsonResponse:
    """Outlines (rings of longitudes and latitudes, holes among them) and numbered points, for the script of the map."""
    _question, rows = _asked(request)
    known = territory.get()
    areas = [{"name": shape.name, "rings": shape.rings} for shape in known.shapes if shape.kind == "area"]
    return JsonResponse({"areas": areas, "points": _points(rows)})


def map_file(request: HttpRequest) -> HttpResponse:
    """The file with boundaries as the office uploaded it."""
    uploaded = TerritoryMap.objects.in_force()
    if uploaded is None:
        raise Http404
    return serve_file(request, uploaded.file, filename="uzemi.geojson", content_type=GEOJSON, etag=uploaded.sha256)


def _asked(request: HttpRequest) -> tuple[Question, Listed]:
    question = finding.read_question(request.GET, finding.lists.get())
    found = finding.find(question)
    return question, listed(found.keys, found.facts)


def _points(rows: Listed) -> list[dict[str, Any]]:
    points = []
    for town in rows.towns:
        east, north = pair_of(town.municipality) or (0.0, 0.0)
        points.append(
            {
                "number": town.number,
                "name": town.municipality.name,
                "count": town.count,
                "url": f"#{town.anchor}",
                "east": east,
                "north": north,
            }
        )
    return points
