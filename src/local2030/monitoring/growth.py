"""Growth in a year between two values, and how sure a trend is: whole columns at once.

The compound annual growth rate fails where a value is zero or the sign changes; who asks for it looks first
(`sign_changes`, and zero by itself). The interval of a trend: a straight line by least squares through the values, or
through their logarithms, Student's t at the 95% level; from five points on, and for logarithms only where all values
are above zero.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from local2030.methods.intervals import t_quantile
from local2030.monitoring.records import Ends, Numbers, Whole, Yes

LEAST_FOR_TREND = 5
LEVEL = 0.95
ROUNDING = 1e-13
MOST_LOG = 500.0  # beyond it a number has no room for the growth, and no series has such a growth


def compound_growth(first: Numbers, last: Numbers, years: Whole) -> Numbers:
    """Growth in a year that leads from one value to the other; both must have one sign and be other than zero."""
    growth: Numbers = (last / first) ** (1 / years) - 1
    return growth


def sign_changes(first: Numbers, last: Numbers) -> Yes:
    """Whether there is no rate of growth between these values, the first of which isn't zero; falling to zero is one."""
    changed: Yes = ((first > 0) != (last > 0)) & (last != 0)
    return changed


def growth_bounds(ends: Ends) -> tuple[Numbers, Numbers]:
    """Growth in a year lies between these, of moments of logarithms; NaN where there is no interval."""
    slope, error = _line(ends)
    fit = (ends.measured == ends.since) & (slope + error <= MOST_LOG)
    return np.where(fit, np.expm1(slope - error), np.nan), np.where(fit, np.expm1(slope + error), np.nan)


def slope_bounds(ends: Ends) -> tuple[Numbers, Numbers]:
    """Change in a year lies between these, of moments of the values themselves; NaN where there is no interval."""
    slope, error = _line(ends)
    fit = ends.measured == ends.since
    return np.where(fit, slope - error, np.nan), np.where(fit, slope + error, np.nan)


def _line(ends: Ends) -> tuple[Numbers, Numbers]:
    """The slope and how far its interval reaches either way."""
    n = ends.since
    fit = (n >= LEAST_FOR_TREND) & (ends.year_var > 0)
    slope = np.where(fit, ends.cov / ends.year_var, np.nan)
    # what the line leaves of the variance; of a straight line rounding alone, which is no error of the trend
    rest = ends.value_var - slope * ends.cov
    rest = np.where(rest > ROUNDING * ends.value_var, (n - 1) * rest, 0)
    spread = (n - 1) * ends.year_var
    return slope, np.sqrt(rest / (n - 2) / spread) * quantiles(n)


def quantiles(points: Whole) -> Numbers:
    """Student's t of a line through so many points, at the 95% level; NaN for fewer than five. Few numbers differ."""
    distinct, where = np.unique(points, return_inverse=True)
    return np.array([quantile(int(n)) for n in distinct], np.float64)[where]


@cache
def quantile(points: int) -> float:
    """The same of one number of points."""
    return t_quantile((1 + LEVEL) / 2, points - 2) if points >= LEAST_FOR_TREND else np.nan
