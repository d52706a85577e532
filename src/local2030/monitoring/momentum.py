"""Which places move fastest, over many indicators, as intervals.

The change of a series is the slope of a straight line through its points since the base year, turned so that more is
what is wanted. So that indicators with other units can be put together it is divided by the spread of the indicator's
latest values over the places (the middle half of them, made comparable with a standard deviation: quartile distance over
1.349). An indicator with several series counts once, by the mean of them. The momentum of a place is the median over its
indicators: standard deviations among places a year. Intervals and ranks: the indicators are drawn anew with a fixed seed,
the same draw for all places; 2.5% are cut off at either end. So the interval says how far the figure hangs on which
indicators there happen to be; it is no error of measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local2030.monitoring.rank_resampling import ranks_of
from local2030.monitoring.records import Ends, Numbers, WantedColumns, Whole

SEED = 2030
DRAWS = 1000
MOST_WORK = 100_000_000  # cells of all draws
TAIL = 0.025
DIGITS = 9  # to which values that are alike share a rank: the last ones hang on the order in which an engine adds up
LEAST_INDICATORS = 5
NORMAL = 1.349  # the quartile distance of a normal distribution in standard deviations


@dataclass(frozen=True, slots=True)
class Changes:
    """Of each series: its yearly change in the wanted direction, the spread it is measured in, and the one by the other.

    NaN where there is none: one point, no direction, fewer than three places, or all places alike.
    """

    yearly: Numbers
    spread: Numbers
    standardised: Numbers


@dataclass(frozen=True, slots=True)
class Moved:
    """One place. None where it has fewer than five indicators; `indicators` says how many it has."""

    momentum: float | None
    low: float | None
    high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    indicators: int


@np.errstate(all="ignore")
def changes(ends: Ends, wanted: WantedColumns, alike: Whole) -> Changes:
    """How fast each series moves. `alike`: series with the same number differ in their place only."""
    since = (ends.since >= 2) & (ends.measured == ends.since) & (ends.year_var > 0) & (wanted.direction != 0)
    yearly = np.where(since, wanted.direction * ends.cov / ends.year_var + 0.0, np.nan)  # no minus nought
    latest = np.where(wanted.parity, np.maximum(ends.latest_value, 1 / ends.latest_value), ends.latest_value)
    spread = np.full(len(ends), np.nan)
    order = np.argsort(alike, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(alike[order])) + 1):
        values = latest[rows][np.isfinite(latest[rows])]
        if len(values) >= 3:
            low, high = np.quantile(values, (0.25, 0.75))
            spread[rows] = (high - low) / NORMAL
    usable = np.isfinite(yearly) & (spread > 0)
    return Changes(yearly, spread, np.where(usable, yearly / spread, np.nan))


def momentum(table: Numbers, draws: int = DRAWS) -> list[Moved]:
    """What moved how fast. `table`: a row a place, a column an indicator, standardised changes, NaN where there is none."""
    counts = (~np.isnan(table)).sum(axis=1)
    ranked = np.flatnonzero(counts >= LEAST_INDICATORS)
    told = table[ranked]
    found = [Moved(None, None, None, None, None, None, int(n)) for n in counts]
    if not len(ranked):
        return found
    median = np.nanmedian(told, axis=1)
    drawn = _drawn(told, max(100, min(draws, MOST_WORK // told.size)))
    ranks = ranks_of(np.round(drawn, DIGITS))
    own = ranks_of(np.round(median[None], DIGITS))[0]
    low, high = _cut(drawn), _cut(-drawn)
    best, worst = _cut(ranks.astype(np.float64)), _cut(-ranks.astype(np.float64))
    for n, place in enumerate(ranked):
        rank = int(own[n])
        found[place] = Moved(
            float(median[n]), float(low[n]), float(-high[n]), rank, min(int(best[n]), rank), max(int(-worst[n]), rank),
            int(counts[place]),
        )  # fmt: skip
    return found


def _drawn(told: Numbers, draws: int) -> Numbers:
    """The medians of each draw; where a draw has nothing of a place its median over all stands."""
    dice = np.random.default_rng(SEED)
    whole = np.nanmedian(told, axis=1)
    medians = np.empty((draws, len(told)))
    with np.errstate(all="ignore"):
        for n in range(draws):
            medians[n] = _medians(told[:, dice.integers(0, told.shape[1], told.shape[1])])
    return np.where(np.isnan(medians), whole, medians)


def _medians(told: Numbers) -> Numbers:
    """The median of each row over what there is; quicker than numpy's own for many gaps."""
    ordered = np.sort(told, axis=1)
    n = (~np.isnan(told)).sum(axis=1)
    rows = np.arange(len(told))
    low, high = ordered[rows, np.maximum((n - 1) // 2, 0)], ordered[rows, np.minimum(n // 2, told.shape[1] - 1)]
    return np.where(n > 0, (low + high) / 2, np.nan)


def _cut(drawn: Numbers) -> Numbers:
    ordered: Numbers = np.sort(drawn, axis=0)[int(len(drawn) * TAIL)]
    return ordered
