"""Which area holds which: points inside the areas of one boundary file looked up in the areas of another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from local2030.monitoring.boundaries import Area
from local2030.monitoring.rings import Ring

Numbers = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

MOST_AGREE = 0.9  # part of the areas that must lie in one area each before one level is said to lie in the other
AT_ONCE = 1000  # points, so that the list of points beside edges stays small


def held_by(inner: Iterable[Area], outer: Sequence[Area]) -> dict[str, str]:
    """Code of an inner area -> code of the outer one that holds most of its points; left out where none does."""
    owners = [(area.code, point) for area in inner for point in area.points]
    points = np.array([point for _, point in owners]).reshape(-1, 2)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    taken = np.zeros(len(points), dtype=bool)
    for one in outer:
        inside = ~taken & _holds(one, points)
        taken |= inside
        for at in np.nonzero(inside)[0]:
            votes[owners[at][0]][one.code] += 1
    found = {}
    for code, counts in votes.items():
        best, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if count * 2 > sum(counts.values()):
            found[code] = best
    return found


def _holds(area: Area, points: Ring) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the points lie in the area: even-odd over all its rings, whose parts don't overlap."""
    found = np.zeros(len(points), dtype=bool)
    if area.box is None:
        return found
    west, south, east, north = area.box
    x, y = points[:, 0], points[:, 1]
    near = np.nonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))[0]
    if not len(near):
        return found
    starts = np.concatenate([ring[:-1] for polygon in area.polygons for ring in polygon])
    ends = np.concatenate([ring[1:] for polygon in area.polygons for ring in polygon])
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    for first in range(0, len(near), AT_ONCE):
        some = near[first : first + AT_ONCE]
        some = some[np.argsort(y[some])]
        point, edge = _beside(y[some], low, high)
        (x1, y1), (x2, y2) = starts[edge].T, ends[edge].T
        crossing = x1 + (y[some][point] - y1) * (x2 - x1) / (y2 - y1) > x[some][point]
        found[some] = np.bincount(point[crossing], minlength=len(some)) % 2 == 1
    return found


def _beside(heights: Numbers, low: Numbers, high: Numbers) -> tuple[Ints, Ints]:
    """Each point, by its place among the rising heights, with each edge that passes at its height."""
    begin = np.searchsorted(heights, low)
    count = np.searchsorted(heights, high) - begin
    edge = np.repeat(np.arange(len(count)), count)
    point = np.arange(len(edge)) + np.repeat(begin - (np.cumsum(count) - count), count)
    return point, edge


def lies_in(inner: Sequence[Area], outer: Sequence[Area]) -> Mapping[str, str]:
    """`held_by` where nearly all inner areas lie in an outer one, and there are fewer of those; else nothing."""
    drawn = [area for area in inner if area.polygons]
    if not drawn or not any(area.polygons for area in outer) or len(outer) >= len(inner):
        return {}
    found = held_by(drawn, outer)
    return found if len(found) >= MOST_AGREE * len(drawn) else {}
