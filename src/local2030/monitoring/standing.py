"""How a place stands among its siblings: its rank, and between which ranks it may lie.

Each place's value lies in an interval. A sibling is surely better whose whole interval lies beyond ours, and surely worse
whose interval lies wholly on the other side; all between may be either. So the rank lies between 1 + surely better and
n - surely worse. Source: M. Klein, T. Wright, J. Wieczorek (2020), A joint confidence region for an overall ranking of
populations, JRSS C 69 (here with each interval at 95% and not the joint level).

The interval is the published one where there are bounds; else the value with Student's t times how the place's own values
jump off the line between their neighbours, year by year (five points or more; `comparison._jumps`). So a small place whose
rate jumps has a wide rank, and a crisis through which all went doesn't widen anybody's. A place without either counts as
known exactly for others, and has no rank interval itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local2030.monitoring.growth import LEAST_FOR_TREND, quantiles
from local2030.monitoring.records import Numbers, Whole, Yes


@dataclass(frozen=True, slots=True)
class Intervals:
    """A row a place. `given`: the bounds were published; `known`: there is an interval at all."""

    value: Numbers
    low: Numbers
    high: Numbers
    given: Yes
    known: Yes


@dataclass(frozen=True, slots=True)
class Standing:
    """Rank 1 is the best, or the highest where nobody said what is wanted. `of`: places with a value."""

    rank: int
    of: int
    low: int | None
    high: int | None
    by: str | None


@np.errstate(all="ignore")
def intervals(value: Numbers, lower: Numbers, upper: Numbers, points: Whole, jump: Numbers) -> Intervals:
    """The interval of each place's value: bounds as published, else out of its own past (`jump`: a variance)."""
    fit = (points >= LEAST_FOR_TREND) & ~np.isnan(jump)
    given = (lower <= value) & (value <= upper)
    reach = quantiles(points) * np.sqrt(jump)
    low = np.where(given, lower, np.where(fit, value - reach, value))
    high = np.where(given, upper, np.where(fit, value + reach, value))
    return Intervals(value, low, high, given, given | fit)


def standing(among: Intervals, place: int, d: float) -> Standing:
    """The rank of the place in that row; `d` +1 where more is better (or nobody said), -1 where less is."""
    value, low, high = (among.value, among.low, among.high) if d >= 0 else (-among.value, -among.high, -among.low)
    rank = 1 + int((value > value[place]).sum())
    n = len(value)
    if not among.known[place]:
        return Standing(rank, n, None, None, None)
    others = np.arange(n) != place
    better = int((others & (low > high[place])).sum())
    worse = int((others & (high < low[place])).sum())
    return Standing(rank, n, 1 + better, n - worse, "bounds" if among.given[place] else "own past")
