"""Where a point lies: first-level units as polygons (Natural Earth 10m, simplified), and outlines for maps.

The borders are older than some codes: where a unit of today is unknown to them, the answer is the department or former
province that holds the point, which is a first-level answer all the same.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections import defaultdict
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import cos, hypot, radians
from typing import Any, NamedTuple

from local2030.vocabulary.gazetteer import Place, country_rows, opened, row, row_of

NEAR = 0.2  # degrees that a point may lie off the simplified coast
OVER_BORDER = 0.05  # the same, where the polygons put the point into another country
CELL = 2  # degrees of the grid
_MEMO_LIMIT = 30_000

ASKED_OFTEN = 4
Ring = tuple[list[float], list[float]]  # longitudes and latitudes
Edge = tuple[float, float, float, float]  # y from, y to, x at the start, x a degree of y
_memo: dict[tuple[float, float, str], PointPlace] = {}


class PointPlace(NamedTuple):
    """Country (alpha-2, "" if unknown), first-level unit (None if unknown), and why.

    Reasons: inside, near (within 0.2 degree of the unit), near-town (of a town, where there is no polygon), other-country (not in the one asked for), null-island,
    swapped-suspected (latitude and longitude the other way round lie in the country), impossible (no such degrees),
    unknown-country, no-polygons (the country has none), nowhere.
    """

    country: str
    admin1: Place | None
    reason: str


def place_at(lat: float, lon: float, country: str | None = None) -> PointPlace:
    """What holds the point; with a country, whether that country does. Answers are remembered to 1/10,000 degree."""
    key = (round(lat, 4), round(lon, 4), country or "")
    found = _memo.get(key)
    if found is None:
        found = _found(lat, lon, (country or "").upper())
        if len(_memo) >= _MEMO_LIMIT:
            _memo.clear()
        _memo[key] = found
    return found


def country_shapes() -> dict[str, Any]:
    """All countries as one GeoJSON FeatureCollection, coarse: for a map of the world."""
    rows = opened().execute("SELECT country, rings FROM outline ORDER BY country")
    known = country_rows()
    features = [_feature(known[code].place, [_polygons(rings)]) for code, rings in rows if code in known]
    return {"type": "FeatureCollection", "features": features}


def admin1_shapes(country: str) -> dict[str, Any]:
    """The first-level units of a country as a GeoJSON FeatureCollection; empty where we have no polygons."""
    rows = opened().execute(
        "SELECT place, rings FROM shape WHERE country = ? ORDER BY id",
        (country.upper(),),
    )
    units: dict[int, list[Any]] = defaultdict(list)
    for number, rings in rows:
        units[number].append(_polygons(rings))
    return {
        "type": "FeatureCollection",
        "features": [_feature(row(n).place, parts) for n, parts in units.items()],
    }


def _found(lat: float, lon: float, country: str) -> PointPlace:
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        swapped = abs(lat) <= 180 and abs(lon) <= 90 and country and _inside(lon, lat, _of_country(country))
        return PointPlace("", None, "swapped-suspected" if swapped else "impossible")
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        return PointPlace("", None, "null-island")
    if not country:
        return _anywhere(lat, lon) or PointPlace("", None, "nowhere")
    if country not in country_rows():
        return PointPlace("", None, "unknown-country")
    boxes = _of_country(country)
    if not boxes:
        unit = _by_town(lat, lon, country)
        return PointPlace(country, unit, "near-town" if unit else "no-polygons")
    if box := _inside(lat, lon, boxes):
        return PointPlace(country, _unit(box), "inside")
    elsewhere = _anywhere(lat, lon)
    foreign = elsewhere is not None and elsewhere.reason == "inside"
    if box := _nearest(lat, lon, boxes, OVER_BORDER if foreign else NEAR):
        return PointPlace(country, _unit(box), "near")
    if _inside(lon, lat, boxes):
        return PointPlace("", None, "swapped-suspected")
    if elsewhere is None:
        unit = _by_town(lat, lon, country)
        return PointPlace(country, unit, "near-town") if unit else PointPlace("", None, "nowhere")
    return PointPlace(elsewhere.country, elsewhere.admin1, "other-country")


def _by_town(lat: float, lon: float, country: str) -> Place | None:
    """The unit of a town within 0.2 degree: atolls are too small for the polygons."""
    for town_lat, town_lon, parent in _towns(country):
        if abs(town_lat - lat) <= NEAR and abs(town_lon - lon) <= NEAR:
            unit = row(parent).place
            return unit if unit.level == 1 else None
    return None


@lru_cache(maxsize=16)
def _towns(country: str) -> tuple[tuple[float, float, int], ...]:
    sql = "SELECT lat, lon, parent FROM place WHERE country = ? AND level = 2 ORDER BY id"
    return tuple((lat / 1e5, lon / 1e5, parent) for lat, lon, parent in opened().execute(sql, (country,)))


class Box(NamedTuple):
    """A polygon's number in the file, its place, and the box around it in degrees."""

    shape: int
    place: int
    country: str
    west: float
    south: float
    east: float
    north: float


