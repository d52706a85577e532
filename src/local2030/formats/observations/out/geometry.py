"""A geometry as RFC 7946 wants it: the outer ring against the clock, holes with it, closed, six digits, no third axis.

Boundary files come with rings the other way round (older programs wrote them so, and the RFC asks readers to bear it),
with fourteen digits, with corners twice. Degrees stay the degrees that they were: nothing is projected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DIGITS = 6  # of a degree: a tenth of a metre, as the RFC says
Ring = list[list[float]]


def plain_geometry(geometry: Any) -> dict[str, Any] | None:
    """The geometry, or None where it has no shape that can be drawn."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind == "GeometryCollection":
        parts = [plain_geometry(one) for one in geometry.get("geometries") or () if isinstance(one, Mapping)]
        polygons = [p for part in parts if part for p in _polygons_in(part)]
    elif kind in ("Polygon", "MultiPolygon"):
        found = geometry.get("coordinates") or []
        polygons = [p for one in ([found] if kind == "Polygon" else found) if (p := _polygon(one))]
    else:
        return None
    if not polygons:
        return None
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _polygons_in(part: Mapping[str, Any]) -> list[list[Ring]]:
    found: list[list[Ring]] = [part["coordinates"]] if part["type"] == "Polygon" else part["coordinates"]
    return found


def _polygon(rings: Sequence[Any]) -> list[Ring]:
    """The rings that have an area; nothing where the outer one has none."""
    made = []
    for number, ring in enumerate(rings):
        turned = _ring(ring, against_clock=number == 0)
        if turned:
            made.append(turned)
        elif not number:
            return []
    return made


def _ring(ring: Sequence[Any], against_clock: bool) -> list[list[float]]:
    import numpy as np

    try:
        corners = np.asarray([point[:2] for point in ring], dtype=np.float64).round(DIGITS)
    except (ValueError, TypeError):
        return []
    if corners.ndim != 2 or len(corners) < 3 or not np.isfinite(corners).all():
        return []
    corners = corners[np.append(True, (corners[1:] != corners[:-1]).any(axis=1))]
    if (corners[0] != corners[-1]).any():
        corners = np.vstack((corners, corners[:1]))
    x, y = (
        corners[:, 0] - corners[0, 0],
        corners[:, 1] - corners[0, 1],
    )  # near to zero, so that small ones keep their sign
    area = float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))
    if len(corners) < 4 or not area:
        return []
    found: list[list[float]] = (corners if (area > 0) == against_clock else corners[::-1]).tolist()
    return found
