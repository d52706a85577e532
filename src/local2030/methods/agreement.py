"""Agreement among any number of raters with ratings missing: Krippendorff's alpha, and the plain percentage.

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); A. F. Hayes, K. Krippendorff, Answering the
Call for a Standard Reliability Measure for Coding Data, Communication Methods and Measures 1 (2007), 77-89. Theirs is
the coefficient; the interval is a plain bootstrap over units and not their resampling of pairs, so it is wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from local2030.methods.ratings import REPLICATES, Agreement, Counted, Ratings, answered, pairable

Metric = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(
    ratings: Ratings, metric: Metric = "ordinal", replicates: int = REPLICATES, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha: 1 is perfect, 0 what chance gives, below 0 systematic disagreement.

    Units with fewer than two ratings are left out. There is no value where all ratings are alike: nothing could differ.
    """
    units, raters = pairable(ratings)
    return answered(f"alpha-{metric}", ratings, units, raters, lambda drawn: _alpha(drawn, metric), replicates, seed)


def percent_agreement(ratings: Ratings, replicates: int = REPLICATES, seed: int = 0) -> Agreement:
    """The share of equal pairs among all pairs of ratings of a unit, averaged over units; not corrected for chance.

    This one is a number even where all ratings are alike, since it promises nothing about chance.
    """
    units, raters = pairable(ratings)
    return answered("percent", ratings, units, raters, _equal_pairs, replicates, seed, one_category_counts=True)


def _alpha(counted: Counted, metric: Metric) -> float | None:
    """1 - observed / expected disagreement. Each pair of ratings of a unit weighs 1 / (its ratings - 1)."""
    values = sorted({v for unit, _ in counted for v in unit})
    if len(values) < 2:
        return None
    place = {v: i for i, v in enumerate(values)}
    totals = [0.0] * len(values)
    for unit, times in counted:
        for value in unit:
            totals[place[value]] += times
    distance = _distances(values, totals, metric)
    observed = 0.0
    for unit, times in counted:
        found = [place[v] for v in unit]
        pairs = sum(distance[a][b] for i, a in enumerate(found) for b in found[i + 1 :])
        observed += times * 2 * pairs / (len(found) - 1)
    whole = sum(totals)
    expected = sum(
        2 * a * b * distance[i][j] for i, a in enumerate(totals) for j, b in enumerate(totals[i + 1 :], i + 1)
    )
    return 1 - (whole - 1) * observed / expected


def _distances(values: Sequence[float], totals: Sequence[float], metric: Metric) -> list[list[float]]:
    """The squared differences of every two values; the ordinal one depends on how often each value was given."""
    if metric == "nominal":
        return [[float(a != b) for b in values] for a in values]
    if metric == "interval":
        return [[(a - b) ** 2 for b in values] for a in values]
    middles, below = [], 0.0
    for total in totals:
        middles.append(below + total / 2)
        below += total
    return [[(a - b) ** 2 for b in middles] for a in middles]


def _equal_pairs(counted: Counted) -> float:
    whole = found = 0.0
    for unit, times in counted:
        equal = sum(unit.count(v) - 1 for v in unit)
        found += times * equal / (len(unit) * (len(unit) - 1))
        whole += times
    return found / whole
