"""The progress of a plan for everybody: a year, by priority, area and municipality, compared over years."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from community.models import Municipality, PlanningArea
from kpss_portal.spreadsheets import Table, write_csv
from plans.models import Evaluation, Plan
from plans.progress.disclosure import Breakdown, breakdown_of
from plans.progress.picture import Picture, Row, evaluations_of, picture_of, shares_chart
from plans.progress.printing import status_rows
from plans.progress.shares import Share
from plans.views.finding import plan_or_404
from services_catalog.finding import lists
from services_catalog.models import Service


@dataclass(frozen=True)
class Option:
    """A value of a filter."""

    slug: str
    label: str
    is_chosen: bool


@dataclass
class Chosen:
    """What the query string asks for; unknown values are left out."""

    priority: Any = None
    area: PlanningArea | None = None
    municipality: Municipality | None = None

    @property
    def is_any(self) -> bool:
        """Whether something is left out."""
        return bool(self.priority or self.area or self.municipality)


@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; without a year the last one that was evaluated, else the present one."""
    plan, picture = _picture(request, slug)
    offered = lists.get()
    areas, towns = list(offered.areas.values()), list(offered.municipalities.values())
    chosen = _chosen(request, picture, areas, towns)
    rows = _rows(picture, chosen)
    context = {
        "plan": plan,
        "picture": picture,
        "year": picture.year,
        "years": _years(picture),
        "filters": _filters(picture, chosen, areas, towns),
        "chosen": chosen,
        "words": picture.share(rows).words(picture.year) if picture.evaluation else "",
        "statuses": status_rows(picture.share(rows), picture.labels),
        "branches": _branches(picture, rows),
        "values": _values(rows, chosen),
        "has_action_plan": any(row.entry for row in picture.rows),
        **_comparisons(picture, areas),
        **_money(rows, picture.year),
    }
    return render(request, "plans/progress.html", context)


def _picture(request: HttpRequest, slug: str) -> tuple[Plan, Picture]:
    plan = plan_or_404(request, slug)
    evaluations, running = evaluations_of(plan.slug)
    year = _year(request, plan, evaluations)
    return plan, picture_of(plan, year, evaluations, running)


