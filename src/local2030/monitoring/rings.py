"""Rings of polygons as arrays of longitude and latitude: read from GeoJSON, measured, cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np

Ring = np.ndarray[Any, np.dtype[np.float64]]  # a row for each corner: longitude, latitude


def cuts(ring: Ring, y: float) -> Ring:
    """Where the ring crosses a height."""
    above = ring[:, 1] > y
    crossing = np.nonzero(above[:-1] != above[1:])[0]
    (x1, y1), (x2, y2) = ring[crossing].T, ring[crossing + 1].T
    found: Ring = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    return found


def size_of(ring: Ring) -> float:
    """Its area in square degrees, negative where it runs clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def polygons_of(geometry: Any) -> tuple[tuple[tuple[Ring, ...], ...], tuple[str, ...]]:
    """The polygons of a geometry, and what was wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    parts: Any = geometry.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        inner = [polygons_of(one) for one in geometry["geometries"][:1000] if one.get("type") != "GeometryCollection"]
        return tuple(p for found, _ in inner for p in found), tuple(t for _, trouble in inner for t in trouble)
    if not isinstance(parts, list):
        return (), ("boundary-no-shape",)
    trouble: Counter[str] = Counter()
    polygons = []
    for polygon in [parts] if kind == "Polygon" else parts:
        rings = [_ring(ring, trouble) for ring in polygon] if isinstance(polygon, list) else [None]
        if rings and rings[0] is not None:
            polygons.append(tuple(ring for ring in rings if ring is not None))
    if not polygons:
        trouble["boundary-no-shape"] += 1
    return tuple(polygons), tuple(trouble)


def _pairs(corners: Any) -> Ring | None:
    """Corners that are lists of two, as nearly all are: so they needn't be looked at one by one to know their shape."""
    if not isinstance(corners, list) or {
        (type(corner), len(corner)) for corner in corners if isinstance(corner, list)
    } != {(list, 2)}:
        return None
    return np.fromiter(chain.from_iterable(corners), np.float64, 2 * len(corners)).reshape(-1, 2)


def _ring(corners: Any, trouble: Counter[str]) -> Ring | None:
    """The ring closed, without heights; None where it is no ring."""
    try:
        ring = _pairs(corners)
        ring = np.array(corners, dtype=np.float64) if ring is None else ring
        if ring.ndim != 2:
            raise ValueError
    except (ValueError, TypeError, OverflowError):
        try:
            ring = np.array([corner[:2] for corner in corners], dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            trouble["boundary-ring-broken"] += 1
            return None
    if ring.ndim != 2 or ring.shape[1] < 2 or len(ring) < 3 or not np.isfinite(ring).all():
        trouble["boundary-ring-broken"] += 1
        return None
    ring = ring[:, :2]
    if np.abs(ring[:, 0]).max() > 180 or np.abs(ring[:, 1]).max() > 90:
        trouble["boundary-off-the-earth"] += 1
        return None
    if (ring[0] != ring[-1]).any():
        trouble["boundary-ring-open"] += 1
        ring = np.vstack([ring, ring[:1]])
    if len(ring) < 4:
        trouble["boundary-ring-broken"] += 1
        return None
    return ring
