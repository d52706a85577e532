"""Goal scores and an overall score out of indicator values between bounds, every imputed cell named, ranks as intervals.

Source: Sustainable Development Report, methodology: each value is put on a scale from 0 (the lower bound) to 100 (the
optimum) and cut there; a goal is the mean of its indicators that are known; the overall score is the mean of the goals.
A goal without any value has the mean of that goal over the ranked places of its group. A place of which too much is
missing has no overall score and no rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from local2030.monitoring.rank_resampling import rank_spans
from local2030.vocabulary.observations import Bound

MOST_MISSING = 0.20  # of the indicators, for a place to be ranked
DRAWS = 1000


class Imputed(NamedTuple):
    """One filled cell: the score that stands in for the goal, the group it is the mean of, over how many places."""

    goal: int
    score: float
    group: str
    places: int


@dataclass(frozen=True, slots=True)
class Placed:
    """One place. `goals`: None where nothing is known and nothing was imputed. `rank_low` is the best rank it may have.

    `cells` are the imputed goals one by one; `missing` the indicators of which nothing is known.
    """

    id: str
    goals: Mapping[int, float | None]
    imputed: tuple[int, ...]
    overall: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    known: int
    indicators: int
    cells: tuple[Imputed, ...] = ()
    missing: tuple[str, ...] = ()


def scaled(value: float, bound: Bound) -> float:
    """The value between 0 and 100; a bound without any width can't scale (`ValueError`)."""
    if bound.optimum == bound.lower:
        raise ValueError(f"{bound.code}: lower bound and optimum are the same")
    return min(100.0, max(0.0, 100 * (value - bound.lower) / (bound.optimum - bound.lower)))


def index(
    values: Mapping[str, Mapping[str, float | None]],
    bounds: Sequence[Bound],
    groups: Mapping[str, str] | None = None,
    most_missing: float = MOST_MISSING,
    draws: int = DRAWS,
) -> tuple[Placed, ...]:
    """Every place in the order given. `values`: place -> indicator code -> value; `groups`: place -> its group.

    Without groups nothing is imputed: a goal of which nothing is known is left out of the mean. Interval of a rank: the
    goals' weights and the missing cells drawn anew `draws` times (`monitoring.rank_resampling`); it holds the rank itself.
    """
    goals = sorted({bound.goal for bound in bounds})
    by_goal: dict[str, dict[int, float | None]] = {}
    known: dict[str, int] = {}
    for place, row in values.items():
        scores: defaultdict[int, list[float]] = defaultdict(list)
        for bound in bounds:
            value = row.get(bound.code)
            if value is not None:
                scores[bound.goal].append(scaled(value, bound))
        known[place] = sum(map(len, scores.values()))
        by_goal[place] = {goal: _mean(scores[goal]) for goal in goals}
    ranked = [p for p in values if len(bounds) and 1 - known[p] / len(bounds) <= most_missing + 1e-12]
    imputed = _impute(by_goal, ranked, groups) if groups else {}
    means = {place: _mean([s for s in by_goal[place].values() if s is not None]) for place in ranked}
    overall = {place: score for place, score in means.items() if score is not None}
    ranks = _ranks(overall)
    spans = _spans(values, bounds, ranks, groups or {}, draws)
    return tuple(
        Placed(place, by_goal[place], tuple(cell.goal for cell in imputed.get(place, ())), overall.get(place),
               ranks.get(place), best, worst, known[place], len(bounds), imputed.get(place, ()),
               tuple(bound.code for bound in bounds if values[place].get(bound.code) is None))
        for place, (best, worst) in ((place, spans.get(place, (None, None))) for place in values)
    )  # fmt: skip


class Mismatch(NamedTuple):
    """A published overall score that isn't the mean of its published goals, and by how much."""

    id: str
    published: float
    mean: float


def mismatches(published: Iterable[tuple[str, float, Sequence[float]]], tolerance: float = 0.05) -> list[Mismatch]:
    """Where a published overall score is further from the mean of its published goals than rounding explains."""
    found = []
    for place, overall, goals in published:
        mean = _mean(goals)
        if mean is not None and abs(overall - mean) > tolerance:
            found.append(Mismatch(place, overall, mean))
    return sorted(found, key=lambda m: -abs(m.published - m.mean))


def _impute(
    by_goal: dict[str, dict[int, float | None]], ranked: Sequence[str], groups: Mapping[str, str]
) -> dict[str, tuple[Imputed, ...]]:
    """Fills goals of ranked places with the mean of their group's ranked places, as they were before any filling."""
    seen: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for place in ranked:
        for goal, score in by_goal[place].items():
            if score is not None:
                seen[groups.get(place, ""), goal].append(score)
    filled: dict[str, tuple[Imputed, ...]] = {}
    for place in ranked:
        missing = [goal for goal, score in by_goal[place].items() if score is None]
        found = []
        for goal in missing:
            scores = seen[groups[place], goal] if groups.get(place) else []
            if (mean := _mean(scores)) is not None:
                found.append(Imputed(goal, mean, groups[place], len(scores)))
        by_goal[place] |= {cell.goal: cell.score for cell in found}
        if found:
            filled[place] = tuple(found)
    return filled


def _ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """1 is the highest; equal scores share the better rank."""
    ordered = sorted(scores.values(), reverse=True)
    first = {score: n for n, score in reversed(list(enumerate(ordered, 1)))}
    return {place: first[score] for place, score in scores.items()}


def _spans(
    values: Mapping[str, Mapping[str, float | None]], bounds: Sequence[Bound], ranks: Mapping[str, int],
    groups: Mapping[str, str], draws: int,
) -> dict[str, tuple[int, int]]:  # fmt: skip
    """The best and the worst rank of each ranked place; its own rank is always between them."""
    if not ranks or draws <= 0:
        return {}
    cells = [
        [np.nan if (value := values[place].get(bound.code)) is None else scaled(value, bound) for bound in bounds]
        for place in ranks
    ]
    spans = rank_spans(np.array(cells), [b.goal for b in bounds], [groups.get(place, "") for place in ranks], draws)
    return {
        place: (min(best, rank), max(worst, rank))
        for (place, rank), (best, worst) in zip(ranks.items(), spans, strict=True)
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
