"""Ratings of the same units by several raters: which of them can be compared, and an interval by resampling units.

A table of ratings has a row for each unit and a column for each rater; None (or NaN) is a rating that is missing. What
can't be computed is answered with a reason and never with a number.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

Ratings = Sequence[Sequence[float | None]]
Unit = tuple[float, ...]  # the ratings that a unit got; in the order of the raters where that matters
Counted = Sequence[tuple[Unit, int]]  # each kind of unit and how often it is there

REPLICATES = 2000
LEVEL = 0.95
MANY, FEW_KINDS = 400, 8  # from so many units of so few kinds on they are drawn kind by kind
LEAST_DEFINED = 0.9  # of the resampled sets: below it the interval would be that of the lucky ones

ONE_RATER = "agreement-one-rater"
NOTHING_PAIRABLE = "agreement-nothing-pairable"
ONE_CATEGORY = "agreement-one-category"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient with its interval. `reason` is "" where there is a value, else the code of why there is none.

    `low` and `high` are None where no interval was asked for, or where too many resampled sets had no value.
    """

    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    units: int  # with at least two ratings
    ratings: int  # of those units
    raters: int  # who gave at least one of them
    reason: str = ""


def pairable(ratings: Ratings) -> tuple[list[Unit], int]:
    """The ratings of every unit that at least two rated, sorted, and how many raters gave them."""
    units: list[Unit] = []
    raters: set[int] = set()
    for row in ratings:
        given = [(i, float(v)) for i, v in enumerate(row) if v is not None and math.isfinite(v)]
        if len(given) >= 2:
            units.append(tuple(sorted(v for _, v in given)))
            raters.update(i for i, _ in given)
    return units, len(raters)


def paired(ratings: Ratings) -> list[Unit]:
    """The units that both of two raters rated, in the raters' order."""
    rows = [row for row in ratings if all(v is not None and math.isfinite(v) for v in row)]
    return [tuple(float(v) for v in row if v is not None) for row in rows]


def why_not(ratings: Ratings, units: Sequence[Unit]) -> str:
    """Why a chance-corrected coefficient has no value here, "" where it has one."""
    if not units:
        columns = {i for row in ratings for i, v in enumerate(row) if v is not None and math.isfinite(v)}
        return ONE_RATER if len(columns) < 2 else NOTHING_PAIRABLE
    return ONE_CATEGORY if len({v for unit in units for v in unit}) < 2 else ""


def answered(
    coefficient: str, ratings: Ratings, units: Sequence[Unit], raters: int, value_of: Callable[[Counted], float | None],
    replicates: int, seed: int, *, one_category_counts: bool = False,
) -> Agreement:  # fmt: skip
    """A coefficient over these units, with its interval or with the reason why there is no value."""
    number = sum(len(unit) for unit in units)
    reason = why_not(ratings, units)
    if reason and not (one_category_counts and reason == ONE_CATEGORY):
        return Agreement(coefficient, None, None, None, len(units), number, raters, reason)
    value = value_of(list(Counter(units).items()))
    low, high = resampled(units, value_of, replicates, seed)
    return Agreement(coefficient, value, low, high, len(units), number, raters)


def resampled(
    units: Sequence[Unit], value_of: Callable[[Counted], float | None], replicates: int = REPLICATES, seed: int = 0,
    level: float = LEVEL,
) -> tuple[float | None, float | None]:  # fmt: skip
    """The percentile bootstrap interval: units are drawn with replacement, the same ones for the same seed.

    A drawn set whose value isn't defined (all ratings alike) is left out; if more than a tenth are, there is none.
    Many units of few kinds are drawn kind by kind, each as often as a Poisson number says, which comes to the same.
    Sources: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; N. Chamandy et al., Estimating
    uncertainty for massive data streams (2012), for the Poisson way.
    """
    if replicates <= 0 or len(units) < 2:
        return None, None
    draw = random.Random(seed)
    kinds = sorted(Counter(units).items())
    values = []
    for _ in range(replicates):
        value = value_of(_drawn(kinds, len(units), draw))
        if value is not None:
            values.append(value)
    if len(values) < LEAST_DEFINED * replicates:
        return None, None
    values.sort()
    return quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)


def _drawn(kinds: Sequence[tuple[Unit, int]], count: int, draw: random.Random) -> list[tuple[Unit, int]]:
    """As many units as there are, drawn with replacement, counted by kind."""
    if count < MANY or len(kinds) * FEW_KINDS > count:
        places = draw.choices(range(len(kinds)), cum_weights=list(accumulate(n for _, n in kinds)), k=count)
        return [(kinds[i][0], n) for i, n in sorted(Counter(places).items())]
    found = [(unit, _poisson(n, draw)) for unit, n in kinds]
    return [(unit, n) for unit, n in found if n]


def _poisson(mean: int, draw: random.Random) -> int:
    """A Poisson number; from a mean of 60 up by the normal distribution, which is then as good."""
    if mean >= 60:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, n, product = math.exp(-mean), 0, draw.random()
    while product > limit:
        n += 1
        product *= draw.random()
    return n


def quantile(ordered: Sequence[float], part: float) -> float:
    """The quantile of values in order, between two of them by straight line (type 7 of Hyndman and Fan 1996)."""
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
