"""Which numbers of a survey may be told (the reasoning is in docs/adr/0016-disclosure-control.md).

A number is hidden if fewer than k people stand behind it, and more are hidden so that it cannot be computed from the rest:
from everything published together, and from the rules of the questionnaire, no hidden number can be told to an interval
narrower than k. Each hidden number has a witness: other answers, changed for some people, that would publish the very same
set. Three kinds of witnesses are looked for, and where none is found a whole table is withheld.

1. People move among hidden categories of one question; wherever these categories stand, their cells are hidden.
2. People add or drop hidden options of a multiple choice, as far as the questionnaire lets them.
3. Two people who agree in everything that the question is crossed with exchange their answers: four cells change, or two
   whole lines where many do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from surveys.results.tables import NO, NONE, TOTAL, YES, Key, Kind, Multiple, ResultTables, Single, Table, Variable

ZEROS_FROM = 3  # times k: in a smaller table a zero would tell something about everybody
LEAST_K = 3
BLURRED = "\x00"  # all hidden categories of a question taken together


def publish(variables: Sequence[Variable], crosses: Iterable[tuple[str, str]], k: int) -> ResultTables:
    """The whole published set of a survey: a table for each variable, and the crossings of the fixed list.

    A crossing names two variables; one option of a multiple choice is named `question.option`. Raises ValueError if k is
    below three; with fewer than k responses nothing is published.
    """
    if k < LEAST_K:
        raise ValueError("a threshold below three protects nobody")
    total = len(variables[0].values) if variables else 0
    pairs = tuple(dict.fromkeys(crosses))
    if total < k:
        return ResultTables(k, 0, {}, tuple([variable.id for variable in variables] + [cross_id(*p) for p in pairs]))
    told = _told_alone(variables, k)
    tables = {key: alone.table for key, alone in told.items() if alone.table}
    sides = _sides(variables, told, {name for pair in pairs for name in pair})
    crossed = _crossed(pairs, sides, k, total)
    tables |= {table.id: table for table in crossed.values() if table}
    wanted = [*told, *(cross_id(*pair) for pair in pairs)]
    return ResultTables(k, total, tables, tuple(name for name in wanted if name not in tables))


def cross_id(first: str, second: str) -> str:
    """Name of a crossing."""
    return f"{first}x{second}"


# --- one question -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alone:
    """A question by itself: its table, or None where it cannot be told, and its hidden categories."""

    table: Table | None
    hidden: frozenset[str] = frozenset()


def _told_alone(variables: Sequence[Variable], k: int) -> dict[str, Alone]:
    return {
        variable.id: tell_single(variable, k) if isinstance(variable, Single) else tell_multiple(variable, k)
        for variable in variables
    }


def tell_single(variable: Single, k: int) -> Alone:
    """The table of a question with one answer."""
    counts, total = Counter(variable.values), len(variable.values)
    names = variable.all_categories
    hidden = hidden_categories(variable, counts, k)
    if hidden is None:
        return Alone(None)
    cells: dict[Key, int | None] = {((variable.id, name),): None if name in hidden else counts[name] for name in names}
    return Alone(Table(variable.id, Kind.SINGLE, (variable.id,), {TOTAL: total, **cells}), hidden)


def hidden_categories(variable: Single, counts: Counter[str], k: int) -> frozenset[str] | None:
    """Categories of a question that are hidden; None if even hiding all of them protects nobody.

    A category is hidden if fewer than k people chose it; a zero only in a small table. Then the least of the others are
    added until people could have moved among the hidden ones by k, each of them keeping somebody where zeros are shown.
    """
    are_zeros_shown = len(variable.values) >= ZEROS_FROM * k
    names = [name for name in variable.all_categories if name != NONE or variable.may_be_empty or counts[NONE]]
    hidden = {name for name in names if 0 < counts[name] < k or (not counts[name] and not are_zeros_shown)}
    movable = _movable(variable, counts)
    floor = 1 if are_zeros_shown else 0
    visible = sorted((name for name in names if counts[name] >= k), key=lambda name: (name == NONE, counts[name]))
    while hidden and visible and not _is_wide(hidden, counts, movable, floor, k):
        hidden.add(visible.pop(0))
    if not hidden or _is_wide(hidden, counts, movable, floor, k):
        return frozenset(hidden)
    return frozenset(names) if _is_wide(set(names), counts, movable, 0, k) else None


def _movable(variable: Single, counts: Counter[str]) -> Counter[str]:
    if variable.is_movable is None:
        return counts
    return Counter(value for value, moves in zip(variable.values, variable.is_movable, strict=True) if moves)


def _is_wide(hidden: set[str], counts: Counter[str], movable: Counter[str], floor: int, k: int) -> bool:
    room = sum(max(min(movable[name], counts[name] - floor), 0) for name in hidden)
    return len(hidden) > 1 and room >= k


def tell_multiple(variable: Multiple, k: int) -> Alone:
    """The table of a question with several answers; each option is a yes or no of its own."""
    patterns = _Patterns(variable, k)
    hidden = patterns.hidden()
    if hidden is None:
        return Alone(None)
    cells: dict[Key, int | None] = {
        ((variable.id, name),): None if name in hidden else patterns.count(name) for name in variable.options
    }
    cells[((variable.id, NONE),)] = None if NONE in hidden else patterns.empty
    table = Table(variable.id, Kind.MULTIPLE, (variable.id,), {TOTAL: len(variable.values), **cells})
    return Alone(table, hidden)


class _Patterns:
    """Sets of options that people chose, and how many could have chosen otherwise unnoticed."""

    def __init__(self, variable: Multiple, k: int) -> None:
        self.variable, self.k = variable, k
        everybody = Counter(variable.values)
        self.empty = everybody[None]
        counted = Counter({chosen: number for chosen, number in everybody.items() if chosen is not None})
        self.movable = counted if variable.is_movable is None else self._movable()
        self.counts = {name: sum(n for chosen, n in counted.items() if name in chosen) for name in variable.options}
        self.answered = sum(counted.values())
        self.floor = 1 if len(variable.values) >= ZEROS_FROM * k else 0

    def _movable(self) -> Counter[frozenset[str]]:
        rows = zip(self.variable.values, self.variable.is_movable or (), strict=True)
        return Counter(value for value, moves in rows if moves and value is not None)

    def count(self, name: str) -> int:
        """People who chose the option."""
        return self.counts[name]

    def is_risky(self, number: int) -> bool:
        """Few enough to be recognised."""
        return 0 < number < self.k or (number == 0 and not self.floor)

    def hidden(self) -> frozenset[str] | None:
        """Options that are hidden, NONE among them if the lack of an answer is; None if it protects nobody."""
        options = self.variable.options
        hidden = {
            name
            for name in options
            if self.is_risky(self.counts[name]) or self.is_risky(self.answered - self.counts[name])
        }
        if self.is_risky(self.empty):
            hidden.add(NONE)
        visible = sorted((name for name in options if name not in hidden), key=lambda name: self.counts[name])
        while not self._is_safe(hidden):
            if not visible:
                return None
            hidden.add(visible.pop(0))
        return frozenset(hidden)

    def _is_safe(self, hidden: set[str]) -> bool:
        return all(self._width(name, hidden) >= self.k for name in hidden)

    def _width(self, name: str, hidden: set[str]) -> int:
        if name == NONE:
            return self._width_of_empty(hidden)
        free = frozenset(hidden - {NONE})
        loses = sum(n for chosen, n in self.movable.items() if name in chosen and self._other(chosen, name, free))
        gains = sum(n for chosen, n in self.movable.items() if name not in chosen and self._other(chosen, name, free))
        return max(min(loses, self.counts[name] - self.floor), 0) + max(
            min(gains, self.answered - self.counts[name] - self.floor), 0
        )

    def _other(self, chosen: frozenset[str], name: str, free: frozenset[str]) -> bool:
        """Whether the options could be others, with `name` turned round and only hidden ones touched."""
        kept, touched = chosen - free, chosen & free
        if name in chosen:
            options = [chosen - {name}, *(chosen - {name} | {other} for other in free - chosen)]
        else:
            options = [chosen | {name}, kept | {name}, *(chosen - {other} | {name} for other in touched)]
        return any(self.variable.is_legal(frozenset(option)) for option in options)

    def _width_of_empty(self, hidden: set[str]) -> int:
        """How many could have left the question out: their only option goes to somebody else, or is hidden anyway."""
        best = 0
        for name in self.variable.options:
            only = self.movable[frozenset({name})]
            receivers = sum(
                n
                for chosen, n in self.movable.items()
                if name not in chosen and self.variable.is_legal(chosen | {name})
            )
            best = max(best, only if name in hidden else min(only, receivers))
        return best


# --- crossings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """A question as a side of crossings: its hidden categories are taken together."""

    variable: Single
    hidden: frozenset[str]
    margins: Mapping[str, int | None]
    blurred: Sequence[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Categories with the hidden ones taken together."""
        kept = tuple(name for name in self.variable.all_categories if name not in self.hidden)
        return (*kept, BLURRED) if self.hidden else kept

    def coarse(self, name: str) -> str:
        """The category, or that it is one of the hidden ones."""
        return BLURRED if name in self.hidden else name


