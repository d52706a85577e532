"""Growth in a year between two points, the point to count from, and how sure a trend is.

The compound annual growth rate fails where a value is zero or the sign changes; who asks for it looks first (`failing`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from local2030.methods.intervals import t_quantile
from local2030.vocabulary.observations import Point

LEAST_FOR_TREND = 5
LEVEL = 0.95
MOST_LOG = 500.0  # beyond it a number has no room for the growth, and no series has such a growth


class Bounds(NamedTuple):
    """Growth in a year lies between these, at the 95% level."""

    low: float
    high: float


def base_of(points: Sequence[Point], base_year: int) -> Point | None:
    """The point to count from: that of the base year, else the first later one; None if all are earlier."""
    return next((point for point in points if point.year >= base_year), None)


def compound_growth(first: float, last: float, years: int) -> float:
    """Growth in a year that leads from one value to the other; both must have one sign and be other than zero."""
    ratio = last / first  # of values as far apart as numbers go it may be beyond all numbers
    return float(ratio ** (1 / years) - 1)


def failing(first: float, last: float) -> str:
    """Why there is no growth rate between these values; "" where there is one."""
    if first == 0:
        return "progress-base-zero"
    return "progress-sign-change" if (first > 0) != (last > 0) and last != 0 else ""


def trend(points: Sequence[Point]) -> Bounds | None:
    """Growth in a year with its interval, by a straight line through the logarithms (least squares, Student's t).

    None where there are fewer than five points, a value isn't positive, or all are of one year.
    """
    n = len(points)
    if n < LEAST_FOR_TREND or any(point.value <= 0 for point in points):
        return None
    years = [float(point.year) for point in points]
    logs = [math.log(point.value) for point in points]
    mean_year, mean_log = sum(years) / n, sum(logs) / n
    spread = sum((year - mean_year) ** 2 for year in years)
    if spread <= 0:
        return None
    slope = sum((y - mean_year) * (v - mean_log) for y, v in zip(years, logs, strict=True)) / spread
    rest = sum((v - mean_log - slope * (y - mean_year)) ** 2 for y, v in zip(years, logs, strict=True))
    error = math.sqrt(rest / (n - 2) / spread) * t_quantile((1 + LEVEL) / 2, n - 2)
    if slope + error > MOST_LOG:
        return None
    return Bounds(math.expm1(slope - error), math.expm1(slope + error))
