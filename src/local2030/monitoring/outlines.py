"""A boundary file made light for maps: corners fall onto a fine grid, so that neighbours keep one border and few points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from local2030.monitoring.boundaries import Area
from local2030.monitoring.place_records import Hierarchy
from local2030.monitoring.rings import Ring

MOST_POINTS = 30_000
FINEST = 4000  # steps across the wider side; coarser until the points are few enough
Steps = np.ndarray[Any, np.dtype[np.int64]]


def outlines_of(hierarchy: Hierarchy, heavy: int = 0) -> dict[str, dict[str, Any]]:
    """Level -> GeoJSON for maps: each feature has `code` (the place's), `name`, `level` and `feature` (its code in
    the file); areas without data too.

    Where several files draw one level, the one that has most of its places does. `heavy`: only files of more corners.
    """
    by_file = {one.file: one for one in hierarchy.files}
    codes = {(p.level_name, p.boundary): p for p in hierarchy.places if p.boundary}
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for drawn in hierarchy.boundaries:
        one, level = by_file.get(drawn["file"]), drawn["level"]
        if one is None or sum(len(r) for area in one.areas for polygon in area.polygons for r in polygon) <= heavy:
            continue
        hits = sum((level, area.in_file) in codes for area in one.areas)
        if level in found and found[level][0] >= hits:
            continue
        properties = []
        for area in one.areas:
            place = codes.get((level, area.in_file))
            named = (place.code, place.name) if place else (area.code, area.name)
            properties.append({"code": named[0], "name": named[1], "level": level, "feature": area.in_file})
        found[level] = (hits, outline(one.areas, properties))
    return {level: collection for level, (_, collection) in found.items()}


def outline(areas: Sequence[Area], properties: Sequence[Mapping[str, Any]], most: int = MOST_POINTS) -> dict[str, Any]:
    """The areas as GeoJSON of at most so many corners (three for each area at least), in degrees of five digits."""
    rings = [ring for area in areas for polygon in area.polygons for ring in polygon]
    if not rings:
        return {"type": "FeatureCollection", "features": []}
    corners = np.concatenate(rings)
    low = corners.min(axis=0)
    wide = float((corners.max(axis=0) - low).max()) or 1.0
    steps = FINEST
    while True:
        thin = _thinned(rings, low, wide / steps)
        if sum(map(len, thin)) <= most or steps <= 60:
            break
        steps = int(steps / 1.5)
    kept = iter(thin)
    features = []
    for area, said in zip(areas, properties, strict=True):
        polygons = [_polygon([next(kept) for _ in polygon], low, wide / steps) for polygon in area.polygons]
        whole = [polygon for polygon in polygons if polygon]
        if area.polygons and not whole:
            whole = [_speck(area)]
        geometry = {"type": "MultiPolygon", "coordinates": whole} if whole else None
        features.append({"type": "Feature", "properties": dict(said), "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _thinned(rings: Iterable[Ring], low: Ring, step: float) -> list[Steps]:
    """Each ring on the grid, without corners that repeat the one before or lie on the line between their neighbours."""
    found = []
    for ring in rings:
        on_grid = np.rint((ring - low) / step).astype(np.int64)
        moved = np.empty(len(on_grid), dtype=bool)
        moved[0] = True
        np.any(on_grid[1:] != on_grid[:-1], axis=1, out=moved[1:])
        line = on_grid[moved]
        if len(line) > 4:
            way = np.diff(line, axis=0)
            ahead, behind = way[1:], way[:-1]
            bends = (behind[:, 0] * ahead[:, 1] != behind[:, 1] * ahead[:, 0]) | ((behind * ahead).sum(axis=1) < 0)
            line = line[np.concatenate(([True], bends, [True]))]
        found.append(line)
    return found


def _polygon(rings: Sequence[Steps], low: Ring, step: float) -> list[list[list[float]]]:
    """The rings that are still rings, back in degrees; nothing where the outer one is a speck."""
    if len(rings[0]) < 4:
        return []
    return [np.round(low + ring * step, 5).tolist() for ring in rings if len(ring) >= 4]


def _speck(area: Area) -> list[list[list[float]]]:
    """A triangle where an area lies that is smaller than the grid."""
    x, y = (float(v) for v in np.round(area.polygons[0][0][0], 5))
    return [[[x, y], [x + 0.0005, y], [x, y + 0.0005], [x, y]]]
