"""Statistics Canada's measure as in Open SDG 2.4: observed growth in a year against the growth that the target needs.

Source: open-sdg, docs/progress-methodology.md (2.4), after Eurostat's method. With a target, met if it is reached, else
R = s d g / |g_T|, g the growth observed since the base year, g_T the growth that leads to the target in its year, d +1
where more is wanted and -1 where less, s -1 where the base value is negative. Without a target s d g itself is
compared; near a natural limit its thresholds above zero shrink by a factor. A base value or target of 0 counts as 0.001.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from local2030.vocabulary.observations import Point, Wanted

from .growth import compound_growth, failing, trend
from .records import Progress, refused

NAME = "statcan-2.4"
TITLE = "Statistics Canada, as in Open SDG 2.4"
SOURCE = "Open SDG 2.4, docs/progress-methodology.md"
STATUSES = ("target_met", "on_track", "progress", "limited", "deterioration")

RATIOS = {"on_track": 0.95, "progress": 0.60, "limited": 0.0}
GROWTHS = {"on_track": 0.015, "progress": 0.005, "limited": 0.0}
RATIO_SCORES = ((-0.6, -5.0), (0.6, 0.0), (1.3, 5.0))
GROWTH_SCORES = ((-0.02, -5.0), (0.0, -2.5), (0.005, 0.0), (0.015, 2.5), (0.02, 5.0))
NEARLY_NOTHING = 0.001
STEEPNESS = 4.44


def progress(points: Sequence[Point], wanted: Wanted) -> Progress:
    """The status of one series; see the head of the file for the method."""
    found = refused(NAME, points, wanted)
    if isinstance(found, Progress):
        return found
    base, latest = found
    d = 1 if wanted.direction == "increase" else -1
    target = NEARLY_NOTHING if wanted.target == 0 else wanted.target
    first = NEARLY_NOTHING if base.value == 0 else base.value
    code = "progress-base-replaced" if base.value == 0 else "progress-target-replaced" if wanted.target == 0 else ""
    met = target is not None and d * (latest.value - target) >= 0
    if why := failing(first, latest.value):
        status, score = ("target_met", 5.0) if met else (None, None)
        return Progress(NAME, status, why, base, latest, score=score, points=len(points))
    sign = -1 if base.value < 0 else 1
    growth = compound_growth(first, latest.value, latest.year - base.year)
    needed: float | None = None
    thresholds = dict(RATIOS)
    factor = 1.0
    if target is None:
        factor = near_limit(base.value, wanted.limit)
        thresholds = {name: least * factor for name, least in GROWTHS.items()}
    else:
        if failing(first, target):
            status, score = ("target_met", 5.0) if met else (None, None)
            code = "progress-target-other-sign"
            return Progress(NAME, status, code, base, latest, score=score, thresholds=thresholds, points=len(points))
        if wanted.target_year <= base.year:
            return Progress(NAME, "target_met" if met else None, "progress-target-year-past", base, latest,
                            score=5.0 if met else None, thresholds=thresholds, points=len(points))  # fmt: skip
        needed = compound_growth(first, target, wanted.target_year - base.year)

    def of(observed: float) -> float:
        moved = sign * d * observed
        if needed is None:
            return moved
        return moved / abs(needed) if needed else math.copysign(math.inf, moved) if moved else 0.0

    measure = of(growth)
    scored = 5.0 if met else _score(measure, needed is not None, factor)
    bounds = trend([point for point in points if point.year >= base.year])
    low, high = sorted((of(bounds.low), of(bounds.high))) if bounds else (None, None)
    return Progress(
        NAME, "target_met" if met else status_of(measure, thresholds), code, base, latest,
        measure if math.isfinite(measure) else None, scored, thresholds, len(points),
        low if low is not None and math.isfinite(low) else None,
        high if high is not None and math.isfinite(high) else None,
        None if low is None else status_of(low, thresholds), None if high is None else status_of(high, thresholds),
    )  # fmt: skip


def near_limit(base: float, limit: float | None) -> float:
    """The factor of the thresholds above zero: 1 far from the natural limit (or without one), 0 at it."""
    if limit is None:
        return 1.0
    value, bound = abs(base), abs(limit)
    if value >= 2 * bound:
        return 1.0
    part = value / bound if value <= bound else (2 * bound - value) / bound
    return float(1 - part**STEEPNESS)


def status_of(measure: float, thresholds: dict[str, float]) -> str:
    """The status of a ratio or a growth."""
    return next((name for name, least in thresholds.items() if measure >= least), "deterioration")


def _score(measure: float, is_ratio: bool, factor: float) -> float:
    """From -5 to 5, straight between the corners; growth near a limit is taken up to the full thresholds first."""
    if is_ratio:
        return _between(measure, RATIO_SCORES)
    if measure >= 0 and factor == 0:
        return 5.0
    return _between(measure / factor if measure > 0 else measure, GROWTH_SCORES)


def _between(x: float, corners: tuple[tuple[float, float], ...]) -> float:
    if x <= corners[0][0]:
        return corners[0][1]
    for (left, low), (right, high) in pairwise(corners):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return corners[-1][1]