def _side(variable: Single, alone: Alone) -> Side | None:
    if alone.table is None:
        return None
    margins = {name: alone.table.cells[((variable.id, name),)] for name in variable.all_categories}
    hidden = alone.hidden
    coarse = {name: BLURRED if name in hidden else name for name in variable.all_categories}
    blurred = [coarse[value] for value in variable.values] if hidden else variable.values
    return Side(variable, hidden, margins, blurred)


def _sides(variables: Sequence[Variable], told: Mapping[str, Alone], wanted: set[str]) -> dict[str, Side]:
    """Sides that can be crossed: questions with one answer and single options of the others."""
    found: dict[str, Side | None] = {}
    for variable in variables:
        if isinstance(variable, Single):
            if variable.id in wanted:
                found[variable.id] = _side(variable, told[variable.id])
            continue
        for name in variable.options:
            if f"{variable.id}.{name}" in wanted:
                found[f"{variable.id}.{name}"] = _option_side(variable, name, told[variable.id])
    return {key: side for key, side in found.items() if side}


def _option_side(variable: Multiple, name: str, alone: Alone) -> Side | None:
    """An option as a question of its own: people who chose it, and all others; not crossed where it is hidden.

    Those who left the whole question out are among the others, as the base of the crossing is everybody in the group.
    """
    if alone.table is None or name in alone.hidden:
        return None
    values = [YES if chosen is not None and name in chosen else NO for chosen in variable.values]
    moves = {chosen: chosen is not None and variable.is_legal(chosen ^ {name}) for chosen in set(variable.values)}
    allowed = variable.is_movable or [True] * len(values)
    movable = [moves[chosen] and may for chosen, may in zip(variable.values, allowed, strict=True)]
    single = Single(f"{variable.id}.{name}", (YES, NO), values, may_be_empty=False, is_movable=movable)
    return Side(single, frozenset(), Counter(values), values)


