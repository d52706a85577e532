"""Agreement among several raters that high prevalence doesn't upset: Gwet's AC1, and AC2 with weights.

Source: K. L. Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, British
Journal of Mathematical and Statistical Psychology 61 (2008), 29-48; Handbook of Inter-Rater Reliability, 4th edition
(2014), chapters 3 to 5. As there, a unit with one rating counts for how often a category is used, not for agreement.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from local2030.methods.ratings import (
    ONE_CATEGORY,
    REPLICATES,
    Agreement,
    Counted,
    Ratings,
    Unit,
    pairable,
    resampled,
    why_not,
)

Weighting = Literal["identity", "ordinal", "linear", "quadratic"]


def gwet_ac(
    ratings: Ratings, weighting: Weighting = "ordinal", categories: Sequence[float] | None = None,
    replicates: int = REPLICATES, seed: int = 0,
) -> Agreement:  # fmt: skip
    """AC2 with these weights (AC1 with `identity`). `categories` are those that could be given, else those that were.

    There is no value where all ratings are alike, although the formula would give 1: nothing was told apart.
    """
    name = "ac1" if weighting == "identity" else f"ac2-{weighting}"
    comparable, raters = pairable(ratings)
    number = sum(len(unit) for unit in comparable)
    given: list[Unit] = []
    for row in ratings:
        unit = tuple(sorted(float(v) for v in row if v is not None and math.isfinite(v)))
        if unit:
            given.append(unit)
    reason = why_not(ratings, comparable)
    if not reason and len({v for unit in given for v in unit}) < 2:
        reason = ONE_CATEGORY
    if reason:
        return Agreement(name, None, None, None, len(comparable), number, raters, reason)
    places = sorted({v for unit in given for v in unit} | set(categories or ()))
    weigh = _weights(places, weighting)

    def value_of(counted: Counted) -> float | None:
        return _coefficient(counted, places, weigh)

    low, high = resampled(given, value_of, replicates, seed)
    return Agreement(name, value_of(list(Counter(given).items())), low, high, len(comparable), number, raters)


def _weights(places: Sequence[float], weighting: Weighting) -> list[list[float]]:
    """How much of an agreement it is that one rater says the one category and another the other: 1 for the same."""
    span, most = places[-1] - places[0], len(places)
    kinds: dict[str, Callable[[int, int], float]] = {
        "identity": lambda i, j: float(i == j),
        "linear": lambda i, j: 1 - abs(places[i] - places[j]) / span,
        "quadratic": lambda i, j: 1 - ((places[i] - places[j]) / span) ** 2,
        "ordinal": lambda i, j: 1 - math.comb(abs(i - j) + 1, 2) / math.comb(most, 2),
    }
    weigh = kinds[weighting]
    return [[weigh(i, j) for j in range(most)] for i in range(most)]


def _coefficient(counted: Counted, places: Sequence[float], weigh: Sequence[Sequence[float]]) -> float | None:
    place = {v: i for i, v in enumerate(places)}
    used = [0.0] * len(places)
    agreed = compared = whole = 0.0
    for unit, times in counted:
        found = [place[v] for v in unit]
        for i in found:
            used[i] += times / len(found)
        whole += times
        if len(found) >= 2:
            pairs = sum(weigh[i][j] for a, i in enumerate(found) for b, j in enumerate(found) if a != b)
            agreed += times * pairs / (len(found) * (len(found) - 1))
            compared += times
    if not compared or len(places) < 2:
        return None
    q = len(places)
    spread = sum(n / whole * (1 - n / whole) for n in used)
    chance = sum(map(sum, weigh)) * spread / (q * (q - 1))
    return (agreed / compared - chance) / (1 - chance) if chance < 1 else None
