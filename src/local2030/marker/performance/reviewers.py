"""Reviewers against their co-reviewers: who gives more, who gives more to one agency, who gives everything the same.

A rater's effect is the mean difference to what the others gave to the same criterion, once their own effects are taken
off (two-way additive effects, settled by sweeps and centred on the median rater). The criteria of a programme aren't
independent, so a programme counts once, by its mean; the interval is Student's over programmes (marker design, 9).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from local2030.marker.performance.records import (
    LEVEL,
    Case,
    Estimate,
    Pattern,
    Rated,
    agencies,
    in_order,
    scores_by_unit,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import fisher_p, mean_interval, mean_p, share_interval

SWEEPS = 30


@dataclass(frozen=True, slots=True)
class Leniency:
    """How many levels a rater gives above (or below) the co-reviewers; with an agency: above what it gives elsewhere."""

    rater: str
    agency: str  # "" for all of the rater's work
    effect: Estimate
    p: float | None


@dataclass(frozen=True, slots=True)
class Straightness:
    """In how many programmes somebody gave every criterion the same; `others` is the part among all others."""

    who: str
    of: str  # reviews | claims
    straight: Estimate
    others: float | None
    p: float | None


def leniency(rows: Iterable[Rated], settings: Settings) -> tuple[Leniency, ...]:
    """Every rater with co-reviewers, then every rater in every agency where it reviewed."""
    rows = in_order(rows)
    scores = {key: given for key, given in sorted(scores_by_unit(rows).items()) if len(given) > 1 and key[1] != LEVEL}
    effects = _effects(scores)
    by_rater = _differences(scores, effects)
    of = agencies(rows)
    overall, within = [], []
    for rater, by_case in sorted(by_rater.items()):
        values = list(by_case.values())
        overall.append(_leniency(rater, "", values, 0.0, settings.least_reviewed))
        by_agency: defaultdict[str, list[float]] = defaultdict(list)
        for case, value in by_case.items():
            by_agency[of.get(case, "")].append(value)
        for agency, inside in sorted(by_agency.items()):
            outside = [v for other, found in by_agency.items() if other != agency for v in found]
            if agency and len(outside) >= settings.least_by_agency:
                within.append(
                    _leniency(rater, agency, inside, math.fsum(outside) / len(outside), settings.least_by_agency)
                )
    return (*overall, *within)


def straight_lines(rows: Iterable[Rated], settings: Settings) -> tuple[Straightness, ...]:
    """For every rater its reviews, for every agency its claims: how many have the same level throughout."""
    rows = in_order(rows)
    of = agencies(rows)
    reviews: defaultdict[tuple[str, Case], list[int]] = defaultdict(list)
    for (case, criterion), given in scores_by_unit(rows).items():
        for rater, score in given.items():
            if criterion != LEVEL:
                reviews[rater, case].append(score)
    claims: defaultdict[tuple[str, Case], dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.claimed is not None and row.criterion != LEVEL and of.get((row.programme, row.phase, row.rubric)):
            case = (row.programme, row.phase, row.rubric)
            claims[of[case], case][row.criterion] = row.claimed
    stated = {key: list(levels.values()) for key, levels in claims.items()}
    return (*_straight("reviews", reviews, settings), *_straight("claims", stated, settings))


def reviewer_patterns(lenient: Iterable[Leniency], straight: Iterable[Straightness]) -> list[Pattern]:
    """What of both was tested."""
    found = [
        Pattern("pattern-leniency" if not x.agency else "pattern-leniency-by-agency",
                x.rater if not x.agency else f"{x.rater} / {x.agency}", x.p, None,
                {"effect": f"{x.effect.value:+.2f}", "low": f"{x.effect.low:+.2f}", "high": f"{x.effect.high:+.2f}",
                 "n": x.effect.n, "rater": x.rater, "agency": x.agency})
        for x in lenient
        if x.p is not None and x.effect.value is not None and x.effect.low is not None and x.effect.high is not None
    ]  # fmt: skip
    found += [
        Pattern("pattern-straight-lines" if s.of == "reviews" else "pattern-straight-claims", s.who, s.p, None,
                {"straight": f"{(s.straight.value or 0) * 100:.0f}", "others": f"{(s.others or 0) * 100:.0f}",
                 "n": s.straight.n})
        for s in straight if s.p is not None
    ]  # fmt: skip
    return found


def _effects(scores: Mapping[tuple[Case, str], Mapping[str, int]]) -> dict[str, float]:
    raters = {rater for given in scores.values() for rater in given}
    effects = dict.fromkeys(sorted(raters), 0.0)
    for _ in range(SWEEPS):
        sums: defaultdict[str, float] = defaultdict(float)
        counts: defaultdict[str, int] = defaultdict(int)
        for given in scores.values():
            whole = sum(given.values()) - sum(effects[r] for r in given)
            for rater, score in given.items():
                others = (whole - score + effects[rater]) / (len(given) - 1)
                sums[rater] += score - others
                counts[rater] += 1
        # Half a step at a time: two raters who only ever meet each other would else swing for ever.
        moved = {r: (effects[r] + sums[r] / counts[r]) / 2 for r in effects}
        centre = median(moved.values()) if moved else 0.0
        effects = {r: value - centre for r, value in moved.items()}
    return effects


def _differences(
    scores: Mapping[tuple[Case, str], Mapping[str, int]], effects: Mapping[str, float]
) -> dict[str, dict[Case, float]]:
    """For each rater and case the mean difference to the others without their effects."""
    found: defaultdict[str, defaultdict[Case, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (case, _), given in scores.items():
        whole = sum(given.values()) - sum(effects[r] for r in given)
        for rater, score in given.items():
            others = (whole - score + effects[rater]) / (len(given) - 1)
            found[rater][case].append(score - others)
    return {r: {case: math.fsum(v) / len(v) for case, v in by_case.items()} for r, by_case in found.items()}


def _leniency(rater: str, agency: str, values: list[float], expected: float, least: int) -> Leniency:
    if len(values) < least:
        return Leniency(rater, agency, too_few(len(values), least), None)
    interval = mean_interval([v - expected for v in values])
    if interval is None:
        return Leniency(rater, agency, too_few(len(values), least), None)
    p = mean_p(values, expected)
    if p is None:  # all the same: a sign test
        p = 1.0 if abs(interval.value) < 1e-12 else 2 * 0.5 ** len(values)
    return Leniency(rater, agency, Estimate(*interval), p)


def _straight(of: str, lines: Mapping[tuple[str, Case], list[int]], settings: Settings) -> list[Straightness]:
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for (who, _), levels in lines.items():
        if len(levels) >= settings.least_criteria:
            counts[who].append(len(set(levels)) == 1)
    whole, every = sum(len(v) for v in counts.values()), sum(sum(v) for v in counts.values())
    found = []
    for who, straight in sorted(counts.items()):
        n, mine = len(straight), sum(straight)
        part = share_interval(mine, n)
        if n < settings.least_lines or part is None:
            found.append(Straightness(who, of, too_few(n, settings.least_lines), None, None))
        elif whole == n:
            found.append(Straightness(who, of, Estimate(*part), None, None))
        else:
            others = (every - mine) / (whole - n)
            found.append(Straightness(who, of, Estimate(*part), others, fisher_p(mine, n, every - mine, whole - n)))
    return found
