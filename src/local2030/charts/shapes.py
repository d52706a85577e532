"""GeoJSON polygons made fit for a picture: projected to units of the picture, thinned to what an eye can see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any, NamedTuple

Point = tuple[float, float]
Ring = list[Point]

_SMALLEST = 1.5  # square units: a ring below it is a speck
_COARSER = 1.4  # by how much the tolerance grows until the points are few enough


class Shape(NamedTuple):
    """One place in units of the picture: outer rings and holes as they come, and where its label stands."""

    code: str
    name: str
    polygons: list[list[Ring]]
    label: Point


def breadth(shape: Shape) -> float:
    """How far a shape reaches from side to side."""
    xs = [x for rings in shape.polygons for ring in rings for x, _ in ring]
    return max(xs) - min(xs) if xs else 0.0


class Sheet(NamedTuple):
    """All shapes, the height they need, and the way from latitude and longitude onto the picture."""

    shapes: list[Shape]
    height: float
    at: Callable[[float, float], Point]


def country_sheet(collection: dict[str, Any], width: float, highest: float, most: int = 1800) -> Sheet:
    """A country: degrees with the middle parallel kept true; one that crosses the 180th meridian is kept whole."""
    lons = [lon for feature in collection["features"] for lon, _ in _points(feature)]
    lats = [lat for feature in collection["features"] for _, lat in _points(feature)]
    if not lons:
        return Sheet([], 0.0, lambda lat, lon: (0.0, 0.0))
    turned = max(lons) - min(lons) > 180
    if turned:
        lons = [lon + 360 if lon < 0 else lon for lon in lons]
    flat = cos(radians((min(lats) + max(lats)) / 2))

    def plane(lat: float, lon: float) -> Point:
        return (lon + 360 if turned and lon < 0 else lon) * flat, -lat

    return _sheet(collection, plane, width, highest, most)


def world_sheet(collection: dict[str, Any], width: float, most: int = 2200) -> Sheet:
    """The world in the Equal Earth projection, without Antarctica."""
    kept = [feature for feature in collection["features"] if feature["properties"].get("code") != "AQ"]
    return _sheet(collection | {"features": kept}, equal_earth, width, width, most)


def equal_earth(lat: float, lon: float) -> Point:
    """Equal Earth (Šavrič, Patterson, Jenny 2018), y downwards.

    >>> equal_earth(0, 0)
    (0.0, -0.0)
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = asin(sqrt(3) / 2 * sin(radians(lat)))
    x = 2 * sqrt(3) * radians(lon) * cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    return x, -(a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t)


def shape_at(shapes: Sequence[Shape], point: Point, near: float = 8.0) -> Shape | None:
    """The shape that holds a point of the picture, else the one with a corner within `near` units: coasts are thinned."""
    for shape in shapes:
        if any(sum(_inside(ring, point) for ring in rings) % 2 for rings in shape.polygons):
            return shape
    closest, found = near, None
    for shape in shapes:
        for x, y in (corner for rings in shape.polygons for ring in rings for corner in ring):
            far = hypot(x - point[0], y - point[1])
            if far < closest:
                closest, found = far, shape
    return found


def _sheet(
    collection: dict[str, Any], plane: Callable[[float, float], Point], width: float, highest: float, most: int
) -> Sheet:
    flat = {id(feature): [plane(lat, lon) for lon, lat in _points(feature)] for feature in collection["features"]}
    xs = [x for points in flat.values() for x, _ in points]
    ys = [y for points in flat.values() for _, y in points]
    left, top = min(xs), min(ys)
    scale = min(width / (max(xs) - left or 1), highest / (max(ys) - top or 1))
    margin = (width - scale * (max(xs) - left)) / 2

    def at(lat: float, lon: float) -> Point:
        x, y = plane(lat, lon)
        return round(margin + (x - left) * scale, 1), round((y - top) * scale, 1)

    tolerance = 0.5
    while True:
        shapes = [shape for feature in collection["features"] if (shape := _shape(feature, at, tolerance)).polygons]
        if tolerance > 4 or sum(len(ring) for s in shapes for rings in s.polygons for ring in rings) <= most:
            return Sheet(shapes, (max(ys) - top) * scale, at)
        tolerance *= _COARSER


def _shape(feature: dict[str, Any], at: Callable[[float, float], Point], tolerance: float) -> Shape:
    polygons, largest, label = [], 0.0, (0.0, 0.0)
    for polygon in _polygons(feature):
        rings = []
        for ring in polygon:
            thin = thinned([at(lat, lon) for lon, lat in ring], tolerance)
            if len(thin) > 3 and abs(_area(thin)) >= _SMALLEST:
                rings.append(thin)
                if abs(_area(thin)) > largest:
                    largest, label = abs(_area(thin)), _middle(thin)
        if rings:
            polygons.append(rings)
    if not polygons and (points := _points(feature)):
        x, y = at(points[0][1], points[0][0])
        label, polygons = (x, y), [[[(x, y), (x + 1.5, y), (x + 1.5, y + 1.5), (x, y + 1.5), (x, y)]]]
    properties = feature["properties"]
    return Shape(str(properties.get("code", "")), str(properties.get("name", "")), polygons, label)


def thinned(ring: Ring, tolerance: float) -> Ring:
    """A ring with only the points that move its line by more than the tolerance (Douglas and Peucker)."""
    if len(ring) < 5:
        return ring
    keep = [False] * len(ring)
    keep[0] = keep[-1] = True
    far = max(range(len(ring)), key=lambda i: hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1]))
    keep[far] = True
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda i: _off(ring[i], ring[first], ring[last]))
        if _off(ring[worst], ring[first], ring[last]) > tolerance:
            keep[worst] = True
            spans += [(first, worst), (worst, last)]
    return [point for point, kept in zip(ring, keep, strict=True) if kept]


def _off(point: Point, a: Point, b: Point) -> float:
    length = hypot(b[0] - a[0], b[1] - a[1])
    if not length:
        return hypot(point[0] - a[0], point[1] - a[1])
    return abs((b[0] - a[0]) * (a[1] - point[1]) - (a[0] - point[0]) * (b[1] - a[1])) / length


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity, or the middle of the widest stretch inside at its height where that lies outside."""
    area = _area(ring) or 1.0
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    if not _inside(ring, (x, y)):
        cuts = sorted(a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairs if (a[1] > y) != (b[1] > y))
        stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
        if stretches:
            left, right = max(stretches, key=lambda cut: cut[1] - cut[0])
            x = (left + right) / 2
    return round(x, 1), round(y, 1)


def _inside(ring: Ring, point: Point) -> bool:
    x, y = point
    found = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]:
            found = not found
    return found


def _polygons(feature: dict[str, Any]) -> list[Any]:
    geometry = feature.get("geometry") or {}
    found = geometry.get("coordinates") or []
    return [found] if geometry.get("type") == "Polygon" else list(found)


def _points(feature: dict[str, Any]) -> list[Any]:
    return [point for polygon in _polygons(feature) for ring in polygon for point in ring]
