"""GeoJSON with boundaries of municipalities, read as from a stranger: RFC 7946, polygons and points in Czechia, nothing more.

What is kept are names, codes and outlines without points that no drawing of a district could show.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.czech import fold
from kpss_portal.maps import Pair, simplified

MOST_BYTES = 5 * 1024 * 1024
MOST_FEATURES = 1_000
MOST_POINTS = 200_000  # in the file
MOST_KEPT = 20_000  # points after leaving out what cannot be seen
TOLERANCE = 0.0003  # degrees, about 30 metres: less than a unit of the drawing
PLACES = 5  # decimals of a degree, about a metre
WEST, EAST, SOUTH, NORTH = 12.0, 18.95, 48.5, 51.1  # Czechia with a little around
CODE_KEYS = ("kod", "code", "kod_obce", "kod_obec", "obec_kod", "icob", "lau2", "id_obce")
NAME_KEYS = ("nazev", "name", "naz_obec", "nazev_obce", "obec", "obec_nazev", "jmeno")
KINDS = {"Polygon": "area", "MultiPolygon": "area", "Point": "point"}


@dataclass
class Shape:
    """An outline or a point of the file. `rings` of an area are closed; a point has one ring with one pair."""

    name: str = ""
    code: str = ""
    kind: str = "area"
    rings: list[list[Pair]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        """For a JSON field."""
        return asdict(self)

    @classmethod
    def loaded(cls, row: dict[str, Any]) -> "Shape":
        """Back from the JSON field."""
        rings = [[(float(east), float(north)) for east, north in ring] for ring in row["rings"]]
        return cls(row["name"], row["code"], row["kind"], rings)


def read_boundaries(data: bytes) -> list[Shape]:
    """Shapes of the file; ValidationError says what is wrong and how to mend it."""
    if len(data) > MOST_BYTES:
        raise ValidationError(too_large())
    content = _parsed(data)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise ValidationError(
            _("This is not GeoJSON with boundaries: the file must hold a “FeatureCollection”. Export it as GeoJSON.")
        )
    if not features:
        raise ValidationError(_("The file holds no boundary."))
    if len(features) > MOST_FEATURES:
        raise ValidationError(
            _("The file holds more than %(most)d shapes. Export only the municipalities of your territory.")
            % {"most": MOST_FEATURES}
        )
    return _simplified(_shapes(features))


def too_large() -> str:
    """The sentence for a file over the limit."""
    return _("The file is larger than %(limit)d MB. Export less detailed boundaries.") % {
        "limit": MOST_BYTES // 1024 // 1024
    }


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as fault:
        raise ValidationError(_("The file is not in UTF-8. Export it as GeoJSON in UTF-8.")) from fault
    except RecursionError as fault:
        raise ValidationError(_("The file is nested too deeply to be a map.")) from fault
    except ValueError as fault:
        raise ValidationError(
            _("The file is not JSON, or it is damaged. Export the boundaries as GeoJSON once more.")
        ) from fault


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _shapes(features: list[Any]) -> list[Shape]:
    shapes, points = [], 0
    for number, feature in enumerate(features, start=1):
        shape = _shape(number, feature)
        points += sum(len(ring) for ring in shape.rings)
        if points > MOST_POINTS:
            raise ValidationError(_too_detailed())
        shapes.append(shape)
    return shapes


def _too_detailed() -> str:
    return _("The boundaries are too detailed. Simplify them, for example to 30 metres, and export them once more.")


def _shape(number: int, feature: Any) -> Shape:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in KINDS:
        raise ValidationError(
            _("Shape %(number)d is not a polygon or a point. Leave lines and collections out of the export.")
            % {"number": number}
        )
    properties = feature.get("properties")
    known = {fold(str(key)): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    try:
        rings = list(_rings(kind, geometry.get("coordinates")))
    except _Outside as fault:
        raise ValidationError(_outside(number, fault)) from fault
    except (TypeError, ValueError, OverflowError) as fault:
        raise ValidationError(
            _(
                "Coordinates of shape %(number)d are damaged: a ring needs at least four pairs of numbers and must close."
            )
            % {"number": number}
        ) from fault
    return Shape(_words(known, NAME_KEYS), _words(known, CODE_KEYS), KINDS[kind], rings)


def _words(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    """The first of the properties that is a short text or a whole number."""
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= 80:
            return "".join(letter for letter in str(value) if letter.isprintable()).strip()
    return ""


def _rings(kind: str, coordinates: Any) -> Iterator[list[Pair]]:
    if kind == "Point":
        yield [_pair(coordinates)]
        return
    for polygon in _list(coordinates) if kind == "MultiPolygon" else [coordinates]:
        for ring in _list(polygon):
            pairs = [_pair(position) for position in _list(ring)]
            if len(pairs) < 4 or pairs[0] != pairs[-1]:
                raise ValueError("an open ring")
            yield pairs


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError("a list is needed")
    return value


class _Outside(ValueError):
    """A point that is not in Czechia; `is_swapped` if it would be with its numbers the other way round."""

    def __init__(self, east: float, north: float) -> None:
        super().__init__(f"{east} {north}")
        self.is_swapped = WEST <= north <= EAST and SOUTH <= east <= NORTH


def _pair(position: Any) -> Pair:
    """Longitude and latitude; a height after them is left out."""
    if not isinstance(position, list) or not 2 <= len(position) <= 4:
        raise TypeError("a position is needed")
    east, north = position[:2]
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in (east, north)):
        raise TypeError("numbers are needed")
    if not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        raise _Outside(float(east), float(north))
    return round(float(east), PLACES), round(float(north), PLACES)


def _outside(number: int, fault: _Outside) -> str:
    if fault.is_swapped:
        return _(
            "Shape %(number)d has latitude and longitude the other way round. In GeoJSON longitude comes first."
        ) % {"number": number}
    return _(
        "Shape %(number)d does not lie in Czechia. Export coordinates in degrees, in the system WGS 84 (EPSG:4326)."
    ) % {"number": number}


def _simplified(shapes: list[Shape]) -> list[Shape]:
    kept = [
        Shape(shape.name, shape.code, shape.kind, [simplified(ring, TOLERANCE) for ring in shape.rings])
        if shape.kind == "area"
        else shape
        for shape in shapes
    ]
    if sum(len(ring) for shape in kept for ring in shape.rings) > MOST_KEPT:
        raise ValidationError(_too_detailed())
    return kept


def known_by_code(shapes: Iterable[Shape], municipalities: Iterable[Municipality]) -> list[Shape]:
    """Shapes with codes and names of our municipalities; a name is trusted only where one municipality has it."""
    towns = list(municipalities)
    by_code = {town.code: town for town in towns}
    names = [fold(town.name) for town in towns]
    by_name = {fold(town.name): town for town in towns if names.count(fold(town.name)) == 1}
    result = []
    for shape in shapes:
        town = by_code.get(shape.code) or (by_name.get(fold(shape.name)) if not shape.code else None)
        result.append(Shape(town.name if town else shape.name, town.code if town else "", shape.kind, shape.rings))
    return result
