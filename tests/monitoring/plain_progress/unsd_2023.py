"""The UN's Progress Chart 2023 as the Basque Statistics Office applies it: how far the present pace leads by the target's year.

Source: Eustat, methodology page of its Open SDG site, after UNSD, SDG Progress Chart 2023. With a target,
P = (v_e - v_b) / (v_T - v_b), v_e the latest value carried on at its growth until the target's year: 0.95 or more is on
track, 0.10 or more fair, else stagnation. Without a target, growth in a year in the wanted direction: 2% and 0.5%.
A latest value that meets the target is on track whatever the pace, and so is one within 1 of a target of 0 or 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from local2030.vocabulary.observations import Point, Wanted

from .growth import compound_growth, failing, trend
from .records import Progress, refused

NAME = "unsd-2023"
TITLE = "UN Progress Chart 2023, as applied by Eustat"
SOURCE = "Eustat, methodology of progress, after UNSD, SDG Progress Chart 2023"
STATUSES = ("on_track", "fair", "stagnation")

RATIOS = {"on_track": 0.95, "fair": 0.10}
GROWTHS = {"on_track": 0.02, "fair": 0.005}
NEAR = 1.0
ENDS = (0.0, 100.0)


def progress(points: Sequence[Point], wanted: Wanted) -> Progress:
    """The status of one series; see the head of the file for the method."""
    found = refused(NAME, points, wanted)
    if isinstance(found, Progress):
        return found
    base, latest = found
    target = wanted.target
    d = 1 if wanted.direction == "increase" else -1
    if target is not None and is_met(latest.value, target, d):
        return Progress(NAME, "on_track", "progress-target-met", base, latest, thresholds=RATIOS, points=len(points))
    if why := failing(base.value, latest.value):
        return Progress(NAME, None, why, base, latest, points=len(points))
    growth = compound_growth(base.value, latest.value, latest.year - base.year)
    thresholds = GROWTHS if target is None else RATIOS
    if target is not None and d * (base.value - target) >= 0:  # it was there once and isn't any more
        code = "progress-left-target"
        return Progress(NAME, "stagnation", code, base, latest, thresholds=RATIOS, points=len(points))
    if target is not None and wanted.target_year <= latest.year:
        code = "progress-target-year-past"
        return Progress(NAME, "stagnation", code, base, latest, thresholds=RATIOS, points=len(points))

    def of(observed: float) -> float:
        if target is None:
            return d * observed * (-1 if base.value < 0 else 1)
        try:
            expected = latest.value * (1 + observed) ** (wanted.target_year - latest.year)
        except OverflowError:
            expected = math.copysign(math.inf, latest.value)
        return float((expected - base.value) / (target - base.value))

    measure = of(growth)
    bounds = trend([point for point in points if point.year >= base.year])
    low, high = sorted((of(bounds.low), of(bounds.high))) if bounds else (None, None)
    return Progress(
        NAME, status_of(measure, thresholds), "", base, latest, measure if math.isfinite(measure) else None, None,
        thresholds, len(points), _finite(low), _finite(high), None if low is None else status_of(low, thresholds),
        None if high is None else status_of(high, thresholds),
    )  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def is_met(value: float, target: float, d: int) -> bool:
    """Whether the value is as wanted: beyond the target, or within 1 of a target of 0 or 100."""
    return d * (value - target) >= 0 or (target in ENDS and abs(value - target) <= NEAR)


def status_of(measure: float, thresholds: dict[str, float]) -> str:
    """The status of a pace or a growth."""
    return next((name for name, least in thresholds.items() if measure >= least), "stagnation")
