"""The bounds of indicators out of published goal scores: which lower bound and optimum lead to what was published?

The index puts each value on a line a + b x, cuts it at 0 and 100, and takes the mean of what is known. So the scores are
straight in a and b as long as it is known which values are cut: least squares with damping (D. Marquardt, 1963), from the
range of the values as a start, turned each way that the values may count, and from some more starts by chance with a
fixed seed while scores aren't met. What comes out leads to the published scores (`error` says how closely); it needn't be
what the publisher used: where no value is cut and none is missing, several bounds lead to the same scores. `is_sure` says
of each indicator whether the scores leave it no room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from local2030.monitoring.records import Numbers, Yes

TOP = 100.0
SEED = 2030
STARTS = 12
STEPS = 60
GOOD_ENOUGH = 0.05  # of a published score
ROOM = 1e-6  # of the largest singular value: directions below it move no score


@dataclass(frozen=True, slots=True)
class Recovered:
    """The bounds of one indicator; `is_sure`: the scores leave it no room."""

    code: str
    goal: int
    lower: float
    optimum: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How closely the scores of a goal were met: the largest error, over how many places."""

    goal: int
    error: float
    places: int
    recovered: tuple[Recovered, ...]


@np.errstate(all="ignore")
def recovered_bounds(
    values: Mapping[str, Mapping[str, float | None]],
    goals: Mapping[str, int],
    scores: Mapping[str, Mapping[int, float]],
) -> list[Fit]:
    """A fit for each goal that has indicators and scores. `goals`: indicator -> goal; `scores`: place -> goal -> score."""
    fits = []
    for goal in sorted(set(goals.values())):
        codes = [code for code, its in goals.items() if its == goal]
        places = [p for p in values if scores.get(p, {}).get(goal) is not None]
        table = np.array([[_number(values[p].get(code)) for code in codes] for p in places]).reshape(-1, len(codes))
        known = ~np.isnan(table).all(axis=1) if len(places) else np.zeros(0, np.bool_)
        used = (~np.isnan(table)).sum(axis=0) >= 2
        if known.sum() >= 2 and used.any():
            published = np.array([scores[p][goal] for p in places])[known]
            told = [code for code, is_used in zip(codes, used, strict=True) if is_used]
            fits.append(_fit(goal, told, table[known][:, used], published))
    return fits


def _fit(goal: int, codes: Sequence[str], table: Numbers, published: Numbers) -> Fit:
    centre, width = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    x = (table - centre) / np.where(width > 0, width, 1)
    best = _best(x, published)
    a, b = best[: len(codes)], best[len(codes) :]
    sure = _sure(x, best)
    recovered = []
    for n, code in enumerate(codes):
        slope = b[n] / width[n] if width[n] > 0 else np.nan
        start = a[n] - slope * centre[n]
        recovered.append(Recovered(code, goal, float(-start / slope), float((TOP - start) / slope), bool(sure[n])))
    return Fit(goal, float(np.abs(_scores(x, best) - published).max()), len(published), tuple(recovered))


def _best(x: Numbers, published: Numbers) -> Numbers:
    """The best of several starts, each with the signs turned one by one while that helps."""
    dice = np.random.default_rng(SEED)
    columns = x.shape[1]
    way = np.array([_way(x[:, n], published) for n in range(columns)])
    best, least = np.empty(0), np.inf
    for start in range(STARTS):
        ways = way if start == 0 else dice.choice((-1.0, 1.0), columns)
        slopes = ways * (25.0 if start < 2 else dice.uniform(10, 40, columns))
        found = _turned(x, published, np.concatenate([np.full(columns, TOP / 2), slopes]))
        error = float(np.abs(_scores(x, found) - published).max())
        if error < least:
            best, least = found, error
        if least <= GOOD_ENOUGH / 5:
            break
    return best


def _turned(x: Numbers, published: Numbers, start: Numbers) -> Numbers:
    columns = x.shape[1]
    found = _descend(x, published, start)
    loss = _loss(x, published, found)
    for n in range(columns):
        if loss < (GOOD_ENOUGH / 10) ** 2 * len(published):
            break
        other = found.copy()
        other[columns + n] *= -1
        other = _descend(x, published, other)
        if (less := _loss(x, published, other)) < loss:
            found, loss = other, less
    return found


def _descend(x: Numbers, published: Numbers, start: Numbers) -> Numbers:
    """Damped least squares; a step counts only if it lessens the loss."""
    found, damping = start, 1.0
    loss = _loss(x, published, found)
    for _step in range(STEPS):
        slopes = _slopes(x, found)
        rest = published - _scores(x, found)
        square = slopes.T @ slopes
        step = np.linalg.solve(
            square + damping * (np.diag(np.diag(square)) + 1e-9 * np.eye(len(found))), slopes.T @ rest
        )
        less = _loss(x, published, found + step)
        if less < loss:
            enough = loss - less < 1e-12 * loss
            found, loss, damping = found + step, less, damping / 5
            if enough:
                break
        else:
            damping *= 4
            if damping > 1e9:
                break
    return found


def _lines(x: Numbers, told: Numbers) -> Numbers:
    columns = x.shape[1]
    lines: Numbers = told[:columns] + told[columns:] * x
    return lines


def _scores(x: Numbers, told: Numbers) -> Numbers:
    scores: Numbers = np.nanmean(np.clip(_lines(x, told), 0, TOP), axis=1)
    return scores


def _loss(x: Numbers, published: Numbers, told: Numbers) -> float:
    rest = published - _scores(x, told)
    return float(rest @ rest)


def _slopes(x: Numbers, told: Numbers) -> Numbers:
    """How the scores change with each a and b; what is cut changes nothing."""
    lines = _lines(x, told)
    free: Yes = (lines > 0) & (lines < TOP)
    share = free / (~np.isnan(x)).sum(axis=1, keepdims=True)
    return np.hstack([share, np.where(free, share * np.nan_to_num(x), 0.0)])


def _sure(x: Numbers, told: Numbers) -> Yes:
    """Of which indicators neither a nor b can move without moving a score."""
    columns = x.shape[1]
    _left, sizes, ways = np.linalg.svd(_slopes(x, told), full_matrices=True)
    none = np.ones(2 * columns, np.bool_)
    none[: len(sizes)] = sizes <= ROOM * sizes.max()
    room = (np.abs(ways[none]) > 1e-3).any(axis=0)
    sure: Yes = ~(room[:columns] | room[columns:])
    return sure


def _way(x: Numbers, published: Numbers) -> float:
    known = ~np.isnan(x)
    turned = float((x[known] - x[known].mean()) @ (published[known] - published[known].mean()))
    return 1.0 if turned >= 0 else -1.0


def _number(value: float | None) -> float:
    return np.nan if value is None else value
