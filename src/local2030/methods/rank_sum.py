"""Two groups compared by ranks: how probably one of the first is above one of the second, and how surely.

`superiority` is the area under the ROC curve as well. Source: H. B. Mann, D. R. Whitney, On a test of whether one of two
random variables is stochastically larger than the other (1947); exact by all permutations where these are few.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from local2030.methods.rank_correlation import ranks

MOST_PERMUTATIONS = 20_000
SAME = 1e-9


def superiority(first: Sequence[float], second: Sequence[float]) -> float | None:
    """The probability that one of the first group is above one of the second, ties half; None without both groups."""
    if not first or not second:
        return None
    ordered = sorted(second)
    above = sum(bisect_left(ordered, x) + bisect_right(ordered, x) for x in first)
    return above / 2 / len(first) / len(second)


def rank_sum_p(first: Sequence[float], second: Sequence[float]) -> float | None:
    """The two-sided p of the rank-sum test; None where a group is empty or all values are alike.

    By all permutations where there are at most 20,000, ties and all; else by the normal distribution with the correction
    for ties and for continuity.
    """
    n, m = len(first), len(second)
    values = [*first, *second]
    if not n or not m or len(set(values)) < 2:
        return None
    placed = ranks(values)
    found, expected = math.fsum(placed[:n]), n * (n + m + 1) / 2
    away = abs(found - expected)
    if math.comb(n + m, n) <= MOST_PERMUTATIONS:
        every = [abs(math.fsum(drawn) - expected) for drawn in combinations(placed, n)]
        return sum(each >= away - SAME for each in every) / len(every)
    ties = sum(t**3 - t for t in Counter(values).values())
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    return math.erfc(max(0.0, away - 0.5) / spread / math.sqrt(2))
