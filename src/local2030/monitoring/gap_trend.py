"""Whether a place comes nearer to the place that it is held against.

Distance in a year: |ln(local / other)| where both are above zero throughout, so that it doesn't hang on the unit; else
|local - other|. The trend is the slope of the distance by least squares, with Student's interval at the 95% level, from
five common years on: all below zero is converging, all above diverging, else unclear.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from local2030.monitoring.growth import LEAST_FOR_TREND, quantile


@dataclass(frozen=True, slots=True)
class GapTrend:
    """Change of the distance in a year, between bounds. `scale`: `relative` (in logarithms) or `absolute`."""

    movement: str
    slope: float
    low: float
    high: float
    scale: str
    years: int


def gap_trend(years: Sequence[int], local: Sequence[float], other: Sequence[float]) -> GapTrend | None:
    """The trend of the distance; None for fewer than five years. Years are distinct."""
    n = len(years)
    if n < LEAST_FOR_TREND:
        return None
    mine, theirs = np.array(local, np.float64), np.array(other, np.float64)
    relative = bool((mine > 0).all() and (theirs > 0).all())
    distance = np.abs(np.log(mine) - np.log(theirs)) if relative else np.abs(mine - theirs)
    x = np.array(years, np.float64)
    x, y = x - x.mean(), distance - distance.mean()
    spread = float(x @ x)
    slope = float(x @ y) / spread
    rest = y - slope * x
    error = math.sqrt(float(rest @ rest) / (n - 2) / spread) * quantile(n)
    low, high = slope - error, slope + error
    movement = "converging" if high < 0 else "diverging" if low > 0 else "unclear"
    return GapTrend(movement, slope, low, high, "relative" if relative else "absolute", n)
