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
from local2030.methods.intervals import difference_interval, fisher_p, mean_interval, mean_p, share_interval

SWEEPS = 30
SURE, MOST_SURE = 0.001, 10  # a rater so surely different in an agency is taken off before the rest, at most so many
Scores = Mapping[tuple[Case, str], Mapping[str, float]]


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
    """Every rater with co-reviewers, then every rater in every agency where it reviewed.

    Where a rater surely differs in one agency, that is taken off before the rest is judged: else its other agencies
    and its co-reviewers there would seem to differ the other way.
    """
    rows = in_order(rows)
    of = agencies(rows)
    scores: Scores = {k: given for k, given in sorted(scores_by_unit(rows).items()) if len(given) > 1 and k[1] != LEVEL}
    sure: dict[tuple[str, str], Leniency] = {}
    while True:
        taken = {key: found.effect.value or 0.0 for key, found in sure.items()}
        left: Scores = {
            key: {r: v - taken.get((r, of.get(key[0], "")), 0.0) for r, v in given.items()}
            for key, given in scores.items()
        }
        by_rater = _differences(left, _effects(left))
        within = _within(by_rater, of, settings)
        open_ = {key: x for key, x in within.items() if key not in sure and x.p is not None and x.p < SURE}
        if not open_ or len(sure) >= MOST_SURE:
            break
        first = min(open_, key=lambda key: (open_[key].p or 0.0, key))
        sure[first] = open_[first]
    overall = [_overall(rater, list(by_case.values()), settings) for rater, by_case in sorted(by_rater.items())]
    return (*overall, *(sure.get(key, found) for key, found in within.items()))


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


def too_small(
    lenient: Iterable[Leniency], straight: Iterable[Straightness], settings: Settings
) -> frozenset[tuple[str, str]]:
    """(code, subject) of what may be sure and is still too small to look at."""
    found = {
        (p.code, p.subject)
        for x in lenient if abs(x.effect.value or 0) < settings.least_effect
        for p in reviewer_patterns([x], [])
    }  # fmt: skip
    found |= {
        (p.code, p.subject)
        for s in straight if (s.straight.value or 0) < settings.least_straight
        for p in reviewer_patterns([], [s])
    }  # fmt: skip
    return frozenset(found)


def _effects(scores: Scores) -> dict[str, float]:
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


def _differences(scores: Scores, effects: Mapping[str, float]) -> dict[str, dict[Case, float]]:
    """For each rater and case the mean difference to the others without their effects."""
    found: defaultdict[str, defaultdict[Case, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (case, _), given in scores.items():
        whole = sum(given.values()) - sum(effects[r] for r in given)
        for rater, score in given.items():
            others = (whole - score + effects[rater]) / (len(given) - 1)
            found[rater][case].append(score - others)
    return {r: {case: math.fsum(v) / len(v) for case, v in by_case.items()} for r, by_case in found.items()}


def _overall(rater: str, values: list[float], settings: Settings) -> Leniency:
    interval = mean_interval(values)
    if len(values) < settings.least_reviewed or interval is None:
        return Leniency(rater, "", too_few(len(values), settings.least_reviewed), None)
    p = mean_p(values)
    if p is None:  # all the same: a sign test
        p = 1.0 if abs(interval.value) < 1e-12 else 2 * 0.5 ** len(values)
    return Leniency(rater, "", Estimate(*interval), p)


def _within(
    by_rater: Mapping[str, Mapping[Case, float]], of: Mapping[Case, str], settings: Settings
) -> dict[tuple[str, str], Leniency]:
    """Every rater in every agency against the rater's own work elsewhere (Welch)."""
    found = {}
    for rater, by_case in sorted(by_rater.items()):
        for agency in sorted({of[case] for case in by_case if of.get(case)}):
            inside = [v for case, v in by_case.items() if of.get(case) == agency]
            outside = [v for case, v in by_case.items() if of.get(case) != agency]
            if not outside:
                continue
            fewer = min(len(inside), len(outside))
            against = difference_interval(inside, outside) if fewer >= settings.least_by_agency else None
            found[rater, agency] = (
                Leniency(rater, agency, Estimate(*against[0]), against[1])
                if against
                else Leniency(rater, agency, too_few(fewer, settings.least_by_agency), None)
            )
    return found


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
