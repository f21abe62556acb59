"""Draws a schematic territory of a town: `python scripts/schematic_territory.py Litoměřice > FILE.geojson`.

Each municipality gets the land that is nearer to its middle than to any other, at most RADIUS_KM away. These are NOT true
boundaries: they serve the sample office and tests until the office uploads real ones.
"""

import csv
import json
import math
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUNICIPALITIES = ROOT / "community" / "data" / "municipalities.csv"
RADIUS_KM, CORNERS = 4.6, 28
KM_IN_DEGREE = 111.2  # of latitude
NOTE = "Schematické území, nikoli skutečné hranice obcí"
Point = tuple[float, float]


def schematic(town: str) -> dict:
    """A FeatureCollection with a polygon for each municipality of the district of the town."""
    with MUNICIPALITIES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["orp_name"] == town and row["latitude"]]
    short = math.cos(math.radians(sum(float(row["latitude"]) for row in rows) / len(rows)))
    middles = [(float(row["longitude"]) * short, float(row["latitude"])) for row in rows]
    features = [
        {
            "type": "Feature",
            "properties": {"kod": row["code"], "nazev": row["name"]},
            "geometry": {"type": "Polygon", "coordinates": [_closed(_cell(middle, middles), short)]},
        }
        for row, middle in zip(rows, middles, strict=True)
    ]
    return {"type": "FeatureCollection", "name": NOTE, "features": features}


def _cell(middle: Point, middles: list[Point]) -> list[Point]:
    """A circle around the middle, cut by the lines half way to the other middles."""
    radius = RADIUS_KM / KM_IN_DEGREE
    angles = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [(middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)) for angle in angles]
    for other in middles:
        if other != middle:
            ring = _nearer(ring, middle, other)
    return ring


def _nearer(ring: list[Point], middle: Point, other: Point) -> list[Point]:
    """The part of a convex ring that is nearer to the middle than to the other one."""
    dx, dy = other[0] - middle[0], other[1] - middle[1]
    half = (other[0] ** 2 + other[1] ** 2 - middle[0] ** 2 - middle[1] ** 2) / 2
    sides = [point[0] * dx + point[1] * dy - half for point in ring]
    kept: list[Point] = []
    for index, (point, side) in enumerate(zip(ring, sides, strict=True)):
        before, side_before = ring[index - 1], sides[index - 1]
        if (side <= 0) != (side_before <= 0):
            share = side_before / (side_before - side)
            kept.append((before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share))
        if side <= 0:
            kept.append(point)
    return kept


def _closed(ring: list[Point], short: float) -> list[list[float]]:
    corners = [[round(x / short, 4), round(y, 4)] for x, y in ring]
    distinct = [corner for index, corner in enumerate(corners) if corner != corners[index - 1]]
    return [*distinct, distinct[0]]


def written(content: dict) -> str:
    """One municipality a line, so that a change can be read."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in content["features"])
    return f'{{"type": "FeatureCollection", "name": "{content["name"]}", "features": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    sys.stdout.write(written(schematic(sys.argv[1])))