def _crossed(
    pairs: Sequence[tuple[str, str]], sides: Mapping[str, Side], k: int, total: int
) -> dict[tuple[str, str], Table | None]:
    """Crossings in the order of the list; one that cannot be told makes the later ones easier to protect."""
    if total < ZEROS_FROM * k:
        return {}
    left = [pair for pair in pairs if pair[0] in sides and pair[1] in sides and pair[0] != pair[1]]
    families = _Families(sides)
    told = {}
    for first, second in tuple(left):
        one, other = _exchanged(first, second, left, sides)
        crossing = _Crossing(sides[first], sides[second], families.of(one, left), one == second, other, k)
        told[first, second] = crossing.table(total)
        if told[first, second] is None:
            left.remove((first, second))
    return told


def _exchanged(first: str, second: str, pairs: Sequence[tuple[str, str]], sides: Mapping[str, Side]) -> tuple[str, str]:
    """The question whose answers two people exchange, that with fewer other crossings, and the one it is crossed with."""

    def cost(both: tuple[str, str]) -> tuple[int, bool]:
        return len(_neighbours(both[0], pairs)), sides[both[0]].variable.is_movable is not None

    return min(((first, second), (second, first)), key=cost)


def _neighbours(name: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pair[pair[0] == name] for pair in pairs if name in pair))


Cell = tuple[str, str]
Cells = dict[Cell, Counter[tuple[str, ...]]]


@dataclass(frozen=True)
class _Together:
    """Columns joined into one: a number for each combination that occurs, and what it stands for."""

    codes: Sequence[int]
    meanings: Sequence[tuple[str, ...]]


