"""Whether two orders go together: Kendall's tau-b and Spearman's rho with ties, and tau where one side is an interval.

Source: M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945), 239-251; C. Spearman (1904).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

Pairs = Sequence[tuple[float, float]]


def kendall_tau_b(pairs: Pairs) -> float | None:
    """Tau-b, with ties on both sides allowed for; None where one side doesn't vary."""
    found = _tally([(x, y, y) for x, y in pairs])
    return (found.up - found.down) / found.untied if found.untied else None


def tau_bounds(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """What tau-b lies between if all that is known of y is (x, lowest y, highest y); None where it isn't defined.

    A pair whose intervals overlap may go either way. The bounds are safe, and wider than need be: perhaps no single
    choice of values gives all those pairs together. Where every y is known to the point they meet in tau-b.
    """
    found = _tally(rows)
    if not found.untied:
        return None
    low, high = found.up - found.down - found.unsure, found.up - found.down + found.unsure
    return (
        max(-1.0, low / (found.least_untied if low < 0 else found.untied)) if low else 0.0,
        min(1.0, high / (found.least_untied if high > 0 else found.untied)) if high else 0.0,
    )


def spearman_rho(pairs: Pairs) -> float | None:
    """The correlation of the ranks, equal values sharing their mean rank; None where one side doesn't vary."""
    return pearson(list(zip(ranks([x for x, _ in pairs]), ranks([y for _, y in pairs]), strict=True)))


def pearson(pairs: Pairs) -> float | None:
    """The product-moment correlation; None where one side doesn't vary."""
    n = len(pairs)
    if n < 2:
        return None
    x_mean, y_mean = math.fsum(x for x, _ in pairs) / n, math.fsum(y for _, y in pairs) / n
    xx = math.fsum((x - x_mean) ** 2 for x, _ in pairs)
    yy = math.fsum((y - y_mean) ** 2 for _, y in pairs)
    xy = math.fsum((x - x_mean) * (y - y_mean) for x, y in pairs)
    if xx <= 0 or yy <= 0:
        return None
    return max(-1.0, min(1.0, xy / math.sqrt(xx * yy)))


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value from 1, equal ones sharing the mean of theirs."""
    counts = Counter(values)
    below, rank = 0, {}
    for value in sorted(counts):
        rank[value] = below + (counts[value] + 1) / 2
        below += counts[value]
    return [rank[value] for value in values]


class _Tally(NamedTuple):
    """Pairs that go up together, against each other, or either way; and what tau-b divides by, at most and at least."""

    up: int
    down: int
    unsure: int
    untied: float
    least_untied: float  # if all pairs that are equal in x and may be equal in y are


def _tally(rows: Sequence[tuple[float, float, float]]) -> _Tally:
    """Every pair of rows (x, lowest y, highest y), counted group by group of x against all that have a lower x."""
    groups: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)
    for x, low, high in rows:
        groups[x].append((low, high))
    up = down = different = 0
    same_x = apart_within = 0
    lows: list[float] = []
    highs: list[float] = []
    for x in sorted(groups):
        group = groups[x]
        up += sum(bisect_left(highs, low) for low, _ in group)
        down += sum(len(lows) - bisect_right(lows, high) for _, high in group)
        different += len(lows) * len(group)
        same_x += _pairs(len(group))
        own = sorted(high for _, high in group)
        apart_within += sum(bisect_left(own, low) for low, _ in group)
        lows = sorted(lows + [low for low, _ in group])
        highs = sorted(highs + own)
    points = Counter((low, x) for x, low, high in rows if low == high)
    by_y: Counter[float] = Counter()
    for (y, _), count in points.items():
        by_y[y] += count
    tied_within = sum(_pairs(count) for count in points.values())
    same_y = sum(_pairs(count) for count in by_y.values())
    unsure = different - up - down - (same_y - tied_within)
    maybe_y = same_x - apart_within - tied_within
    whole = _pairs(len(rows))
    return _Tally(
        up, down, unsure, math.sqrt((whole - same_x) * (whole - same_y)),
        math.sqrt((whole - same_x) * (whole - same_y - maybe_y)),
    )  # fmt: skip


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
