"""White spots: the matrix of kinds of services and municipalities, one row or column of it, capacities, and sheets of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.spreadsheets import Table, write_csv
from services_catalog import finding
from services_catalog.enums import ServiceGroup
from services_catalog.finding import Choice, Lists, Question
from services_catalog.models import ServiceType
from services_catalog.reach import NEAR_KM
from services_catalog.snapshot import NONE, Snapshot, snapshot
from services_catalog.white_spots import Matrix, Spot, Supply, kinds_of_group, matrix_of, supplies

GROUP_SLUGS = {
    "poradenstvi": ServiceGroup.COUNSELLING,
    "pece": ServiceGroup.CARE,
    "prevence": ServiceGroup.PREVENTION,
}


@dataclass(frozen=True)
class View:
    """What the address asks for."""

    question: Question
    groups: Sequence[ServiceGroup]
    lists: Lists
    facts: Snapshot

    @cached_property
    def kinds(self) -> list[ServiceType]:
        """Kinds to show, in alphabetical order."""
        return self.question.types or kinds_of_group(self.lists.types.values(), self.groups)

    @cached_property
    def municipalities(self) -> list[Municipality]:
        """Municipalities of the territory."""
        return list(self.lists.municipalities.values())

    @cached_property
    def only(self) -> frozenset[int] | None:
        """Services of the chosen target groups; None where none is chosen."""
        if not self.question.areas:
            return None
        return NONE.union(*(self.facts.areas.get(area.pk, NONE) for area in self.question.areas))

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix."""
        return matrix_of(self.municipalities, self.kinds, self.facts, self.only)

    def supplies(self) -> list[Supply]:
        """Capacities of the same kinds."""
        return supplies(self.municipalities, self.kinds, self.facts, self.only)


def white_spots(request: HttpRequest) -> HttpResponse:
    """The whole matrix, or with one kind or one municipality chosen its row or column as a list."""
    view = read_view(request)
    town, kinds = view.question.municipality, view.question.types
    context: dict[str, Any] = {
        "question": view.question,
        "near_km": NEAR_KM,
        "filters": _filters(view),
        "municipalities": view.municipalities,
        "query": request.GET.urlencode(),
        "supplies": view.supplies() if not town else [],
        "is_narrowed": bool(view.groups or view.question.areas or kinds or town),
    }
    if town:
        context["town"], context["lists"] = town, _of_town(view, town)
    elif len(kinds) == 1:
        context["kind"], context["lists"] = kinds[0], _of_kind(view)
    else:
        context["matrix"], context["signs"] = view.matrix, _signs()
    return render(request, "services_catalog/white_spots.html", context)


def white_spots_sheet(request: HttpRequest) -> HttpResponse:
    """The matrix in words for a spreadsheet."""
    view = read_view(request)
    words = spot_words()
    rows = [[str(line.kind), *(words[spot] for spot in line.spots)] for line in view.matrix.lines]
    header = [_("Kind of service"), *(town.name for town in view.municipalities)]
    return _sheet("bila-mista", header, rows)


def capacities_sheet(request: HttpRequest) -> HttpResponse:
    """Capacities in the territory for a spreadsheet."""
    header = [
        _("Kind of service"),
        _("form"),
        _("capacity"),
        _("unit"),
        _("services with known capacity"),
        _("services in all"),
        _("per 1,000 people"),
        _("of whom"),
        _("people"),
        _("as of"),
        _("source"),
    ]
    return _sheet("kapacity", header, [_capacity_row(supply) for supply in read_view(request).supplies()])


def _capacity_row(supply: Supply) -> list[Any]:
    people = supply.people
    return [
        str(supply.kind),
        str(supply.form.label),
        supply.number,
        str(supply.unit.label),
        supply.known,
        supply.offering,
        supply.per_thousand if supply.per_thousand is not None else "",
        str(people.kind.label) if people.kind else "",
        int(people.number) if people.number is not None else "",
        people.to_day.isoformat() if people.to_day else "",
        people.source,
    ]


def _sheet(name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    response = HttpResponse(write_csv(Table(name, header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def read_view(request: HttpRequest) -> View:
    """Filters of the address; whatever is not known is passed over and told."""
    lists = finding.lists.get()
    question = finding.read_question(request.GET, lists)
    wanted = [slug for slug in dict.fromkeys(request.GET.getlist("skupina")) if slug in GROUP_SLUGS]
    return View(question, [GROUP_SLUGS[slug] for slug in wanted], lists, snapshot.get())


def spot_words() -> dict[Spot, str]:
    """What a sign of the matrix says."""
    return {
        Spot.HERE: _("is available"),
        Spot.NEAR: _("near by, up to %(count)d km") % {"count": NEAR_KM},
        Spot.NONE: _("white spot"),
    }


def _signs() -> dict[Spot, SafeString]:
    """Cells of the matrix, ready: a territory has over a thousand of them."""
    words = spot_words() | {Spot.NEAR: _("near by")}
    cell = '<td class="is-{}"><span class="visually-hidden">{}</span></td>'
    return {spot: format_html(cell, spot.value, said) for spot, said in words.items()}


def _filters(view: View) -> list[tuple[str, str, list[Choice]]]:
    groups = [Choice(slug, str(group.label), is_chosen=group in view.groups) for slug, group in GROUP_SLUGS.items()]
    _situations, areas, kinds = finding.filter_choices(view.question, view.lists)
    return [("skupina", _("Group of services"), groups), areas, kinds]


def _of_town(view: View, town: Municipality) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """For each sign its words and the kinds that have it in the municipality."""
    column = view.matrix.column(town)
    return [
        (spot.value, words, [(kind.name, f"?druh={kind.slug}") for kind, found in column if found is spot])
        for spot, words in spot_words().items()
    ]


def _of_kind(view: View) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """For each sign its words and the municipalities that have it."""
    line = view.matrix.lines[0]
    return [
        (
            spot.value,
            words,
            [(town.name, f"?obec={town.slug}") for town in view.matrix.with_spot(line, spot)],
        )
        for spot, words in spot_words().items()
    ]
