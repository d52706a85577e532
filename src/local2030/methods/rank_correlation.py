"""Whether two orders go together: Kendall's tau-b and Spearman's rho with ties, and tau where one side is an interval.

Source: M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945), 239-251; C. Spearman (1904).
"""

from __future__ import annotations

import math
from collections import Counter
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
    """Every pair of rows (x, lowest y, highest y). Equal rows are counted together: levels and shares repeat."""
    kinds = list(Counter(rows).items())
    up = down = unsure = same_x = same_y = maybe_y = 0
    for i, ((x, low, high), count) in enumerate(kinds):
        within = count * (count - 1) // 2
        same_x += within
        same_y, maybe_y = (same_y + within, maybe_y) if low == high else (same_y, maybe_y + within)
        for (x2, low2, high2), count2 in kinds[i + 1 :]:
            many = count * count2
            apart, tied = high < low2 or high2 < low, low == high == low2 == high2
            same_y += many if tied else 0
            if x == x2:
                same_x += many
                maybe_y += 0 if tied or apart else many
            elif apart:
                up, down = (up + many, down) if (x < x2) == (high < low2) else (up, down + many)
            elif not tied:
                unsure += many
    whole = len(rows) * (len(rows) - 1) // 2
    return _Tally(
        up, down, unsure, math.sqrt((whole - same_x) * (whole - same_y)),
        math.sqrt((whole - same_x) * (whole - same_y - maybe_y)),
    )  # fmt: skip