def _together(columns: Sequence[Sequence[str]]) -> _Together:
    numbers: dict[tuple[str, ...], int] = {}
    codes = [numbers.setdefault(line, len(numbers)) for line in zip(*columns, strict=True)]
    return _Together(codes, list(numbers))


class _Family:
    """A question with all that it is crossed with, counted together once; people who can move also apart."""

    def __init__(self, one: Side, others: Mapping[str, Side], joined: _Together) -> None:
        moving = [one, *(side for side in others.values() if side.hidden)]  # people also move among hidden categories
        masks = [side.variable.is_movable for side in moving if side.variable.is_movable is not None]
        self.names = tuple(others)
        if not masks:
            found = Counter(zip(one.blurred, joined.codes, strict=True))
            self.everybody = {(own, *joined.meanings[code]): number for (own, code), number in found.items()}
            self.movable = self.everybody
            return
        allowed = map(all, zip(*masks, strict=True)) if len(masks) > 1 else masks[0]
        self.everybody, self.movable = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for (own, code, moves), number in Counter(zip(one.blurred, joined.codes, allowed, strict=True)).items():
            line = (own, *joined.meanings[code])
            self.everybody[line] += number
            if moves:
                self.movable[line] += number

    def counts(self, name: str, *, is_turned: bool) -> Counter[Cell]:
        """People of each cell of one crossing."""
        place, found = self.names.index(name) + 1, Counter[Cell]()
        for line, number in self.everybody.items():
            found[(line[place], line[0]) if is_turned else (line[0], line[place])] += number
        return found

    def cells(self, name: str, *, is_turned: bool) -> Cells:
        """People of each cell who may exchange their answers, by all else that they must agree in."""
        place, found = self.names.index(name) + 1, Cells()
        for line, number in self.movable.items():
            cell = (line[place], line[0]) if is_turned else (line[0], line[place])
            if cell not in found:
                found[cell] = Counter()
            found[cell][line[1:place] + line[place + 1 :]] += number
        return found


class _Families:
    """Families, each counted once for as long as nothing of it is withheld."""

    def __init__(self, sides: Mapping[str, Side]) -> None:
        self.sides, self.made = sides, dict[tuple[str, ...], _Family]()
        self.joined: dict[tuple[str, ...], _Together] = {}

    def of(self, name: str, pairs: Sequence[tuple[str, str]]) -> _Family:
        """The family of a question among the crossings that are left."""
        key = (name, *_neighbours(name, pairs))
        if key not in self.made:
            others = {other: self.sides[other] for other in key[1:]}
            self.made = {key: _Family(self.sides[name], others, self._joined(key[1:]))}
        return self.made[key]

    def _joined(self, names: tuple[str, ...]) -> _Together:
        """Most questions are crossed with the same few: these are joined once."""
        if names not in self.joined:
            self.joined = {names: _together([self.sides[name].blurred for name in names])}
        return self.joined[names]


