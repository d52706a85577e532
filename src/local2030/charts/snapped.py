"""A sheet of boundaries made quickly: corners fall onto a grid that no eye sees, so that neighbours keep one border.

Thinning each ring by itself (`shapes.py`) gives the finer picture and takes a second for 250 municipalities; this takes
a tenth. Degrees keep the middle parallel true; numbers that can't be degrees are taken as metres of a projected map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, isfinite, radians
from typing import Any, NamedTuple

Steps = list[tuple[int, int]]
MOST = 16_000  # corners
_GRIDS = (0.9, 1.3, 1.8, 2.2)  # units
_LEAST = 0.8  # square steps: a ring below it is a speck


class Outline(NamedTuple):
    """A place in steps of the grid."""

    code: str
    name: str
    rings: list[Steps]


class Snapped(NamedTuple):
    """All outlines; a step is `grid` units wide, the first stands `margin` units from the edge."""

    outlines: list[Outline]
    grid: float
    margin: float
    height: float


def snapped_sheet(
    collection: Mapping[str, Any], code: str, name: str, width: float, highest: float, most: int = MOST
) -> Snapped:
    """The outlines of a GeoJSON collection; `code` and `name` are the properties that hold a place's code and name."""
    features = [f for f in collection.get("features") or () if isinstance(f, dict)]
    rings = [(_said(feature, code), _said(feature, name), list(_rings(feature))) for feature in features]
    corners = [corner for _code, _name, found in rings for ring in found for corner in ring]
    if not corners:
        return Snapped([], 1.0, 0.0, 0.0)
    low_x, high_x = min(c[0] for c in corners), max(c[0] for c in corners)
    low_y, high_y = min(c[1] for c in corners), max(c[1] for c in corners)
    flat = cos(radians((low_y + high_y) / 2)) if _is_degrees(low_x, high_x, low_y, high_y) else 1.0
    scale = min(width / (((high_x - low_x) * flat) or 1), highest / ((high_y - low_y) or 1))
    margin = (width - scale * (high_x - low_x) * flat) / 2
    wide, high = scale * flat / _GRIDS[0], scale / _GRIDS[0]
    outlines = [Outline(own, named, _snapped(found, low_x, high_y, wide, high)) for own, named, found in rings if found]
    return _bounded(Snapped(outlines, _GRIDS[0], margin, (high_y - low_y) * scale), most)


def smaller(sheet: Snapped, part: float, most: int = MOST) -> Snapped:
    """The same sheet at a part of its width, on a grid that is as fine to the eye."""
    return _bounded(
        _coarser(sheet._replace(margin=sheet.margin * part, height=sheet.height * part), part, _GRIDS[0]), most
    )


def _bounded(sheet: Snapped, most: int) -> Snapped:
    """The sheet on the finest grid on which it has no more than so many corners."""
    for grid in _GRIDS:
        if grid > sheet.grid:
            sheet = _coarser(sheet, 1.0, grid)
        if sum(len(ring) for outline in sheet.outlines for ring in outline.rings) <= most:
            break
    return sheet


def _coarser(sheet: Snapped, part: float, grid: float) -> Snapped:
    by = sheet.grid * part / grid
    outlines = [
        Outline(
            o.code, o.name, _snapped([[(float(x), -float(y)) for x, y in ring] for ring in o.rings], 0.0, 0.0, by, by)
        )
        for o in sheet.outlines
    ]
    return sheet._replace(outlines=outlines, grid=grid)


def _snapped(
    rings: list[list[tuple[float, float]]], low_x: float, high_y: float, wide: float, high: float
) -> list[Steps]:
    kept: list[Steps] = []
    for ring in rings:
        steps: Steps = []
        for x, y in ring:
            step = (round((x - low_x) * wide), round((high_y - y) * high))
            if steps and step == steps[-1]:
                continue
            while len(steps) > 1 and _in_line(steps[-2], steps[-1], step):
                steps.pop()
            steps.append(step)
        if len(steps) > 3 and abs(_area(steps)) >= _LEAST:
            kept.append(steps)
    if kept or not rings or not rings[0]:
        return kept
    x, y = round((rings[0][0][0] - low_x) * wide), round((high_y - rings[0][0][1]) * high)
    return [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]]  # too small to be seen: a speck where it lies


def _in_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _said(feature: Mapping[str, Any], name: str) -> str:
    found = (feature.get("properties") or {}).get(name)
    return "" if found is None else str(found)


def _rings(feature: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    geometry = feature.get("geometry") or {}
    found = geometry.get("coordinates") or []
    polygons = [found] if geometry.get("type") == "Polygon" else found if geometry.get("type") == "MultiPolygon" else []
    for polygon in polygons:
        for ring in polygon:
            yield [(c[0], c[1]) for c in ring if len(c) > 1 and isfinite(c[0]) and isfinite(c[1])]


def _is_degrees(low_x: float, high_x: float, low_y: float, high_y: float) -> bool:
    return low_x >= -180 and high_x <= 360 and low_y >= -90 and high_y <= 90


def _area(ring: Steps) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2
