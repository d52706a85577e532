"""Whether two orders go together: Kendall's tau-b and Spearman's rho with ties, and tau where one side is an interval.

Source: M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945), 239-251; C. Spearman (1904).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

Pairs = Sequence[tuple[float, float]]


def kendall_tau_b(pairs: Pairs) -> float | None:
    """Tau-b, with ties on both sides allowed for; None where one side doesn't vary."""
    tally, untied = _tally([(x, y, y) for x, y in pairs])
    return (tally[0] - tally[1]) / untied if untied else None


def tau_bounds(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """What tau-b lies between if all that is known of y is (x, lowest y, highest y); None where it isn't defined.

    A pair whose intervals overlap may go either way. The bounds are safe, and wider than need be: perhaps no single
    choice of values gives all those pairs together. Where every y is known to the point they meet in tau-b.
    """
    (up, down, unsure), untied = _tally(rows)
    if not untied:
        return None
    return max(-1.0, (up - down - unsure) / untied), min(1.0, (up - down + unsure) / untied)


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


def _tally(rows: Sequence[tuple[float, float, float]]) -> tuple[tuple[int, int, int], float]:
    """(pairs that go up together, against each other, unsure), and the geometric mean of the pairs untied by x and y.

    Equal rows are counted once with how many there are: levels and shares repeat.
    """
    kinds = list(Counter(rows).items())
    up = down = unsure = same_x = same_y = 0
    n = len(rows)
    for i, ((x, low, high), count) in enumerate(kinds):
        within = count * (count - 1) // 2
        same_x += within
        same_y += within if low == high else 0
        for (x2, low2, high2), count2 in kinds[i + 1 :]:
            many = count * count2
            tied_y = low == high == low2 == high2
            same_y += many if tied_y else 0
            if x == x2:
                same_x += many
            elif tied_y:
                continue
            elif high < low2 or high2 < low:
                up, down = (up + many, down) if (x < x2) == (high < low2) else (up, down + many)
            else:
                unsure += many
    whole = n * (n - 1) // 2
    return (up, down, unsure), math.sqrt((whole - same_x) * (whole - same_y))
