"""A last look at the finished set before it is stored: nothing small is told, and plain arithmetic finds nothing hidden.

It knows only the tables, as a reader of the open data does. Suppression is right by its construction; this catches a mistake
in it or in the data, and then nothing is published.
"""

from collections.abc import Iterator

from surveys.results.tables import Key, Kind, ResultTables, Table

Range = tuple[int, int]
MOST_ROUNDS = 50


def faults_of(tables: ResultTables) -> list[str]:
    """Cells that must not be published as they are; empty if all is well."""
    faults = [
        f"{table.id}: {dict(key)} = {n}"
        for table in tables.tables.values()
        for key, n in table.cells.items()
        if n is not None and 0 < n < tables.k
    ]
    ranges = ranges_of(tables)
    hidden = {key: ranges[key] for key in _hidden(tables)}
    return faults + [
        f"{dict(key)} is between {low} and {high}" for key, (low, high) in hidden.items() if high - low < tables.k
    ]


def _hidden(tables: ResultTables) -> set[Key]:
    return {key for table in tables.tables.values() for key, n in table.cells.items() if n is None}


def ranges_of(tables: ResultTables) -> dict[Key, Range]:
    """Least and greatest value of each number that sums and margins allow, one number under a key in all tables."""
    ranges: dict[Key, Range] = {}
    for table in tables.tables.values():
        for key, n in table.cells.items():
            ranges.setdefault(key, (n, n) if n is not None else (0, tables.total))
    sums = [line for table in tables.tables.values() if table.kind != Kind.MULTIPLE for line in _sums(table)]
    open_sums = [line for line in sums if any(ranges[key][0] != ranges[key][1] for key in (line[0], *line[1]))]
    for _round in range(MOST_ROUNDS):
        if not sum(_tighten(ranges, whole, parts) for whole, parts in open_sums):
            break
    return ranges


def _sums(table: Table) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """Each margin with the cells that it is the sum of, for each dimension that it lacks."""
    parts: dict[tuple[Key, str], list[Key]] = {}
    for key in table.cells:
        for pair in key:
            margin = tuple(other for other in key if other != pair)
            parts.setdefault((margin, pair[0]), []).append(key)
    for (margin, _dimension), keys in parts.items():
        yield margin, tuple(keys)


def _tighten(ranges: dict[Key, Range], whole: Key, parts: tuple[Key, ...]) -> bool:
    """Narrows what one sum lets narrow; whether something was narrowed."""
    low, high = sum(ranges[key][0] for key in parts), sum(ranges[key][1] for key in parts)
    has_changed = _narrow(ranges, whole, low, high)
    for key in parts:
        least, most = ranges[key]
        others_low, others_high = low - least, high - most
        has_changed |= _narrow(ranges, key, ranges[whole][0] - others_high, ranges[whole][1] - others_low)
        low, high = low - least + ranges[key][0], high - most + ranges[key][1]
    return has_changed


def _narrow(ranges: dict[Key, Range], key: Key, low: int, high: int) -> bool:
    before = ranges[key]
    ranges[key] = (max(before[0], low), min(before[1], high))
    return ranges[key] != before
