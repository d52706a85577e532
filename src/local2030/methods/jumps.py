"""Whether a density jumps at a point: more cases just above than the run of the density on both sides lets expect.

Four bins of one width, two below the point and two above. If the logarithm of the density is a straight line across
them, then, given their sum and their first moment, the counts have a known distribution without any unknown in it; the
p-value is the mid-p of (just above - just below) in it. It asks what J. McCrary, Manipulation of the running variable
(Journal of Econometrics 142, 2008) asks, and is exact where his test needs thousands of cases. For many cases it goes over to
the normal approximation of the same contrast. What is round (0.05, 0.10) draws honest people too: see heaping first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

MOST_EXACT = 300


class Jump(NamedTuple):
    """Counts in the four bins, outermost below first, and the one-sided p-value that there is no jump up."""

    far_below: int
    below: int
    above: int
    far_above: int
    p: float


def jump_at(values: Sequence[Decimal], point: Decimal, width: Decimal) -> Jump:
    """The counts around the point; what lies exactly on it is above."""
    bins = [0, 0, 0, 0]
    for value in values:
        place = int(((value - point) / width).to_integral_value("ROUND_FLOOR")) + 2
        if 0 <= place < 4:
            bins[place] += 1
    return Jump(bins[0], bins[1], bins[2], bins[3], jump_p(bins[0], bins[1], bins[2], bins[3]))


@lru_cache(maxsize=4096)
def jump_p(far_below: int, below: int, above: int, far_above: int) -> float:
    """The one-sided p-value for too many just above."""
    whole = far_below + below + above + far_above
    if whole == 0:
        return 1.0
    if whole > MOST_EXACT:
        contrast = (above - below) - (far_above - far_below) / 3
        spread = math.sqrt(above + below + (far_above + far_below) / 9)
        return math.erfc(contrast / spread / math.sqrt(2)) / 2 if spread else 1.0
    moment = 3 * (far_above - far_below) + above - below
    more = same = every = 0.0
    base = math.lgamma(whole + 1) - whole * math.log(4)
    for outer in range(whole + 1):
        inner = whole - outer
        for high in range(outer + 1):
            difference = moment - 3 * (2 * high - outer)
            if abs(difference) > inner or (inner + difference) % 2:
                continue
            up = (inner + difference) // 2
            weight = math.exp(base - _log(outer - high) - _log(high) - _log(up) - _log(inner - up))
            every += weight
            if difference > above - below:
                more += weight
            elif difference == above - below:
                same += weight
    return min(1.0, (more + same / 2) / every) if every else 1.0


@lru_cache(maxsize=1024)
def _log(n: int) -> float:
    return math.lgamma(n + 1)
