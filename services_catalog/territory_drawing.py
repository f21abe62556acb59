"""The territory as the server draws it: outlines the office uploaded, towns for orientation, and numbered points.

Only municipalities have points; where a service is inside of one is said by its address, so a hidden place cannot be here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from community.boundaries import Shape
from community.models import Municipality, TerritoryMap
from kpss_portal.czech import fold
from kpss_portal.maps import WIDTH, Frame, Pair, frame_around, path_of, spread
from kpss_portal.remembered import Remembered

PIN_GAP = 40  # units between middles of numbered points
LETTER, LINE = 14, 30  # units of a letter and of a line of a label
TOWNS = ("mesto", "statutarni mesto", "hlavni mesto", "mestys")


@dataclass(frozen=True)
class Territory:
    """What does not change from page to page: outlines by code, the frame, towns and where the outlines are from."""

    shapes: Sequence[Shape] = ()
    frame: Frame | None = None
    middles: dict[str, Pair] = field(default_factory=dict)
    towns: Sequence[Municipality] = ()
    source: str = ""
    as_of: date | None = None
    is_schematic: bool = False
    key: int | None = None


def _load_territory() -> Territory:
    """The map in force and the municipalities, in two queries."""
    municipalities = list(Municipality.objects.in_territory())
    middles = {town.code: pair for town in municipalities if (pair := pair_of(town))}
    uploaded = TerritoryMap.objects.in_force()
    shapes = [Shape.loaded(row) for row in uploaded.shapes] if uploaded else []
    corners = [pair for shape in shapes for ring in shape.rings for pair in ring]
    towns = [town for town in municipalities if fold(town.status) in TOWNS and town.code in middles]
    known = Territory(shapes, frame_around([*corners, *middles.values()]), middles, towns)
    if uploaded is None:
        return known
    return replace(
        known, source=uploaded.source, as_of=uploaded.as_of, is_schematic=uploaded.is_schematic, key=uploaded.pk
    )


territory = Remembered("services_catalog.territory", _load_territory)


def pair_of(municipality: Municipality) -> Pair | None:
    """Longitude and latitude of its middle."""
    if municipality.latitude is None or municipality.longitude is None:
        return None
    return float(municipality.longitude), float(municipality.latitude)


@dataclass(frozen=True)
class Area:
    """An outline: its path and whether it is marked."""

    d: str
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Spot:
    """A point with a label or a number."""

    x: float
    y: float
    label: str = ""
    url: str = ""
    number: int = 0
    room: int = 14  # units between the middle and the label

    @property
    def text_x(self) -> float:
        """Where its label begins."""
        return round(self.x + self.room, 1)

    @property
    def text_y(self) -> float:
        """The line of its label or number."""
        return round(self.y + 8, 1)


@dataclass(frozen=True)
class Drawing:
    """All that the component `territory_map.html` draws."""

    height: int
    areas: Sequence[Area]
    towns: Sequence[Spot]
    pins: Sequence[Spot]
    territory: Territory
    width: int = WIDTH


def drawing_of(
    marked: Iterable[Municipality] = (), pins: Sequence[tuple[int, Municipality, str]] = ()
) -> Drawing | None:
    """The territory with some municipalities marked and numbered points (number, municipality, address) on others.

    None where nothing is known of where municipalities lie. A point out of the frame is left out.
    """
    known = territory.get()
    if known.frame is None:
        return None
    here = list(marked)
    return Drawing(
        known.frame.height,
        _areas(known, known.frame, {town.code for town in here}),
        _towns(known, known.frame, here, room=28 if pins else 14),
        _pins(known.frame, pins),
        known,
    )


def _areas(known: Territory, frame: Frame, marked: set[str]) -> list[Area]:
    areas = [
        Area(path_of(shape.rings, frame), shape.name, bool(shape.code) and shape.code in marked)
        for shape in known.shapes
        if shape.kind == "area"
    ]
    return sorted(areas, key=lambda area: area.is_here)  # the marked one is drawn last, so that its edge is whole


def _towns(known: Territory, frame: Frame, here: list[Municipality], *, room: int) -> list[Spot]:
    """Labelled points: the marked municipalities first, then towns whose label has room; `room` keeps it off a pin."""
    spots: list[Spot] = []
    names = {town.code for town in here}
    for town in [*here, *(town for town in known.towns if town.code not in names)]:
        pair = pair_of(town)
        if pair is None or not frame.holds(pair):
            continue
        spot = Spot(*frame.place(pair), label=town.name, room=room)
        if town.code in names or not any(_overlap(spot, other) for other in spots):
            spots.append(spot)
    return spots


def _overlap(one: Spot, other: Spot) -> bool:
    return (
        abs(one.y - other.y) < LINE
        and one.x < other.text_x + len(other.label) * LETTER
        and other.x < one.text_x + len(one.label) * LETTER
    )


def _pins(frame: Frame, pins: Sequence[tuple[int, Municipality, str]]) -> list[Spot]:
    placed = [
        (number, town, url, frame.place(pair))
        for number, town, url in pins
        if (pair := pair_of(town)) and frame.holds(pair)
    ]
    moved = spread([place for _number, _town, _url, place in placed], PIN_GAP)
    return [
        Spot(x, y, town.name, url, number) for (number, town, url, _place), (x, y) in zip(placed, moved, strict=True)
    ]
