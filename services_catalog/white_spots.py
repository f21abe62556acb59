"""White spots: which kinds of services are there for people of which municipality, and how much of them in the territory.

Counting follows the state register: a capacity belongs to a registration and a form of it, and only numbers of the same
unit are added; a place adds nothing, since one registration has many. What is not known does not join a sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from community.enums import FigureKind
from community.models import Municipality, MunicipalityFigure
from services_catalog.enums import CapacityUnit, ServiceForm, ServiceGroup
from services_catalog.models import AgeGroup, Capacity, Service, ServiceType
from services_catalog.reach import towns_near
from services_catalog.snapshot import NONE, Keys, Snapshot


class Spot(Enum):
    """How people of a municipality reach a kind of service."""

    HERE = "here"  # comes to the municipality, serves its people or has a place in it
    NEAR = "near"  # a place within the distance that people still go
    NONE = "none"


@dataclass(frozen=True)
class Line:
    """A kind of service with its spots in the order of the municipalities."""

    kind: ServiceType
    spots: Sequence[Spot]

    def count(self, spot: Spot) -> int:
        """How many municipalities have the spot."""
        return self.spots.count(spot)

    @property
    def here(self) -> int:
        """Municipalities served."""
        return self.count(Spot.HERE)

    @property
    def near(self) -> int:
        """Municipalities with the service near by."""
        return self.count(Spot.NEAR)

    @property
    def none(self) -> int:
        """White spots."""
        return self.count(Spot.NONE)


@dataclass(frozen=True)
class Matrix:
    """Kinds of services by municipalities."""

    municipalities: Sequence[Municipality]
    lines: Sequence[Line]

    def column(self, municipality: Municipality) -> list[tuple[ServiceType, Spot]]:
        """Spots of one municipality."""
        place = [town.pk for town in self.municipalities].index(municipality.pk)
        return [(line.kind, line.spots[place]) for line in self.lines]

    def with_spot(self, line: Line, spot: Spot) -> list[Municipality]:
        """Municipalities that have the spot in a line."""
        return [town for town, found in zip(self.municipalities, line.spots, strict=True) if found is spot]


def matrix_of(
    municipalities: Sequence[Municipality], kinds: Iterable[ServiceType], facts: Snapshot, only: Keys | None = None
) -> Matrix:
    """The matrix for all public services or `only` some; kinds of which nobody offers anything are white everywhere."""
    wanted = facts.all if only is None else only
    kind_of = {key: kind for kind, keys in facts.types.items() for key in keys & wanted}
    there = {town: {kind_of[key] for key in keys if key in kind_of} for town, keys in facts.here.items()}
    served, near = [], []
    for town in municipalities:
        served.append({kind_of[key] for key in facts.serving(town.pk) if key in kind_of})
        near.append(set().union(*(there[other] for other in towns_near(town.pk, facts))))
    lines = [
        Line(kind, [_spot(kind.pk, here, around) for here, around in zip(served, near, strict=True)]) for kind in kinds
    ]
    return Matrix(municipalities, lines)


def _spot(kind: int, here: set[int], around: set[int]) -> Spot:
    if kind in here:
        return Spot.HERE
    return Spot.NEAR if kind in around else Spot.NONE


# --- capacities ---------------------------------------------------------------------------------------------------

AGE_BY_ACT: Mapping[str, FigureKind | None] = {  # None: the Act names an age of which there is no figure
    "§ 49": FigureKind.POPULATION_65_PLUS,  # homes for older people
    "§ 62": None,  # children and youth from 6 to 26 years
}
SENIORS = {"VekovaSkupinaOsoby/8", "VekovaSkupinaOsoby/9"}
WORKING_AGE = {"VekovaSkupinaOsoby/6", "VekovaSkupinaOsoby/7"}


@dataclass(frozen=True)
class People:
    """How many people of an age the territory has. `number` is None where a municipality has no figure."""

    kind: FigureKind | None
    number: Decimal | None = None
    from_day: date | None = None
    to_day: date | None = None
    source: str = ""


@dataclass
class Supply:
    """Registered capacity of one kind, form and unit in the territory."""

    kind: ServiceType
    form: ServiceForm
    unit: CapacityUnit
    number: int
    known: int  # services whose capacity is in the number
    offering: int  # services of the kind and form
    people: People

    @property
    def per_thousand(self) -> Decimal | None:
        """Of people of the relevant age, to one place; None if their number is not known or nobody is of that age."""
        if not self.people.number:
            return None
        exact = Decimal(self.number) * 1000 / self.people.number
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass
class _Sum:
    number: int = 0
    services: set[int] = field(default_factory=set)


def supplies(
    municipalities: Sequence[Municipality], kinds: Iterable[ServiceType], facts: Snapshot, only: Keys | None = None
) -> list[Supply]:
    """Capacities of services that serve somebody in the territory, in four queries whatever their number."""
    wanted = facts.all if only is None else only
    wanted &= NONE.union(*(facts.serving(town.pk) for town in municipalities))
    sums = _sums(wanted)
    ages = _ages(wanted)
    people = _people(municipalities)
    found = []
    for kind in kinds:
        keys = facts.types.get(kind.pk, NONE) & wanted
        age = _relevant_age(kind, [ages.get(key, frozenset()) for key in keys])
        for form in ServiceForm:
            offering = keys & facts.forms.get(form.value, NONE)
            for unit in CapacityUnit:
                total = _total(sums, offering, form, unit)
                if total.services:
                    denominator = people[age] if age else People(None)
                    found.append(
                        Supply(kind, form, unit, total.number, len(total.services), len(offering), denominator)
                    )
    return found


def _sums(wanted: Keys) -> dict[tuple[str, str], dict[int, int]]:
    """Capacity by form and unit, then by service: one row for each, which the database holds."""
    rows = Capacity.objects.values_list("offered_form__form", "unit", "offered_form__service", "number")
    sums: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for form, unit, service, number in rows:
        if service in wanted:
            sums[form, unit][service] = number
    return sums


def _total(
    sums: Mapping[tuple[str, str], Mapping[int, int]], offering: Keys, form: ServiceForm, unit: CapacityUnit
) -> _Sum:
    known = sums.get((form.value, unit.value), {})
    services = {key for key in offering if key in known}
    return _Sum(sum(known[key] for key in services), services)


def _ages(wanted: Keys) -> dict[int, frozenset[str]]:
    """Codes of age groups that services state."""
    codes = dict(AgeGroup.objects.values_list("pk", "code"))
    stated: dict[int, set[str]] = defaultdict(set)
    for service, group in Service.age_groups.through.objects.values_list("service", "agegroup"):
        if service in wanted:
            stated[service].add(codes[group])
    return {service: frozenset(found) for service, found in stated.items()}


def _relevant_age(kind: ServiceType, stated: Sequence[frozenset[str]]) -> FigureKind | None:
    """The figure whose people the kind is for: by the Act, by what all its services state, or everybody."""
    if kind.paragraph in AGE_BY_ACT:
        return AGE_BY_ACT[kind.paragraph]
    if not stated or not all(stated):
        return FigureKind.POPULATION
    together = frozenset().union(*stated)
    if together <= SENIORS:
        return FigureKind.POPULATION_65_PLUS
    if together <= WORKING_AGE:
        return FigureKind.POPULATION_15_64
    return FigureKind.POPULATION_15_PLUS if together <= SENIORS | WORKING_AGE else FigureKind.POPULATION


def _people(municipalities: Sequence[Municipality]) -> dict[FigureKind, People]:
    """Sums of the newest figures; a sum needs a figure of every municipality."""
    kinds = [
        FigureKind.POPULATION,
        FigureKind.POPULATION_15_PLUS,
        FigureKind.POPULATION_15_64,
        FigureKind.POPULATION_65_PLUS,
    ]
    rows = MunicipalityFigure.objects.newest().filter(kind__in=kinds, municipality__in=municipalities)
    by_kind: dict[str, list[MunicipalityFigure]] = defaultdict(list)
    for figure in rows:
        by_kind[figure.kind].append(figure)
    return {kind: _sum_of(kind, by_kind[kind], len(municipalities)) for kind in kinds}


def _sum_of(kind: FigureKind, figures: Sequence[MunicipalityFigure], needed: int) -> People:
    if not figures or len(figures) < needed:
        return People(kind)
    days = [figure.as_of for figure in figures]
    sources = sorted({figure.source for figure in figures})
    return People(kind, sum((figure.value for figure in figures), Decimal(0)), min(days), max(days), ", ".join(sources))


def kinds_of_group(kinds: Iterable[ServiceType], groups: Sequence[ServiceGroup]) -> list[ServiceType]:
    """Kinds of the groups, all of them where no group is chosen."""
    return [kind for kind in kinds if not groups or kind.group in groups]
