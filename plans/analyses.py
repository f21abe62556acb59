"""Tables of analyses: pasted from a spreadsheet, uploaded, or made ready from the portal's own data.

Cells are texts, whole numbers, {"n": "12.5"} for other numbers (so that they stay exact), or None for what is not known.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.enums import FigureKind
from community.models import Municipality, MunicipalityFigure
from kpss_portal.czech import sort_key
from kpss_portal.spreadsheets import SpreadsheetError, read_workbook
from plans.enums import AnalysisKind, ChartKind
from services_catalog.models import Service, ServiceType
from services_catalog.reach import NEAR_KM
from services_catalog.snapshot import snapshot
from services_catalog.unmet import by_months
from services_catalog.white_spots import Spot, Supply, matrix_of, supplies

MOST_ROWS, MOST_COLUMNS = 500, 30
MOST_NAMES = 12  # municipalities told by name in one cell
FEWEST_ASKED = 3  # searches by which one person cannot be recognised
SPACES = re.compile(r"[\s\u00a0\u202f]+")
NUMBER = re.compile(r"[-−]?\d+(?:,\d+)?|[-−]?\d+\.\d+")
UNKNOWN = {"", "–", "-", "x", "neuvedeno", "nezjištěno", "n/a"}


@dataclass(frozen=True)
class TableData:
    """A table ready to be stored."""

    title: str
    columns: list[str]
    rows: list[list[Any]]
    as_of: date
    source: str
    kind: AnalysisKind
    unit: str = ""
    chart: ChartKind = ChartKind.BARS
    note: str = ""


# --- pasted and uploaded ------------------------------------------------------------------------------------------


def cell_of(text: Any) -> Any:
    """What a cell says: "1 234,5" and "12 %" are numbers, "–" is unknown, the rest is text."""
    if isinstance(text, bool) or text is None:
        return None if text is None else str(text)
    if isinstance(text, int):
        return text
    if isinstance(text, Decimal):
        return exact(text)
    written = str(text).strip()
    if written.lower() in UNKNOWN:
        return None
    bare = SPACES.sub("", written).removesuffix("%").removesuffix("Kč").replace("−", "-")
    if NUMBER.fullmatch(bare):
        return exact(Decimal(bare.replace(",", ".")))
    return written


def exact(number: Decimal) -> Any:
    """A number as a cell that JSON does not round."""
    return int(number) if number == number.to_integral_value() else {"n": format(number.normalize(), "f")}


def table_from_text(text: str) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows of a table pasted from a spreadsheet; ValidationError with the number of the wrong row."""
    lines = [line for line in text.replace("\r", "").split("\n") if line.strip()]
    delimiter = "\t" if any("\t" in line for line in lines) else ";"
    return _checked([[cell.strip() for cell in line.split(delimiter)] for line in lines])