def _year(request: HttpRequest, plan: Plan, evaluations: list[Evaluation]) -> int:
    asked = request.GET.get("rok", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in plan.years:
        return int(asked)
    if evaluations:
        return evaluations[-1].year
    return min(max(timezone.localdate().year, plan.years[0]), plan.years[-1])


def _years(picture: Picture) -> list[tuple[int, str]]:
    """Years of the plan with what is known of them."""
    evaluated = {found.year for found in picture.evaluations}
    now = timezone.localdate().year
    running = picture.running.year if picture.running else None
    said = {True: _("evaluated"), False: ""}
    return [
        (year, _("being evaluated") if year == running else said[year in evaluated])
        for year in picture.plan.years
        if year <= now + 1
    ]


def _chosen(request: HttpRequest, picture: Picture, areas: list[Any], towns: list[Any]) -> Chosen:
    code, area, town = (request.GET.get(name, "") for name in ("priorita", "oblast", "obec"))
    return Chosen(
        next((root for root in picture.roots if code and root.code == code), None),
        next((found for found in areas if found.slug == area), None),
        next((found for found in towns if found.slug == town), None),
    )


def _filters(
    picture: Picture, chosen: Chosen, areas: list[Any], towns: list[Any]
) -> list[tuple[str, str, list[Option]]]:
    priority = chosen.priority.code if chosen.priority else ""
    return [
        ("priorita", _("Priority"), [Option(root.code, str(root), root.code == priority) for root in picture.roots]),
        ("oblast", _("For whom"), [Option(area.slug, area.name, area == chosen.area) for area in areas]),
        ("obec", _("Municipality"), [Option(town.slug, town.name, town == chosen.municipality) for town in towns]),
    ]


def _rows(picture: Picture, chosen: Chosen) -> list[Row]:
    """Measures that are left; those of a municipality are those whose services serve its people."""
    tests: list[Callable[[Row], bool]] = []
    if chosen.priority:
        tests.append(lambda row: row.item.path.startswith(chosen.priority.path))
    if chosen.area:
        tests.append(lambda row: chosen.area in row.item.areas.all())
    if chosen.municipality:
        keys = _serving(picture.plan, chosen.municipality)
        tests.append(lambda row: row.item.pk in keys or _speaks_of(row, chosen.municipality))
    return [row for row in picture.rows if all(test(row) for test in tests)]


def _serving(plan: Plan, municipality: Municipality) -> set[int]:
    """Items with services that serve its people, named in the plan or by their kind."""
    services = Service.objects.public().serving(municipality)
    by_name, by_kind = Q(services__in=services.values("pk")), Q(service_types__in=services.values("service_type"))
    return set(plan.items.filter(by_name | by_kind).values_list("pk", flat=True))


def _speaks_of(row: Row, municipality: Any) -> bool:
    parts = (part for report in row.reports for part in report.parts.all())
    return any(part.municipality_id == municipality.pk for part in parts)


def _branches(picture: Picture, rows: list[Row]) -> list[dict[str, Any]]:
    """Measures under their priorities; a priority without any is left out."""
    found = []
    for root in picture.roots:
        own = [row for row in rows if row.root is not None and row.root.pk == root.pk]
        if own:
            words = picture.share(own).words() if picture.evaluation else ""
            found.append({"root": root, "rows": own, "words": words})
    return found


def _comparisons(picture: Picture, areas: list[Any]) -> dict[str, Any]:
    """The whole plan by priority, by area and by year, each as a chart with its table."""
    by_priority = [
        (str(root), picture.share(row for row in picture.rows if row.root is not None and row.root.pk == root.pk))
        for root in picture.roots
    ]
    by_area = [
        (area.name, picture.share(row for row in picture.rows if area in row.item.areas.all())) for area in areas
    ]
    by_year = [(str(found.year), picture.share(year=found.year)) for found in picture.evaluations]
    shown = picture.evaluation is not None
    return {
        "by_priority": _comparison(_("By priority"), by_priority, "priority") if shown else None,
        "by_area": _comparison(_("By area"), by_area, "oblasti") if shown else None,
        "by_year": _comparison(_("By year"), by_year, "roky") if len(by_year) > 1 else None,
    }


def _comparison(title: str, groups: list[tuple[str, Share]], key: str) -> Any:
    known = [(name, share) for name, share in groups if share.total]
    return shares_chart(title, known, key) if known else None


def _values(rows: list[Row], chosen: Chosen) -> list[dict[str, Any]]:
    """Approved values of indicators of the measures that are left; of a municipality or area only its own part."""
    found = []
    for row in rows:
        for report in row.reports:
            told = breakdown_of(report)
            parts = _parts(told, chosen)
            found.append(
                {"row": row, "report": report, "indicator": report.indicator, "parts": parts, "hides": told.hides}
            )
    return found


def _parts(told: Breakdown, chosen: Chosen) -> list[Any]:
    areas = [part for part in told.by_area if chosen.area is None or part.key == chosen.area.pk]
    towns = [part for part in told.by_municipality if not chosen.municipality or part.key == chosen.municipality.pk]
    return [*areas, *towns]


def _money(rows: list[Row], year: int) -> dict[str, Any]:
    """What was spent, and by how many measures it is told; unknown is not zero."""
    words = [word for row in rows for word in row.words if word.year == year]
    known = [word.spent for word in words if word.spent is not None]
    return {"spent": sum(known), "spent_known": len(known), "spent_all": len(words)}


@require_safe
def progress_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every measure of the year as a row."""
    _plan, picture = _picture(request, slug)
    header = [
        _("code"),
        _("name"),
        _("priority"),
        pgettext("fulfilment", "status"),
        _("year of the last word"),
        _("approved on"),
    ]
    header += [_("what was done"), _("spent in CZK"), _("filled in by")]
    table = Table("plneni", header, [_csv_row(row, picture) for row in picture.rows])
    response = HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plneni-{slug}-{picture.year}.csv"'
    return response


def _csv_row(row: Row, picture: Picture) -> list[Any]:
    word = row.last
    first = [row.item.code, row.item.title, str(row.root or ""), row.badge["label"]]
    if word is None:
        return [*first, None, None, "", None, ""]
    return [*first, word.year, word.day, word.text, word.spent, word.who]
