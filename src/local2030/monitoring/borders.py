"""Which area holds which: points inside the areas of one boundary file looked up in the areas of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from local2030.monitoring.boundaries import Area, Ring

MOST_AGREE = 0.9  # part of the areas that must lie in one area each before one level is said to lie in the other


def points_in(area: Area) -> list[tuple[float, float]]:
    """Up to three points well inside the area: the middles of its widest stretches at three heights."""
    if not area.polygons:
        return []
    polygon = max(area.polygons, key=lambda rings: abs(_size(rings[0])))
    ys = polygon[0][:, 1]
    low, high = float(ys.min()), float(ys.max())
    found = []
    for part in (0.5, 0.3, 0.7):
        y = low + (high - low) * part
        cuts = np.sort(np.concatenate([_cuts(ring, y) for ring in polygon]))
        pairs = cuts[: len(cuts) // 2 * 2].reshape(-1, 2)
        if len(pairs):
            widest = pairs[np.argmax(pairs[:, 1] - pairs[:, 0])]
            found.append((float(widest.mean()), y))
    return found


def holds(area: Area, lon: float, lat: float) -> bool:
    """Whether the point lies in the area (even-odd over the rings of each polygon)."""
    for polygon in area.polygons:
        outer = polygon[0]
        if not (outer[:, 0].min() <= lon <= outer[:, 0].max() and outer[:, 1].min() <= lat <= outer[:, 1].max()):
            continue
        if sum(int((_cuts(ring, lat) > lon).sum()) for ring in polygon) % 2:
            return True
    return False


def held_by(inner: Iterable[Area], outer: Sequence[Area]) -> dict[str, str]:
    """Code of an inner area -> code of the outer one that holds most of its points; left out where none does."""
    boxes = [_box(area) for area in outer]
    found = {}
    for area in inner:
        votes: Counter[str] = Counter()
        for lon, lat in points_in(area):
            near = (o for o, box in zip(outer, boxes, strict=True) if box and _within(lon, lat, box))
            votes.update([one.code for one in near if holds(one, lon, lat)][:1])
        if votes:
            code, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
            if count * 2 > sum(votes.values()):
                found[area.code] = code
    return found


def lies_in(inner: Sequence[Area], outer: Sequence[Area]) -> Mapping[str, str]:
    """`held_by` where nearly all inner areas lie in an outer one, and there are fewer of those; else nothing."""
    drawn = [area for area in inner if area.polygons]
    if not drawn or not any(area.polygons for area in outer) or len(outer) >= len(inner):
        return {}
    found = held_by(drawn, outer)
    return found if len(found) >= MOST_AGREE * len(drawn) else {}


def _cuts(ring: Ring, y: float) -> Ring:
    """Where the ring crosses a height."""
    y1, y2 = ring[:-1, 1], ring[1:, 1]
    crossing = np.nonzero((y1 > y) != (y2 > y))[0]
    x1, x2 = ring[crossing, 0], ring[crossing + 1, 0]
    a, b = y1[crossing], y2[crossing]
    cuts: Ring = x1 + (y - a) * (x2 - x1) / (b - a)
    return cuts


def _size(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def _box(area: Area) -> tuple[float, float, float, float] | None:
    if not area.polygons:
        return None
    outers = [polygon[0] for polygon in area.polygons]
    return (
        min(float(r[:, 0].min()) for r in outers), min(float(r[:, 1].min()) for r in outers),
        max(float(r[:, 0].max()) for r in outers), max(float(r[:, 1].max()) for r in outers),
    )  # fmt: skip


def _within(lon: float, lat: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
