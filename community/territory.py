"""The territory from shipped statistics: which municipalities a town plans for, and their figures.

Sources: see data/PROVENANCE.md. Rows are keyed by the code of the statistical office, since names repeat.
"""

import csv
import difflib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from community.enums import FigureKind
from community.models import Municipality, MunicipalityFigure
from kpss_portal.czech import fold, sort_key

DATA = Path(__file__).parent / "data"
DISTRICTS_SINCE = date(2003, 1, 1)  # districts of municipalities with extended powers: Act No. 314/2002 Coll.
CZSO = "Český statistický úřad"
MMR = "MMR ČR, Index sociálního vyloučení 2023"
POPULATION_COLUMNS = (
    ("population_2019", date(2019, 1, 1)),
    ("population_2021", date(2021, 1, 1)),
    ("population", date(2022, 1, 1)),
)
INDICATOR_COLUMNS = {
    "population_15plus": FigureKind.POPULATION_15_PLUS,
    "population_15_64": FigureKind.POPULATION_15_64,
    "population_65plus": FigureKind.POPULATION_65_PLUS,
    "persons_in_execution": FigureKind.PERSONS_IN_EXECUTION,
    "execution_pct": FigureKind.EXECUTION_PCT,
    "housing_allowance_avg_month": FigureKind.HOUSING_ALLOWANCE,
    "subsistence_allowance_avg_month": FigureKind.SUBSISTENCE_ALLOWANCE,
    "jobseekers_over_6m": FigureKind.JOBSEEKERS_LONG,
    "exclusion_index_points": FigureKind.EXCLUSION_INDEX,
}


class UnknownTown(ValueError):
    """No town with extended powers is called so; `similar` names some that are."""

    def __init__(self, name: str, similar: list[str]) -> None:
        super().__init__(name)
        self.similar = similar


@dataclass(frozen=True)
class District:
    """A district of a municipality with extended powers."""

    code: str
    name: str
    municipalities: int
    population: int


def _rows(name: str, **wanted: Collection[str]) -> Iterator[dict[str, str]]:
    """Rows whose columns hold one of the wanted values; the others of six thousand are passed over without their names."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines)
        tests = [(names.index(column), values) for column, values in wanted.items()]
        for line in lines:
            if all(line[place] in values for place, values in tests):
                yield dict(zip(names, line, strict=True))


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """All districts in Czech alphabetical order, with the number of municipalities and of people on 1 January 2022."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows("municipalities.csv"):
        count = counts[row["orp_code"], row["orp_name"]]
        count[0] += 1
        count[1] += int(row["population"] or 0)
    found = (District(code, name, *count) for (code, name), count in counts.items())
    return tuple(sorted(found, key=lambda district: sort_key(district.name)))


def district_of(town: str) -> District:
    """The district of the town, whatever capitals and diacritics; UnknownTown with similar names otherwise."""
    wanted = " ".join(fold(town).split())
    by_name = {fold(district.name): district for district in districts()}
    if wanted not in by_name:
        similar = difflib.get_close_matches(wanted, by_name, n=5, cutoff=0.6) or [
            name for name in by_name if wanted and name.startswith(wanted[:4])
        ]
        raise UnknownTown(town, [by_name[name].name for name in similar[:5]])
    return by_name[wanted]


@transaction.atomic
def load_territory(district: District) -> list[Municipality]:
    """Stores municipalities of the district and their figures; repeated loading mends, never doubles."""
    rows = {row["code"]: row for row in _rows("municipalities.csv", orp_code={district.code})}
    names = [row["name"] for row in rows.values()]
    municipalities = {code: _store(row, is_unique=names.count(row["name"]) == 1) for code, row in rows.items()}
    figures = [figure for code, row in rows.items() for figure in _population(municipalities[code], row)]
    for row in _rows("municipality_indicators.csv", code=municipalities):
        figures += _indicators(municipalities[row["code"]], row)
    MunicipalityFigure.objects.bulk_create(
        figures,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["municipality", "kind", "as_of"],
        update_fields=["value", "source"],
    )
    return list(municipalities.values())


def _store(row: dict[str, str], *, is_unique: bool = True) -> Municipality:
    values = _facts(row) | {"in_territory_from": DISTRICTS_SINCE}
    known = Municipality.objects.filter(code=row["code"]).first()
    if known:
        known.in_territory_from = known.in_territory_from or DISTRICTS_SINCE
        known.save(update_fields=["in_territory_from"])
        return known
    return Municipality.objects.create(code=row["code"], slug=_free_slug(row, is_unique=is_unique), **values)


def _facts(row: dict[str, str]) -> dict[str, object]:
    return {
        "name": row["name"],
        "status": row["status"],
        "orp_code": row["orp_code"],
        "orp_name": row["orp_name"],
        "county": row["district"],
        "region": row["region"],
        "postal_code": row["postal_code"],
        "office_ico": row["office_ico"],
        "latitude": Decimal(row["latitude"]) if row["latitude"] else None,
        "longitude": Decimal(row["longitude"]) if row["longitude"] else None,
    }


def _free_slug(row: dict[str, str], *, is_unique: bool) -> str:
    slug = slugify(fold(row["name"]))
    taken = Municipality.objects.filter(slug=slug).exists()
    return slug if is_unique and not taken else f"{slug}-{row['code']}"


def _population(municipality: Municipality, row: dict[str, str]) -> list[MunicipalityFigure]:
    return [
        MunicipalityFigure(
            municipality=municipality, kind=FigureKind.POPULATION, as_of=as_of, value=Decimal(row[column]), source=CZSO
        )
        for column, as_of in POPULATION_COLUMNS
        if row[column]
    ]


def _indicators(municipality: Municipality, row: dict[str, str]) -> list[MunicipalityFigure]:
    return [
        MunicipalityFigure(
            municipality=municipality,
            kind=kind,
            as_of=date.fromisoformat(row["date"]),
            value=round(Decimal(row[column]), 2),
            source=MMR,
        )
        for column, kind in INDICATOR_COLUMNS.items()
        if row[column]
    ]


@dataclass(frozen=True)
class Namesake:
    """A municipality of the country as far as it is needed to tell it from others of its name."""

    code: str
    name: str
    county: str
    postal_code: str


@lru_cache(maxsize=1)
def municipalities_by_name() -> dict[str, tuple[Namesake, ...]]:
    """All municipalities of the country by their folded names; many names repeat."""
    found: dict[str, list[Namesake]] = defaultdict(list)
    for row in _rows("municipalities.csv"):
        found[fold(row["name"])].append(Namesake(row["code"], row["name"], row["district"], row["postal_code"]))
    return {name: tuple(rows) for name, rows in found.items()}


@lru_cache(maxsize=256)
def _row_of(code: str) -> dict[str, str] | None:
    return next(_rows("municipalities.csv", code={code}), None)


def municipality_of_code(code: str) -> Municipality | None:
    """A municipality anywhere in the country, stored for addresses without joining it to the territory; None if unknown."""
    known = Municipality.objects.filter(code=code).first()
    if known:
        return known
    row = _row_of(code)
    if row is None:
        return None
    return Municipality.objects.create(code=code, slug=_free_slug(row, is_unique=True), **_facts(row))
