"""Agreement of two raters, corrected for what each one's habits would give by chance: Cohen's kappa with weights.

Source: J. Cohen, Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit,
Psychological Bulletin 70 (1968), 213-220. Quadratic weights make it the same as an intraclass correlation but for a
term of 1/n (J. L. Fleiss, J. Cohen, 1973).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from local2030.methods.ratings import ONE_CATEGORY, REPLICATES, Agreement, Counted, Ratings, answered, paired

Weighting = Literal["identity", "linear", "quadratic"]


def weighted_kappa(
    ratings: Ratings, weighting: Weighting = "quadratic", replicates: int = REPLICATES, seed: int = 0
) -> Agreement:
    """Weighted kappa of two raters over the units that both rated; the first column is the one, the second the other.

    There is no value where both gave one and the same rating throughout. `ValueError` unless there are two columns.
    """
    distance: Callable[[float, float], float] = {
        "identity": lambda a, b: float(a != b),
        "linear": lambda a, b: abs(a - b),
        "quadratic": lambda a, b: (a - b) ** 2,
    }[weighting]
    return _kappa(f"kappa-{weighting}", ratings, distance, replicates, seed)


def kappa_with_costs(
    ratings: Ratings, categories: Sequence[float], costs: Sequence[Sequence[float]], replicates: int = REPLICATES,
    seed: int = 0,
) -> Agreement:  # fmt: skip
    """Weighted kappa by a table of one's own: how bad it is that one says the row's category, the other the column's."""
    place = {c: i for i, c in enumerate(categories)}
    return _kappa("kappa-costs", ratings, lambda a, b: float(costs[place[a]][place[b]]), replicates, seed)


def _kappa(
    name: str, ratings: Ratings, distance: Callable[[float, float], float], replicates: int, seed: int
) -> Agreement:
    if any(len(row) != 2 for row in ratings):
        raise ValueError("weighted kappa needs exactly two raters: a row has another number of ratings")
    units = paired(ratings)

    def value_of(counted: Counted) -> float | None:
        return _one_minus_ratio(counted, distance)

    found = answered(name, ratings, units, 2 if units else 0, value_of, replicates, seed)
    if found.value is None and not found.reason:
        return Agreement(name, None, None, None, found.units, found.ratings, found.raters, ONE_CATEGORY)
    return found


def _one_minus_ratio(counted: Counted, distance: Callable[[float, float], float]) -> float | None:
    """1 - observed / expected disagreement, the expected one from the two raters' own totals."""
    first: dict[float, float] = {}
    second: dict[float, float] = {}
    observed = whole = 0.0
    for (a, b), times in counted:
        first[a] = first.get(a, 0.0) + times
        second[b] = second.get(b, 0.0) + times
        observed += times * distance(a, b)
        whole += times
    expected = sum(n * m * distance(a, b) for a, n in first.items() for b, m in second.items())
    return 1 - observed * whole / expected if expected > 0 else None