def table_from_file(file: BinaryIO) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows of the first sheet of a file; ValidationError says what is wrong with it."""
    try:
        workbook = read_workbook(file, most_rows=MOST_ROWS)
    except SpreadsheetError as fault:
        raise ValidationError(str(fault)) from fault
    sheet = next(iter(workbook.sheets.values()))
    return _checked([sheet.header, *(cells for _number, cells in sheet.rows)])


def _checked(grid: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    if len(grid) < 2:
        raise ValidationError(
            _("A table needs a row of headings and at least one row of data. Copy the cells with their headings.")
        )
    columns = [str(cell or "").strip() for cell in grid[0]]
    if len(columns) < 2 or not all(columns):
        raise ValidationError(_("Every column needs a heading, and there must be at least two columns."))
    if len(columns) > MOST_COLUMNS or len(grid) > MOST_ROWS + 1:
        raise ValidationError(
            _("A table may have at most %(rows)d rows and %(columns)d columns.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    return columns, [_row(cells, len(columns), number) for number, cells in enumerate(grid[1:], start=2)]


def _row(cells: list[Any], width: int, number: int) -> list[Any]:
    trimmed = list(cells)
    while len(trimmed) > width and trimmed[-1] in (None, ""):
        trimmed.pop()
    if len(trimmed) > width:
        raise ValidationError(_("Row %(row)d has more cells than there are headings.") % {"row": number})
    padded = trimmed + [None] * (width - len(trimmed))
    return [str(padded[0] if padded[0] is not None else "").strip(), *(cell_of(cell) for cell in padded[1:])]


# --- ready from the portal's own data -----------------------------------------------------------------------------


def _figures(kinds: Iterable[FigureKind]) -> dict[tuple[int, str], dict[date, MunicipalityFigure]]:
    rows = MunicipalityFigure.objects.filter(municipality__in=Municipality.objects.in_territory(), kind__in=list(kinds))
    found: dict[tuple[int, str], dict[date, MunicipalityFigure]] = {}
    for figure in rows:
        found.setdefault((figure.municipality_id, figure.kind), {})[figure.as_of] = figure
    return found


def population_table() -> TableData:
    """People by municipality and date, with the sum of the territory where all municipalities are known."""
    municipalities = list(Municipality.objects.in_territory())
    figures = _figures([FigureKind.POPULATION])
    dates = sorted({day for by_date in figures.values() for day in by_date})
    rows = [_population_row(municipality, figures, dates) for municipality in municipalities]
    totals = [_total([row[index + 1] for row in rows]) for index in range(len(dates))]
    title = _("Inhabitants of municipalities")
    if len(totals) > 1 and totals[0] and totals[-1] is not None:
        title = _("Inhabitants: from %(first)s to %(last)s") % {
            "first": _grouped(totals[0]),
            "last": _grouped(totals[-1]),
        }
    rows.append([_("Total"), *totals])
    columns = [_("Municipality"), *(f"{day.day}. {day.month}. {day.year}" for day in dates)]
    return TableData(
        title,
        columns,
        rows,
        dates[-1] if dates else timezone.localdate(),
        _source(figures),
        AnalysisKind.SOCIODEMOGRAPHIC,
        _("persons"),
        ChartKind.NONE,
    )


def _population_row(municipality: Municipality, figures: Any, dates: list[date]) -> list[Any]:
    known = figures.get((municipality.pk, FigureKind.POPULATION), {})
    return [municipality.name, *(exact(known[day].value) if day in known else None for day in dates)]


def _total(cells: list[Any]) -> Any:
    """A sum only where nothing is unknown."""
    return sum(cells) if cells and all(isinstance(cell, int) for cell in cells) else None


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\xa0")


def _source(figures: Any) -> str:
    return ", ".join(sorted({figure.source for by_date in figures.values() for figure in by_date.values()}))


def age_table() -> TableData:
    """People over 65 among those over 15, by municipality, the oldest first."""
    kinds = (FigureKind.POPULATION_15_PLUS, FigureKind.POPULATION_65_PLUS)
    figures = _figures(kinds)
    rows: list[list[Any]] = []
    latest = timezone.localdate()
    for municipality in Municipality.objects.in_territory():
        adults, old = (_newest(figures.get((municipality.pk, kind))) for kind in kinds)
        if adults and old:
            latest = old.as_of
            share = round(old.value / adults.value * 100, 1) if adults.value else None
            rows.append([municipality.name, None if share is None else exact(share), exact(old.value)])
    rows.sort(key=lambda row: (-_value(row[1]), sort_key(row[0])))
    title = (
        _("Where the share of people over 65 is greatest: %(name)s") % {"name": rows[0][0]}
        if rows
        else _("People over 65")
    )
    columns = [_("Municipality"), _("share of people over 65 among those over 15, %"), _("people over 65")]
    return TableData(
        title, columns, rows, latest, _source(figures), AnalysisKind.SOCIODEMOGRAPHIC, _("persons"), ChartKind.BARS
    )


def _newest(by_date: dict[date, MunicipalityFigure] | None) -> MunicipalityFigure | None:
    return by_date[max(by_date)] if by_date else None


def _value(cell: Any) -> Decimal:
    if isinstance(cell, dict):
        return Decimal(cell["n"])
    return Decimal(cell or 0)


def risk_table() -> TableData:
    """Distraint and long unemployment by municipality; shares are not summed."""
    kinds = (
        FigureKind.PERSONS_IN_EXECUTION,
        FigureKind.EXECUTION_PCT,
        FigureKind.JOBSEEKERS_LONG,
        FigureKind.EXCLUSION_INDEX,
    )
    figures = _figures(kinds)
    latest = timezone.localdate()
    rows = []
    for municipality in Municipality.objects.in_territory():
        found = [_newest(figures.get((municipality.pk, kind))) for kind in kinds]
        latest = next((figure.as_of for figure in found if figure), latest)
        rows.append([municipality.name, *(exact(figure.value) if figure else None for figure in found)])
    columns = [
        _("Municipality"),
        _("people in distraint"),
        _("share of those over 15, %"),
        _("job seekers over six months"),
        _("index of exclusion, points"),
    ]
    return TableData(
        _("Distraint and long unemployment"),
        columns,
        rows,
        latest,
        _source(figures),
        AnalysisKind.SOCIODEMOGRAPHIC,
        "",
        ChartKind.NONE,
    )


def coverage_table() -> TableData:
    """Kinds of services and how many municipalities of the territory each serves; services are counted, not capacities."""
    municipalities = set(Municipality.objects.in_territory().values_list("pk", flat=True))
    services = (
        Service.objects.public()
        .filter(service_type__isnull=False)
        .select_related("service_type")
        .prefetch_related("served_municipalities", "places")
    )
    served: dict[str, set[int]] = {}
    counts: dict[str, int] = {}
    for service in services:
        name = str(service.service_type)
        counts[name] = counts.get(name, 0) + 1
        served.setdefault(name, set()).update(_served_by(service, municipalities))
    rows = [[name, counts[name], len(served[name])] for name in sorted(counts, key=sort_key)]
    title = ngettext(
        "%(count)d kind of service is available here", "%(count)d kinds of services are available here", len(rows)
    ) % {"count": len(rows)}
    columns = [_("Kind of service"), _("services"), _("municipalities served")]
    return TableData(
        title,
        columns,
        rows,
        timezone.localdate(),
        _("catalogue of the portal"),
        AnalysisKind.PROVIDERS,
        "",
        ChartKind.GROUPED_BARS,
        _("Municipalities served are those that services named, or where they are; a secret address is not counted."),
    )


def _served_by(service: Service, municipalities: set[int]) -> set[int]:
    if service.serves_whole_territory:
        return municipalities
    named = {municipality.pk for municipality in service.served_municipalities.all()}
    here = {
        place.municipality_id for place in service.places.all() if not place.is_address_hidden and place.municipality_id
    }
    return (named | here) & municipalities


def unmet_table() -> TableData:
    """What people looked for in the catalogue in a year and did not find; what fewer than three asked is left out."""
    rows = by_months(12, at_least=FEWEST_ASKED).rows
    return TableData(
        _("What people look for and the catalogue does not offer"),
        [_("words"), _("chosen municipality"), _("searches in a year")],
        [[words, town or "–", total] for words, town, _counts, total in rows],
        timezone.localdate(),
        _("searches in the catalogue of the portal"),
        AnalysisKind.NEEDS,
        "",
        ChartKind.BARS,
        _("Searches are counted, not people; the portal keeps nothing about who searched."),
    )


def white_spots_table() -> TableData:
    """Kinds of services and how many municipalities have each here, near or not at all; white spots by name."""
    matrix = matrix_of(list(Municipality.objects.in_territory()), ServiceType.objects.valid_on(), snapshot.get())
    rows: list[list[Any]] = [
        [line.kind.name, line.here, line.near, line.none, _names(matrix.with_spot(line, Spot.NONE))]
        for line in matrix.lines
    ]
    nowhere = sum(line.none == len(matrix.municipalities) for line in matrix.lines)
    title = ngettext(
        "%(count)d kind of service is nowhere in reach", "%(count)d kinds of services are nowhere in reach", nowhere
    ) % {"count": nowhere}
    columns = [
        _("Kind of service"),
        _("municipalities where it is available"),
        _("only near by"),
        _("white spots"),
        _("municipalities without it"),
    ]
    note = _(
        "Near by is a place up to %(km)d km as the crow flies between middles of municipalities. A secret address is not counted."
    ) % {"km": NEAR_KM}
    source = _("catalogue of the portal")
    return TableData(
        title, columns, rows, timezone.localdate(), source, AnalysisKind.PROVIDERS, "", ChartKind.NONE, note
    )


def _names(municipalities: list[Municipality]) -> str:
    names = [town.name for town in municipalities]
    if len(names) <= MOST_NAMES:
        return ", ".join(names) or "–"
    shown, rest = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return _("%(names)s and %(count)d more") % {"names": shown, "count": rest}


def capacity_table() -> TableData:
    """Registered capacities of the territory by kind, form and unit, and per thousand people of the relevant age."""
    found = supplies(list(Municipality.objects.in_territory()), ServiceType.objects.valid_on(), snapshot.get())
    columns = [
        _("Kind of service"),
        _("form"),
        _("unit"),
        _("capacity"),
        _("services with known capacity"),
        _("services in all"),
        _("per 1,000 people"),
        _("of whom"),
    ]
    note = _(
        "A capacity belongs to a registration and its form and is counted once, whatever the number of places; only numbers of"
        " the same unit are added. What is not stated is not zero."
    )
    sources = {supply.people.source for supply in found if supply.people.source}
    return TableData(
        _("Registered capacities per 1,000 people"),
        columns,
        [_capacity_row(supply) for supply in found],
        timezone.localdate(),
        ", ".join([_("catalogue of the portal"), *sorted(sources)]),
        AnalysisKind.PROVIDERS,
        "",
        ChartKind.NONE,
        note,
    )


def _capacity_row(supply: Supply) -> list[Any]:
    people, share = supply.people, supply.per_thousand
    whom = str(people.kind.label) if people.kind else None
    if whom and people.to_day:
        whom = f"{whom}, {people.to_day.day}. {people.to_day.month}. {people.to_day.year}"
    return [
        supply.kind.name,
        str(supply.form.label),
        str(supply.unit.label),
        supply.number,
        supply.known,
        supply.offering,
        None if share is None else exact(share),
        whom,
    ]


@dataclass(frozen=True)
class ReadyTable:
    """A table that the portal can make itself."""

    label: str | Promise
    build: Callable[[], TableData]


READY = {
    "population": ReadyTable(gettext_lazy("Inhabitants of municipalities by year"), population_table),
    "age": ReadyTable(gettext_lazy("People over 65 by municipality"), age_table),
    "risk": ReadyTable(gettext_lazy("Distraint and long unemployment by municipality"), risk_table),
    "unmet": ReadyTable(gettext_lazy("What people did not find in the catalogue"), unmet_table),
    "coverage": ReadyTable(gettext_lazy("Kinds of services and municipalities served"), coverage_table),
    "white-spots": ReadyTable(gettext_lazy("White spots: kinds of services out of reach"), white_spots_table),
    "capacity": ReadyTable(gettext_lazy("Capacities per 1,000 people"), capacity_table),
}
