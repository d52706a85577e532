"""How much more each rater gives than the co-reviewers, once the co-reviewers' own leanings are taken off.

Two-way additive effects of raters and of what they rated, settled by sweeps and centred on the median rater. Only what
two or more rated counts, and not the level as a whole, which follows from the criteria.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from local2030.marker.performance.records import LEVEL, Case, Rated, scores_by_unit

SWEEPS = 30
Scores = Mapping[tuple[Case, str], Mapping[str, float]]


@dataclass(slots=True)
class Beside:
    """A rater's work on one case beside that of others: over how many criteria, how much above them in all, whose."""

    criteria: int
    above: float
    others: dict[str, float]


def compared(rows: Iterable[Rated], without: Collection[str] = ()) -> dict[tuple[Case, str], dict[str, float]]:
    """What two or more raters scored, without those raters."""
    found: dict[tuple[Case, str], dict[str, float]] = {}
    for key, given in sorted(scores_by_unit(rows).items()):
        kept = {rater: float(score) for rater, score in given.items() if rater not in without}
        if len(kept) > 1 and key[1] != LEVEL:
            found[key] = kept
    return found


def beside(scores: Scores) -> dict[tuple[str, Case], Beside]:
    """Every rater on every case with its co-reviewers there."""
    found: dict[tuple[str, Case], Beside] = {}
    for (case, _), given in scores.items():
        whole, others = math.fsum(given.values()), len(given) - 1
        for rater, score in given.items():
            entry = found.setdefault((rater, case), Beside(0, 0.0, {}))
            entry.criteria += 1
            entry.above += score - (whole - score) / others
            for other in given:
                if other != rater:
                    entry.others[other] = entry.others.get(other, 0.0) + 1 / others
    return found


def effects(work: Mapping[tuple[str, Case], Beside]) -> dict[str, float]:
    """Each rater's levels above the median rater."""
    count: defaultdict[str, int] = defaultdict(int)
    above: defaultdict[str, float] = defaultdict(float)
    shared: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (rater, _), entry in work.items():
        count[rater] += entry.criteria
        above[rater] += entry.above
        for other, weight in entry.others.items():
            shared[rater][other] += weight
    found = dict.fromkeys(sorted(count), 0.0)
    for _ in range(SWEEPS):
        # Half a step at a time: two raters who only ever meet each other would else swing for ever.
        moved = {
            r: (own + (above[r] + math.fsum(w * found[o] for o, w in shared[r].items())) / count[r]) / 2
            for r, own in found.items()
        }
        centre = median(moved.values()) if moved else 0.0
        found = {r: value - centre for r, value in moved.items()}
    return found


def differences(work: Mapping[tuple[str, Case], Beside], by: Mapping[str, float]) -> dict[str, dict[Case, float]]:
    """For each rater and case the mean difference to the others without their effects."""
    found: defaultdict[str, dict[Case, float]] = defaultdict(dict)
    for (rater, case), entry in work.items():
        leaning = math.fsum(weight * by[other] for other, weight in entry.others.items())
        found[rater][case] = (entry.above + leaning) / entry.criteria
    return dict(found)