class _Crossing:
    """One crossing: which of its cells are hidden. `one` of its sides is the family's, turned if it is the columns."""

    def __init__(self, rows: Side, columns: Side, family: _Family, is_turned: bool, other: str, k: int) -> None:
        self.rows, self.columns, self.k = rows, columns, k
        self.counts = family.counts(other, is_turned=is_turned)
        self.hidden = {
            cell
            for cell, number in self.counts.items()
            if BLURRED in cell or number < k  # a cell that nobody is in is not among the counts
        }
        self.movable: Cells = family.cells(other, is_turned=is_turned) if self.hidden else {}
        self.covered: set[Cell] = set()

    def table(self, total: int) -> Table | None:
        """The table with its margins; None if it cannot be told, or if nothing of it would be left."""
        for cell in sorted(self.hidden):
            if BLURRED in cell and self._people(cell) >= self.k:
                self.covered.add(cell)
        if not all(self._cover(cell) for cell in sorted(self.hidden)) or not self._tells_something():
            return None
        names = (self.rows.variable.id, self.columns.variable.id)
        cells: dict[Key, int | None] = {TOTAL: total}
        for name, side in zip(names, (self.rows, self.columns), strict=True):
            cells |= {((name, category),): side.margins[category] for category in side.variable.all_categories}
        for row in self.rows.variable.all_categories:
            for column in self.columns.variable.all_categories:
                cells[((names[0], row), (names[1], column))] = self._told(row, column)
        return Table(cross_id(*names), Kind.CROSS, names, cells)

    def _told(self, row: str, column: str) -> int | None:
        cell = (self.rows.coarse(row), self.columns.coarse(column))
        return None if cell in self.hidden else self.counts[cell]

    def _tells_something(self) -> bool:
        return any(NONE not in cell and number for cell, number in self.counts.items() if cell not in self.hidden)

    def _people(self, cell: tuple[str, str]) -> int:
        return sum(self.movable.get(cell, Counter()).values())

    def _cover(self, cell: tuple[str, str]) -> bool:
        """Finds three more cells with which this one is protected, hiding as little as possible; False if there are none."""
        if cell in self.covered:
            return True
        best = min(self._rectangles(cell), default=None) or min(self._lines(cell), default=None)
        if best is None:
            return False
        self.hidden |= set(best[-1])
        self.covered |= set(best[-1])
        return True

    def _rectangles(self, cell: tuple[str, str]) -> Iterable[tuple[int, int, tuple[tuple[str, str], ...]]]:
        row, column = cell
        for other_row in self.rows.names:
            if other_row == row:
                continue
            for other_column in self.columns.names:
                if other_column == column:
                    continue
                corners = (cell, (row, other_column), (other_row, column), (other_row, other_column))
                new = [corner for corner in corners if corner not in self.hidden]
                if self._width(corners) >= self.k:
                    yield len(new), sum(self.counts[corner] for corner in new), corners

    def _lines(self, cell: Cell) -> Iterable[tuple[int, int, tuple[Cell, ...]]]:
        """The whole line of the cell with another whole line, by rows or by columns: people move between the two."""
        row, column = cell
        for other in self.rows.names:
            if other != row:
                yield from self._pair_of_lines([((row, name), (other, name)) for name in self.columns.names])
        for other in self.columns.names:
            if other != column:
                yield from self._pair_of_lines([((name, column), (name, other)) for name in self.rows.names])

    def _pair_of_lines(self, pairs: Sequence[tuple[Cell, Cell]]) -> Iterable[tuple[int, int, tuple[Cell, ...]]]:
        """The two lines, if in each pair of cells the numbers could differ by k; pairs that nobody is in stay zeros."""
        used = [pair for pair in pairs if self.counts[pair[0]] or self.counts[pair[1]]]
        first = _summed(self.movable.get(one, {}) for one, _other in used)
        both = _summed(self.movable.get(cell, {}) for pair in used for cell in pair)
        for pair in used:
            here = _summed(self.movable.get(cell, {}) for cell in pair)
            room = (min(first[key], number, both[key] - first[key], both[key] - number) for key, number in here.items())
            if sum(room) < self.k:
                return
        cells = tuple(cell for pair in used for cell in pair)
        new = [cell for cell in cells if cell not in self.hidden]
        yield len(new), sum(self.counts[cell] for cell in new), cells

    def _width(self, corners: Sequence[tuple[str, str]]) -> int:
        nobody: Counter[tuple[str, ...]] = Counter()
        first, second, third, fourth = (self.movable.get(corner, nobody) for corner in corners)
        return _pairs(first, fourth) + _pairs(second, third)


def _summed(parts: Iterable[Mapping[tuple[str, ...], int]]) -> Counter[tuple[str, ...]]:
    total: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        total.update(part)
    return total


def _pairs(one: Mapping[tuple[str, ...], int], other: Mapping[tuple[str, ...], int]) -> int:
    """Pairs of people who agree in what they must."""
    if len(other) < len(one):
        one, other = other, one
    return sum(min(number, other.get(key, 0)) for key, number in one.items())


def names_of(tables: ResultTables) -> list[str]:
    """Names of everything that was asked for, told or not."""
    return list(chain(tables.tables, tables.withheld))


def without(tables: ResultTables, names: Iterable[str]) -> ResultTables:
    """The set with some tables withheld."""
    gone = set(names)
    kept = {key: table for key, table in tables.tables.items() if key not in gone}
    return replace(tables, tables=kept, withheld=(*tables.withheld, *(key for key in tables.tables if key in gone)))
