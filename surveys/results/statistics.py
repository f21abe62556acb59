"""What is read out of published tables. Everything here is computed from published numbers alone, so it tells nothing new.

Percentages are whole numbers and are not printed when the base is under twice the threshold; the same holds for means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from surveys.results.tables import NONE, Kind, Table

BASE_FROM = 2  # times k: the least base of a percentage or a mean


def percent(part: int | None, base: int | None, k: int) -> int | None:
    """The share in whole per cent, halves up; None if a number is not told or the base is too small."""
    if part is None or base is None or base < BASE_FROM * k:
        return None
    return int((Decimal(part) * 100 / base).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Line:
    """One answer of a table: how many people, and their share of those who answered."""

    category: str
    n: int | None
    percent: int | None


@dataclass(frozen=True)
class Summary:
    """A question in numbers. `answered` and `missing` are None where they are not told."""

    total: int
    answered: int | None
    missing: int | None
    at_least: int  # how many surely answered; of use where the number is not told
    base: int | None
    lines: tuple[Line, ...]
    is_multiple: bool = False

    @property
    def top(self) -> Line | None:
        """The most frequent answer, if there is one and it is surely the most frequent.

        In a table with one answer a person what is hidden is never more than what is told. An option of several may be
        hidden because nearly everybody chose it.
        """
        told = sorted((line for line in self.lines if line.n), key=lambda line: line.n or 0, reverse=True)
        if not told or (len(told) > 1 and told[0].n == told[1].n):
            return None
        return None if self.is_multiple and any(line.n is None for line in self.lines) else told[0]

    @property
    def has_hidden(self) -> bool:
        """Something is not told."""
        return self.missing is None or any(line.n is None for line in self.lines)


def summary_of(table: Table, categories: Sequence[str], k: int) -> Summary:
    """The summary of a question. Where the number of answers is not told, shares are of all responses."""
    name = table.dimensions[0]
    total, missing = table.cells[()] or 0, table.cells.get(((name, NONE),))
    numbers = [table.cells[((name, category),)] for category in categories]
    answered = None if missing is None else total - missing
    told = [number for number in numbers if number is not None]
    known = sum(told) if table.kind == Kind.SINGLE else max(told, default=0)
    base = answered if answered is not None else total
    lines = tuple(
        Line(category, number, percent(number, base, k)) for category, number in zip(categories, numbers, strict=True)
    )
    return Summary(total, answered, missing, known // 5 * 5, base, lines, table.kind == Kind.MULTIPLE)


def mean_of(summary: Summary, points: Mapping[str, int], k: int) -> Decimal | None:
    """Mean of a scale to one place, from its published distribution; None if a point is hidden or too few answered."""
    numbers = {line.category: line.n for line in summary.lines if line.category in points}
    if any(number is None for number in numbers.values()):
        return None
    told = {category: number or 0 for category, number in numbers.items()}
    base = sum(told.values())
    if base < BASE_FROM * k:
        return None
    sum_of_points = sum(points[category] * number for category, number in told.items())
    return (Decimal(sum_of_points) / base).quantize(Decimal("0.1"), ROUND_HALF_UP)


def middle_of(numbers: Sequence[Decimal], summary: Summary, k: int) -> tuple[int, int] | None:
    """Mean and median of written numbers to two valid digits; None if a band is hidden or too few answered."""
    if len(numbers) < BASE_FROM * k or summary.has_hidden:
        return None
    return _rough(sum(numbers, Decimal(0)) / len(numbers)), _rough(Decimal(median(numbers)))


def _rough(number: Decimal) -> int:
    """To two valid digits: the exact mean would let the greatest number be computed by those who know the others."""
    if not number:
        return 0
    places = Decimal(1).scaleb(max(number.adjusted() - 1, 0))
    return int((number / places).quantize(Decimal(1), ROUND_HALF_UP) * places)
