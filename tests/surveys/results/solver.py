"""Somebody who wants to know what is hidden and has all the time: exact bounds by linear programming.

Two of them. The one who counts people (`bounds_by_people`) knows every rule of the questionnaire: the unknowns are numbers
of people with the same answers to everything, and each published number is a sum of them. The one who reads the open data
(`bounds_by_cells`) knows only the file: the unknowns are its cells.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from surveys.results.tables import NO, NONE, YES, Key, Kind, ResultTables, Single, Table, Variable

Person = dict[str, Any]


def possible_answers(variable: Variable) -> list[Any]:
    if isinstance(variable, Single):
        return list(variable.all_categories)
    subsets = chain.from_iterable(combinations(variable.options, size) for size in range(len(variable.options) + 1))
    return [None, *(frozenset(chosen) for chosen in subsets if variable.is_legal(frozenset(chosen)))]


def is_counted(person: Person, name: str, category: str) -> bool:
    """Whether a person stands in the category of a dimension."""
    if name in person:
        answer = person[name]
        if isinstance(answer, frozenset):
            return category in answer
        return answer == category or (answer is None and category == NONE)
    question, option = name.rsplit(".", 1)
    answer = person[question]
    return category == (YES if answer is not None and option in answer else NO)


def bounds_by_people(
    variables: Sequence[Variable], told: ResultTables, is_possible: Callable[[Person], bool] = lambda _person: True
) -> Iterator[tuple[str, Key, float, float]]:
    """Least and greatest value of each hidden number."""
    names = [variable.id for variable in variables]
    people = [
        person
        for answers in product(*(possible_answers(variable) for variable in variables))
        if is_possible(person := dict(zip(names, answers, strict=True)))
    ]

    def line(key: Key) -> list[float]:
        return [float(all(is_counted(person, *part) for part in key)) for person in people]

    cells = {(table.id, key): n for table in told.tables.values() for key, n in table.cells.items()}
    known = {key: n for (_table, key), n in cells.items() if n is not None}
    matrix, right = [line(key) for key in known], list(known.values())
    for (table, key), n in cells.items():
        if n is None:
            yield table, key, *_range(line(key), csr_matrix(matrix), right)


def bounds_by_cells(document: dict[str, Any]) -> Iterator[tuple[str, tuple, float, float]]:
    """The same from the open data alone; numbers under the same key are one number in all tables."""
    index: dict[tuple, int] = {}
    lines, right, above, limits = [], [], [], []
    hidden = []
    for table in document["tables"]:
        for cell in table["cells"]:
            key = tuple(sorted(cell["key"].items()))
            index.setdefault(key, len(index))
            if cell["n"] is None:
                hidden.append((table["id"], key))
            else:
                lines.append({index[key]: 1.0})
                right.append(cell["n"])
    for table in document["tables"]:
        keys = [tuple(sorted(cell["key"].items())) for cell in table["cells"]]
        if table["kind"] == "multiple":
            above += [{index[key]: 1.0, index[()]: -1.0} for key in keys if key]
            limits += [0] * (len(keys) - 1)
            continue
        for margin in keys:
            for dimension in table["dimensions"]:
                parts = [key for key in keys if len(key) == len(margin) + 1 and set(margin) < set(key)]
                parts = [key for key in parts if dimension in dict(key) and dimension not in dict(margin)]
                if parts:
                    lines.append({index[margin]: -1.0, **{index[key]: 1.0 for key in parts}})
                    right.append(0)
    wide = len(index)
    for table_id, key in hidden:
        goal = [0.0] * wide
        goal[index[key]] = 1.0
        yield table_id, key, *_range(goal, _sparse(lines, wide), right, _sparse(above, wide) if above else None, limits)


def _sparse(lines: list[dict[int, float]], wide: int) -> csr_matrix:
    cells = [(row, column, value) for row, line in enumerate(lines) for column, value in line.items()]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(lines), wide))


def _range(goal, equal, right, above=None, limits=None) -> tuple[float, float]:
    ends = []
    for sign in (1, -1):
        found = linprog(sign * np.array(goal), A_eq=equal, b_eq=right, A_ub=above, b_ub=limits or None, method="highs")
        ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        assert found.status in {0, 3}, found.message  # what is published must be possible
    return ends[0], ends[1]


def counted(table: Table, people: list[Person]) -> dict[Key, int]:
    """The true numbers of a table."""
    return {key: sum(all(is_counted(person, *part) for part in key) for person in people) for key in table.cells}


def is_additive(table: Table) -> bool:
    return table.kind != Kind.MULTIPLE
