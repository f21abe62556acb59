"""Which numbers of a breakdown may be told (docs/adr/0021-progress-of-a-plan.md).

The rule is that of surveys (`surveys.results.suppression`): a small number of people is hidden, and as many more with it as
it takes so that it cannot be computed from the total. What an evaluation freezes and what a page shows is decided here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from plans.models import IndicatorReport
from surveys.results.suppression import hidden_categories
from surveys.results.tables import NONE, Single

THRESHOLD_PEOPLE = 5  # fewer people in a part are not told; as for ordinary surveys


@dataclass(frozen=True)
class Told:
    """A part of a value as the public reads it; None is not told."""

    name: str
    value: Decimal | None
    key: int = 0


@dataclass(frozen=True)
class Breakdown:
    """A value by planning areas and by municipalities."""

    by_area: list[Told]
    by_municipality: list[Told]

    @property
    def hides(self) -> bool:
        """Whether something is not told."""
        return any(part.value is None for part in (*self.by_area, *self.by_municipality))


def tell(parts: Mapping[str, int], total: int | None, k: int = THRESHOLD_PEOPLE) -> dict[str, int | None]:
    """Numbers of people by part, None where it may not be told; `total` is told in any case.

    People who are in no part are a part of their own. Where parts overlap (their sum is greater than the total) each is
    protected as if they did not: more is hidden than would be needed.
    """
    known = sum(parts.values())
    rest = max((total or 0) - known, 0)
    people = known + rest
    if people < k:
        return dict.fromkeys(parts)
    names = tuple(parts)
    crowd = cast(Sequence[str], range(people))  # only their number is asked for
    counts = Counter(dict(parts) | ({NONE: rest} if rest else {}))
    hidden = hidden_categories(Single("part", names, crowd, may_be_empty=bool(rest)), counts, k)
    return {name: None if hidden is None or name in hidden else parts[name] for name in names}


def breakdown_of(report: IndicatorReport) -> Breakdown:
    """What the public reads of the parts of a value; reads the parts that were loaded with it."""
    parts = list(report.parts.all())
    is_of_people = report.indicator.is_of_people
    areas = [(part.area, part.value) for part in parts if part.area]
    towns = [(part.municipality, part.value) for part in parts if part.municipality]
    return Breakdown(_told(areas, report.value, is_of_people), _told(towns, report.value, is_of_people))


def _told(rows: list[tuple[Any, Decimal]], total: Decimal | None, is_of_people: bool) -> list[Told]:
    if not is_of_people:
        return [Told(str(thing), value, thing.pk) for thing, value in rows]
    known = tell({str(thing.pk): int(value) for thing, value in rows}, None if total is None else int(total))
    return [Told(str(thing), _decimal(known[str(thing.pk)]), thing.pk) for thing, _value in rows]


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
