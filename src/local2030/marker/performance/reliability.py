"""Do reviewers who can't see each other say the same: alpha for each criterion and the level, and its drift by rubric.

Krippendorff's alpha (ordinal) decides the word; weighted kappa and AC2 stand beside it in the data (marker design, 9).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from local2030.marker.performance.records import (
    LEVEL,
    TOO_FEW,
    Case,
    Estimate,
    Rated,
    claims_by_unit,
    in_order,
    scores_by_unit,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.agreement import krippendorff_alpha, percent_agreement
from local2030.methods.gwet import gwet_ac
from local2030.methods.kappa import weighted_kappa
from local2030.methods.ratings import Ratings

Scores = Mapping[tuple[Case, str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """One criterion (or `level`) under one rubric (or all, ""). Figures are None where `code` says why.

    `kappa` is that of each pair of reviewers, weighted by what they share; `claim_kappa` that of claim and review.
    `word`: performance-agreement-good | -tentative | -low, by alpha; "" without it.
    """

    criterion: str
    rubric: str
    alpha: float | None
    low: float | None
    high: float | None
    kappa: float | None
    ac2: float | None
    percent: float | None
    claim_kappa: float | None
    n: int  # units that two or more rated
    ratings: int
    raters: int
    word: str
    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Drift:
    """How alpha changed from one rubric to the next, with an interval (MOVER: G. Y. Zou, A. Donner 2008)."""

    criterion: str
    before: str
    after: str
    change: Estimate


def reliability(rows: Iterable[Rated], settings: Settings) -> tuple[CriterionAgreement, ...]:
    """Each criterion and the level over all rubrics together, in the order of their names, the level last."""
    rows = in_order(rows)
    scores, claims = scores_by_unit(rows), claims_by_unit(rows)
    return tuple(_agreement(c, "", scores, claims, settings) for c in _criteria(scores))


def drift(rows: Iterable[Rated], settings: Settings) -> tuple[tuple[CriterionAgreement, ...], tuple[Drift, ...]]:
    """Each criterion under each rubric, and what changed between one and the next (by their names)."""
    rows = in_order(rows)
    scores, claims = scores_by_unit(rows), claims_by_unit(rows)
    rubrics = sorted({case[2] for case, _ in scores})
    table, changes = [], []
    for criterion in _criteria(scores):
        found = [
            _agreement(criterion, r, {k: v for k, v in scores.items() if k[0][2] == r}, claims, settings)
            for r in rubrics
        ]
        table += found
        changes += [Drift(criterion, a.rubric, b.rubric, _change(a, b, settings)) for a, b in pairwise(found)]
    return tuple(table), tuple(changes)


def _criteria(scores: Scores) -> list[str]:
    return sorted({criterion for _, criterion in scores}, key=lambda c: (c == LEVEL, c))


def _agreement(
    criterion: str, rubric: str, scores: Scores, claims: Mapping[tuple[Case, str], int], settings: Settings
) -> CriterionAgreement:
    units = {key: given for key, given in sorted(scores.items()) if key[1] == criterion}
    raters = sorted({rater for given in units.values() for rater in given})
    ratings: Ratings = [[given.get(rater) for rater in raters] for given in units.values()]
    alpha = krippendorff_alpha(ratings, "ordinal", 0)
    figures = (criterion, rubric)
    if alpha.units < settings.least_units:
        values = {"n": alpha.units, "least": settings.least_units}
        return CriterionAgreement(*figures, *(None,) * 7, alpha.units, alpha.ratings, alpha.raters, "", TOO_FEW, values)
    alpha = krippendorff_alpha(ratings, "ordinal", settings.replicates, settings.seed)
    ac2 = gwet_ac(ratings, "ordinal", range(settings.most_score + 1), 0)
    percent = percent_agreement(ratings, 0)
    pairs = [(claims[key], _lower_median(given)) for key, given in units.items() if key in claims]
    claim = weighted_kappa(pairs, "quadratic", 0) if len(pairs) >= settings.least_units else None
    return CriterionAgreement(
        *figures, alpha.value, alpha.low, alpha.high, _pairwise_kappa(units.values(), raters, settings), ac2.value,
        percent.value, claim.value if claim else None, alpha.units, alpha.ratings, alpha.raters,
        _word(alpha.value, settings), alpha.reason, {"n": alpha.units} if alpha.reason else {},
    )  # fmt: skip


def _word(alpha: float | None, settings: Settings) -> str:
    if alpha is None:
        return ""
    if alpha >= settings.good:
        return "performance-agreement-good"
    return "performance-agreement-tentative" if alpha >= settings.tentative else "performance-agreement-low"


def _lower_median(given: Mapping[str, int]) -> int:
    return sorted(given.values())[(len(given) - 1) // 2]


def _pairwise_kappa(units: Iterable[Mapping[str, int]], raters: Sequence[str], settings: Settings) -> float | None:
    """Cohen's kappa is for two; with more reviewers the mean over pairs that share enough units, weighted by those."""
    shared: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for given in units:
        for one, other in combinations(sorted(given), 2):
            shared.setdefault((one, other), []).append((given[one], given[other]))
    total = weight = 0.0
    for pairs in shared.values():
        if len(pairs) >= settings.least_units:
            value = weighted_kappa(pairs, "quadratic", 0).value
            if value is not None:
                total, weight = total + value * len(pairs), weight + len(pairs)
    return total / weight if weight else None


def _change(before: CriterionAgreement, after: CriterionAgreement, settings: Settings) -> Estimate:
    n = min(before.n, after.n)
    if before.alpha is None or after.alpha is None:
        return Estimate(None, None, None, n, before.code or after.code, before.values or after.values)
    change = after.alpha - before.alpha
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Estimate(change, None, None, n, "performance-no-interval", {"n": n})
    low = change - math.hypot(after.alpha - after.low, before.high - before.alpha)
    high = change + math.hypot(after.high - after.alpha, before.alpha - before.low)
    return Estimate(change, low, high, n)
