"""Tables of results and the columns of answers that they are counted from; nothing here knows the database.

Every table is a sum over the same answers, so the total `{}` is one number for all of them and a margin is the same number
wherever it stands. That is why those who did not answer are a category too (`NONE`): without it the margins of two tables
would differ by people whom nobody protects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NONE = "none"  # did not answer, or was not asked
YES, NO = "yes", "no"  # an option of a multiple choice is a question of its own
Key = tuple[tuple[str, str], ...]  # (dimension, category) in the order of the table's dimensions; a margin lacks some
TOTAL: Key = ()


class Kind(StrEnum):
    """How the cells of a table add up: over the dimension, not at all, over both dimensions."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    CROSS = "cross"


@dataclass(frozen=True)
class Single:
    """Answers to a question with one answer: a category for each response, NONE where there is none.

    `is_movable` says of each response whether another answer there would break no rule of the questionnaire (branching
    that hid or asked other questions); None means all. Rules of the questionnaire are known to everybody, so an answer
    that they fix protects nobody.
    """

    id: str
    categories: tuple[str, ...]
    values: Sequence[str]
    may_be_empty: bool = True
    is_movable: Sequence[bool] | None = None

    @property
    def all_categories(self) -> tuple[str, ...]:
        """The answers offered and the lack of one."""
        return (*self.categories, NONE)


@dataclass(frozen=True)
class Multiple:
    """Answers to a question with several answers: a set of options for each response, None where there is none.

    From `fewest` to `most` options may be chosen; one of `alone` excludes all others.
    """

    id: str
    options: tuple[str, ...]
    values: Sequence[frozenset[str] | None]
    most: int | None = None
    fewest: int = 1
    alone: frozenset[str] = frozenset()
    is_movable: Sequence[bool] | None = None

    def is_legal(self, chosen: frozenset[str]) -> bool:
        """Whether the questionnaire lets somebody choose these options."""
        if chosen & self.alone and len(chosen) > 1:
            return False
        return self.fewest <= len(chosen) <= (self.most or len(self.options))


Variable = Single | Multiple


@dataclass(frozen=True)
class Table:
    """A published table; None is a number that is not told."""

    id: str
    kind: Kind
    dimensions: tuple[str, ...]
    cells: Mapping[Key, int | None]

    def get(self, *pairs: tuple[str, str]) -> int | None:
        """The number under the key."""
        return self.cells[pairs]


@dataclass(frozen=True)
class ResultTables:
    """All that is published of a survey in numbers. `withheld` names tables that cannot be told safely at all."""

    k: int
    total: int
    tables: Mapping[str, Table]
    withheld: tuple[str, ...] = field(default=())

    def document(self, survey: str) -> dict[str, Any]:
        """The form of the open data (`vysledky.json`)."""
        return {"survey": survey, "k": self.k, "tables": [as_json(table) for table in self.tables.values()]}


def as_json(table: Table) -> dict[str, Any]:
    """A table of the open data."""
    return {
        "id": table.id,
        "kind": table.kind.value,
        "dimensions": list(table.dimensions),
        "cells": [{"key": dict(key), "n": n} for key, n in table.cells.items()],
    }


def from_json(table: Mapping[str, Any]) -> Table:
    """The table again."""
    dimensions = tuple(table["dimensions"])
    cells = {
        tuple((name, cell["key"][name]) for name in dimensions if name in cell["key"]): cell["n"]
        for cell in table["cells"]
    }
    return Table(table["id"], Kind(table["kind"]), dimensions, cells)
