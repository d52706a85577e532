"""Between which ranks a place may lie when the goals' weights and the missing cells are drawn anew.

Each draw: weights uniform on the simplex (so any order of importance is as likely as any other); each missing cell gets
the score of that indicator at a ranked place of the same group drawn by chance, or of any ranked place where the group
has none. 2.5% of the draws are cut off at either end; the seed is fixed, so the same table has the same ranks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from local2030.monitoring.records import Numbers, Whole

SEED = 2030
TAIL = 0.025
AT_ONCE = 2_000_000  # goal scores of all draws that are held in memory together


@np.errstate(all="ignore")
def rank_spans(cells: Numbers, goals: Sequence[int], groups: Sequence[str], draws: int) -> list[tuple[int, int]]:
    """The best and the worst rank of each place. `cells`: a row a place, a column an indicator, NaN where missing.

    `goals`: the goal of each column; `groups`: the group of each row.
    """
    n = len(cells)
    if not n or draws <= 0:
        return [(1, n)] * n
    dice = np.random.default_rng(SEED)
    distinct, goal_of = np.unique(np.array(goals), return_inverse=True)
    missing, donors = _donors(cells, groups)
    ranks = np.empty((draws, n), np.int64)
    step = max(1, AT_ONCE // max(n * len(distinct), 1))
    for first in range(0, draws, step):
        k = min(step, draws - first)
        scores = _goal_scores(cells, goal_of, len(distinct), missing, [dice.choice(d, k) for d in donors], k)
        weights = np.where(np.isnan(scores), 0.0, dice.standard_exponential((k, len(distinct)))[:, None, :])
        overall = np.nan_to_num(np.nansum(scores * weights, axis=2) / weights.sum(axis=2))
        ranks[first : first + k] = ranks_of(overall)
    ranks.sort(axis=0)
    cut = int(draws * TAIL)
    return [(int(best), int(worst)) for best, worst in zip(ranks[cut], ranks[draws - 1 - cut], strict=True)]


def ranks_of(scores: Numbers) -> Whole:
    """The rank in each row, 1 the highest; equal scores share the better rank."""
    ordered = np.sort(-scores, axis=1)
    ranks: Whole = (
        np.stack([np.searchsorted(row, -mine, "left") for row, mine in zip(ordered, scores, strict=True)]) + 1
    )
    return ranks


def _donors(cells: Numbers, groups: Sequence[str]) -> tuple[NDArray[np.int64], list[Numbers]]:
    """The missing cells that can be drawn (place, indicator), and the scores to draw each of them from."""
    kinds = np.array(groups, object)
    found: list[tuple[int, int]] = []
    donors: list[Numbers] = []
    for place, column in np.argwhere(np.isnan(cells)):
        same = cells[(kinds == kinds[place]) & ~np.isnan(cells[:, column]), column]
        any_place = cells[~np.isnan(cells[:, column]), column]
        if len(any_place):
            found.append((int(place), int(column)))
            donors.append(same if len(same) else any_place)
    return np.array(found, np.int64).reshape(len(found), 2), donors


def _goal_scores(
    cells: Numbers, goal_of: NDArray[np.int64], goals: int, missing: NDArray[np.int64], drawn: list[Numbers], draws: int
) -> Numbers:
    """The mean of each goal in each draw: draws x places x goals; NaN where nothing can be drawn for it."""
    n = len(cells)
    known = ~np.isnan(cells)
    sums, counts = np.zeros((n, goals)), np.zeros((n, goals))
    for column, goal in enumerate(goal_of):
        sums[:, goal] += np.where(known[:, column], cells[:, column], 0.0)
        counts[:, goal] += known[:, column]
    all_sums = np.repeat(sums[None], draws, axis=0)
    for (place, column), values in zip(missing, drawn, strict=True):
        all_sums[:, place, goal_of[column]] += values
        counts[place, goal_of[column]] += 1
    means: Numbers = all_sums / np.where(counts > 0, counts, np.nan)
    return means
