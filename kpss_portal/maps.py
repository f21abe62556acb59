"""Maps drawn by the server: degrees to units of a drawing, outlines to paths, points that do not lie over each other.

At the size of a district the earth is flat enough: a degree of longitude is shortened by the cosine of the middle latitude.
Pairs are always (longitude, latitude) in degrees of WGS 84, as in GeoJSON.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Pair = tuple[float, float]
Ring = Sequence[Pair]
WIDTH = 1000  # units of a drawing
MARGIN = 30
LEAST_SPAN = 0.02  # degrees: a single municipality still has some land around it
TALLEST = 1400
PIECE = 128  # points
SPREADING_ROUNDS = 30


@dataclass(frozen=True)
class Frame:
    """What a drawing shows, and how it turns degrees into units."""

    west: float
    north: float
    across: float  # units in a degree of longitude
    down: float  # units in a degree of latitude
    height: int

    def place(self, pair: Pair) -> Pair:
        """x and y of a point."""
        return (
            round(MARGIN + (pair[0] - self.west) * self.across, 1),
            round(MARGIN + (self.north - pair[1]) * self.down, 1),
        )

    def holds(self, pair: Pair) -> bool:
        """Whether the point lies in the drawing."""
        x, y = self.place(pair)
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def frame_around(pairs: Iterable[Pair]) -> Frame | None:
    """The smallest frame with all the points; None where there is none."""
    known = list(pairs)
    if not known:
        return None
    west, east = min(pair[0] for pair in known), max(pair[0] for pair in known)
    south, north = min(pair[1] for pair in known), max(pair[1] for pair in known)
    short = cos(radians((south + north) / 2))
    wide = max((east - west) * short, LEAST_SPAN)
    tall = max(north - south, LEAST_SPAN)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x = (WIDTH - 2 * MARGIN) / scale / short / 2
    return Frame(middle_x - half_x, middle_y + tall / 2, scale * short, scale, round(tall * scale + 2 * MARGIN))


def path_of(rings: Iterable[Ring], frame: Frame) -> str:
    """Outlines as the `d` of a path."""
    parts = []
    for ring in rings:
        points = [frame.place(pair) for pair in ring]
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "z")
    return "".join(parts)


def simplified(ring: Ring, tolerance: float) -> list[Pair]:
    """The ring without points that lie nearer than `tolerance` degrees to the line without them (Douglas and Peucker).

    A ring that would lose its shape stays as it is. It is cut into short pieces, so that no ring takes long.
    """
    ends = [*range(0, len(ring) - 1, PIECE), len(ring) - 1]
    kept = set(ends)
    waiting = list(pairwise(ends))
    while waiting:
        first, last = waiting.pop()
        far, place = max(
            ((_off(ring[index], ring[first], ring[last]), index) for index in range(first + 1, last)), default=(0.0, 0)
        )
        if far > tolerance:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [ring[index] for index in sorted(kept)] if len(kept) >= 4 else list(ring)


def _off(point: Pair, first: Pair, last: Pair) -> float:
    """Distance of a point from a segment, in degrees."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = dx * dx + dy * dy
    if length == 0:
        return hypot(point[0] - first[0], point[1] - first[1])
    along = max(0.0, min(1.0, ((point[0] - first[0]) * dx + (point[1] - first[1]) * dy) / length))
    return hypot(point[0] - first[0] - along * dx, point[1] - first[1] - along * dy)


def spread(points: Sequence[Pair], gap: float) -> list[Pair]:
    """The same points moved a little, so that no two are nearer than `gap` where that can be done."""
    moved = [list(point) for point in points]
    for _round in range(SPREADING_ROUNDS):
        if not _push_apart(moved, gap):
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _push_apart(moved: list[list[float]], gap: float) -> bool:
    is_moved = False
    for index, one in enumerate(moved):
        for other in moved[:index]:
            dx, dy = one[0] - other[0], one[1] - other[1]
            apart = hypot(dx, dy)
            if apart >= gap - 0.1:
                continue
            dx, dy = (dx / apart, dy / apart) if apart else (1.0, 0.0)
            push = (gap - apart) / 2
            one[0], one[1] = one[0] + dx * push, one[1] + dy * push
            other[0], other[1] = other[0] - dx * push, other[1] - dy * push
            is_moved = True
    return is_moved