def _anywhere(lat: float, lon: float) -> PointPlace | None:
    """The unit that holds the point or is nearest to it, of any country."""
    boxes = _grid().get((int(lat // CELL), int(lon // CELL)), ())
    if box := _inside(lat, lon, boxes):
        return PointPlace(box.country, _unit(box), "inside")
    if box := _nearest(lat, lon, boxes):
        return PointPlace(box.country, _unit(box), "near")
    return None


def _unit(box: Box) -> Place:
    """The unit of today where a department lies in one, else the unit of the polygon."""
    place = row(box.place).place
    if place.parent != place.country:
        above = row_of(place.parent)
        if above is not None and above.place.level == 1:
            return above.place
    return place


def _inside(lat: float, lon: float, boxes: tuple[Box, ...]) -> Box | None:
    for box in boxes:
        if box[4] <= lat <= box[6] and box[3] <= lon <= box[5] and _edges(box.shape).holds(lat, lon):
            return box
    return None


def _nearest(lat: float, lon: float, boxes: tuple[Box, ...], best: float = NEAR) -> Box | None:
    """The box whose polygon is nearest, if within so many degrees (of latitude; longitude is shortened by it)."""
    squeeze = max(cos(radians(lat)), 0.05)
    found = None
    for box in boxes:
        wide = best / squeeze
        if box.south - best <= lat <= box.north + best and box.west - wide <= lon <= box.east + wide:
            distance = _distance(lat, lon, box.shape, squeeze)
            if distance <= best:
                best, found = distance, box
    return found


class Edges:
    """A polygon's edges. After a few questions they are sorted into bands of latitude, and few of them are tried."""

    __slots__ = ("asked", "bands", "per_degree", "rings", "south")

    def __init__(self, rings: list[Ring]) -> None:
        self.rings, self.asked = rings, 0
        self.south = min(min(ys) for _, ys in rings)
        self.per_degree = 0.0
        self.bands: list[list[Edge]] = []

    def holds(self, lat: float, lon: float) -> bool:
        """Even-odd rule over all rings, so holes and islands come out right."""
        if not self.bands:
            self.asked += 1
            if self.asked < ASKED_OFTEN:
                return self._holds_at_once(lat, lon)
            self._sort()
        inside = False
        for y1, y2, x1, slope in self.bands[int((lat - self.south) * self.per_degree)]:
            if y1 <= lat < y2 and lon < x1 + (lat - y1) * slope:
                inside = not inside
        return inside

    def _holds_at_once(self, lat: float, lon: float) -> bool:
        inside = False
        for xs, ys in self.rings:
            above = [y > lat for y in ys]
            for i, (one, other) in enumerate(pairwise(above)):
                if one is not other and lon < xs[i] + (lat - ys[i]) * (xs[i + 1] - xs[i]) / (ys[i + 1] - ys[i]):
                    inside = not inside
        return inside

    def _sort(self) -> None:
        height = max(max(ys) for _, ys in self.rings) - self.south
        number = max(1, min(256, sum(len(xs) for xs, _ in self.rings) // 4))
        self.per_degree = number / height * 0.999999 if height else 0.0
        self.bands = [[] for _ in range(number + 1)]
        for xs, ys in self.rings:
            for x1, y1, x2, y2 in zip(xs, ys, xs[1:], ys[1:], strict=False):
                if y1 > y2:
                    x1, y1, x2, y2 = x2, y2, x1, y1
                if y1 != y2:
                    edge = (y1, y2, x1, (x2 - x1) / (y2 - y1))
                    low, high = (
                        int((y1 - self.south) * self.per_degree),
                        int((y2 - self.south) * self.per_degree),
                    )
                    for band in range(low, high + 1):
                        self.bands[band].append(edge)
        self.rings = []


@lru_cache(maxsize=300)
def _edges(shape: int) -> Edges:
    return Edges(_rings(shape))


def _distance(lat: float, lon: float, shape: int, squeeze: float) -> float:
    best = 1e9
    for xs, ys in _rings(shape):
        for x1, y1, x2, y2 in zip(xs, ys, xs[1:], ys[1:], strict=False):
            ax, ay, bx, by = (
                (x1 - lon) * squeeze,
                y1 - lat,
                (x2 - x1) * squeeze,
                y2 - y1,
            )
            length = bx * bx + by * by
            t = 0.0 if not length else max(0.0, min(1.0, -(ax * bx + ay * by) / length))
            best = min(best, hypot(ax + t * bx, ay + t * by))
    return best


@lru_cache(maxsize=16)
def _rings(shape: int) -> list[Ring]:
    (packed,) = opened().execute("SELECT rings FROM shape WHERE id = ?", (shape,)).fetchone()
    return [ring for polygon in _polygons(packed) for ring in polygon]


def _polygons(packed: bytes) -> list[list[Ring]]:
    """Polygons as lists of rings, a ring as its longitudes and latitudes; see `encoded` in the build script."""
    content = zlib.decompress(packed)
    count = int.from_bytes(content[:4], "little")
    heads, steps = (
        array("i", content[4 : 4 + 4 * count]),
        array("h", content[4 + 4 * count :]),
    )
    if sys.byteorder == "big":
        heads.byteswap()
        steps.byteswap()
    polygons, at, step = [], 0, 0
    while at < count:
        rings = []
        for ring in range(heads[at]):
            points, x, y = heads[at + 1 + 3 * ring : at + 4 + 3 * ring]
            xs = [v / 1000 for v in accumulate(steps[step : step + points - 1], initial=x)]
            ys = [v / 1000 for v in accumulate(steps[step + points - 1 : step + 2 * points - 2], initial=y)]
            step += 2 * points - 2
            rings.append((xs, ys))
        at += 1 + 3 * heads[at]
        polygons.append(rings)
    return polygons


@lru_cache(maxsize=64)
def _of_country(country: str) -> tuple[Box, ...]:
    sql = "SELECT id, place, country, west, south, east, north FROM shape WHERE country = ? ORDER BY id"
    return tuple(_box(values) for values in opened().execute(sql, (country,)))


@cache
def _grid() -> dict[tuple[int, int], tuple[Box, ...]]:
    """The boxes that touch a cell of two degrees, with the margin for `near`."""
    cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for values in opened().execute("SELECT id, place, country, west, south, east, north FROM shape ORDER BY id"):
        box = _box(values)
        for y in range(int((box.south - NEAR) // CELL), int((box.north + NEAR) // CELL) + 1):
            for x in range(int((box.west - NEAR) // CELL), int((box.east + NEAR) // CELL) + 1):
                cells[y, x].append(box)
    return {cell: tuple(boxes) for cell, boxes in cells.items()}


def _box(values: tuple[int, int, str, int, int, int, int]) -> Box:
    shape, place, country, *sides = values
    return Box(shape, place, country, *(side / 1000 for side in sides))


def _feature(place: Place, parts: list[Any]) -> dict[str, Any]:
    polygons = [[list(map(list, zip(xs, ys, strict=True))) for xs, ys in polygon] for part in parts for polygon in part]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    properties = {"code": place.code, "name": place.name, "m49": place.m49}
    return {
        "type": "Feature",
        "id": place.code,
        "properties": properties,
        "geometry": geometry,
    }
