"""How well search answers real questions: recall among the first five and mean reciprocal rank of tests/relevance.

`expected` holds addresses of services and sections of the Act (all services of that kind); of more than five any five are
enough. `near` is right too, but not required.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST = 5
QUERIES = Path(__file__).parent.parent / "tests/relevance/queries.csv"


@dataclass(frozen=True)
class Query:
    """A question with the services that should come."""

    text: str
    expected: frozenset[str]
    near: frozenset[str]


@dataclass(frozen=True)
class Result:
    """How a question was answered."""

    query: Query
    found: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the expected services among the first five."""
        wanted = self.query.expected
        return len(wanted & set(self.found[:FIRST])) / min(FIRST, len(wanted))

    @property
    def reciprocal_rank(self) -> float:
        """One divided by the place of the first right service; 0 if there is none."""
        right = self.query.expected | self.query.near
        return next((1 / place for place, slug in enumerate(self.found, start=1) if slug in right), 0.0)


def load_queries(slugs_of_section: Callable[[str], set[str]]) -> list[Query]:
    """The set, with sections of the Act replaced by their services."""

    def slugs(cell: str) -> frozenset[str]:
        named = [slugs_of_section(word) if word.startswith("§") else {word} for word in cell.split()]
        return frozenset().union(*named)

    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [
            Query(row["query"], slugs(row["expected"]), slugs(row["near"]))
            for row in csv.DictReader(file, delimiter=";")
        ]


def measure(queries: Sequence[Query], ask: Callable[[str], Sequence[str]]) -> list[Result]:
    """Answers to all questions; `ask` gives addresses of services, the best first."""
    return [Result(query, tuple(ask(query.text))) for query in queries]


def means(results: Sequence[Result]) -> tuple[float, float]:
    """Mean recall and mean reciprocal rank."""
    return (
        sum(result.recall for result in results) / len(results),
        sum(result.reciprocal_rank for result in results) / len(results),
    )
