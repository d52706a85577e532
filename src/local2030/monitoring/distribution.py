"""How values are spread over places, and never the mean alone: quantiles, what is missing, and the same by group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Distribution:
    """Spread of what is known of `places` places. `cv`: standard deviation over mean, where no value is below zero.

    `p90_p10`: how many times the value at the 90th percentile is that at the 10th, where that is above zero.
    """

    places: int
    known: int
    missing_share: float | None
    minimum: float | None = None
    p10: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    p90: float | None = None
    maximum: float | None = None
    mean: float | None = None
    cv: float | None = None
    p90_p10: float | None = None


QUANTILES = (0.0, 0.10, 0.25, 0.5, 0.75, 0.90, 1.0)


def distribution(values: Iterable[float | None]) -> Distribution:
    """The spread of values, a value a place; None (or NaN) is a place of which nothing is known."""
    given = [math.nan if value is None else float(value) for value in values]
    known = np.array([value for value in given if math.isfinite(value)], np.float64)
    n, k = len(given), len(known)
    share = (n - k) / n if n else None
    if not k:
        return Distribution(n, 0, share)
    low, p10, q1, median, q3, p90, high = (float(q) for q in np.quantile(known, QUANTILES))
    mean = float(known.mean())
    cv = float(known.std(ddof=1)) / mean if k > 1 and low >= 0 and mean > 0 else None
    return Distribution(n, k, share, low, p10, q1, median, q3, p90, high, mean, cv, p90 / p10 if p10 > 0 else None)


def by_group(values: Mapping[str, float | None], groups: Mapping[str, str]) -> dict[str, Distribution]:
    """The spread within each group of places (their level, type or parent region), groups in the order of their names.

    A place without a group stands in the group "".
    """
    gathered: defaultdict[str, list[float | None]] = defaultdict(list)
    for place, value in values.items():
        gathered[groups.get(place, "")].append(value)
    return {group: distribution(gathered[group]) for group in sorted(gathered)}
