"""The organisation of groups, as a drawing and as a list that says the same."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from working_groups.models import Group

ROW, STEP, WIDTH, LINE_OF_TEXT = 64, 28, 460, 40  # units of the drawing; letters of a line


@dataclass
class Row:
    """A group with its depth and the row of the one above it, None at the top."""

    group: Group
    depth: int
    number: int
    above: "Row | None" = None

    @property
    def x(self) -> int:
        """Left edge of the box."""
        return 2 + self.depth * STEP

    @property
    def y(self) -> int:
        """Upper edge of the box."""
        return 2 + self.number * ROW

    @property
    def width(self) -> int:
        """Of the box."""
        return WIDTH - self.x - 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The name in at most two lines, each with its place."""
        parts = textwrap.wrap(self.group.name, LINE_OF_TEXT - self.depth * 3, max_lines=2, placeholder="…")
        first = self.y + (31 if len(parts) == 1 else 22)
        return [(first + 20 * number, part) for number, part in enumerate(parts)]

    @property
    def path(self) -> str:
        """The line from the group above."""
        if self.above is None:
            return ""
        x = self.above.x + STEP // 2
        return f"M{x} {self.above.y + 50}V{self.y + 25}H{self.x}"


def rows_of(groups: Iterable[Group]) -> list[Row]:
    """Groups as a tree written in rows; one whose superior is not among them stands at the top."""
    known = {group.pk: group for group in groups}
    below: dict[int | None, list[Group]] = defaultdict(list)
    for group in known.values():
        below[group.parent_id if group.parent_id in known else None].append(group)
    rows: list[Row] = []
    _add(rows, below, None)
    return rows


def _add(rows: list[Row], below: dict[int | None, list[Group]], above: Row | None) -> None:
    for group in below.pop(above.group.pk if above else None, []):
        row = Row(group, above.depth + 1 if above else 0, len(rows), above)
        rows.append(row)
        _add(rows, below, row)


def height_of(rows: list[Row]) -> int:
    """Of the drawing."""
    return len(rows) * ROW - 8
