"""Reviewers against their co-reviewers: who gives more, and who gives more to one agency.

A rater's effect is the mean difference to what the others gave to the same criterion, once their own effects are taken
off (calibration.py). The criteria and phases of a programme aren't independent, so a programme counts once, by its
mean; the interval is Student's over programmes (marker design, 9). Honest people differ a little: the p-value asks
whether somebody differs by more than the settings allow. Who gives everything the same is told as that
(straight.py) and not compared here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from local2030.marker.performance.calibration import Scores, beside, compared, differences, effects
from local2030.marker.performance.records import Case, Estimate, Pattern, Rated, agencies, in_order, too_few
from local2030.marker.performance.settings import Settings
from local2030.marker.performance.straight import Straightness, straight_lines, straight_pattern
from local2030.methods.intervals import difference_interval, mean_beyond_p, mean_interval

__all__ = ["Leniency", "Straightness", "leanings", "leniency", "reviewer_patterns", "straight_lines", "too_small"]

Pair = tuple[str, str]  # a rater and an agency


@dataclass(frozen=True, slots=True)
class Leniency:
    """How many levels a rater gives above (or below) the co-reviewers; with an agency: above what it gives elsewhere."""

    rater: str
    agency: str  # "" for all of the rater's work
    effect: Estimate
    p: float | None  # two-sided, against what is allowed


def leniency(rows: Iterable[Rated], settings: Settings, without: Collection[str] = ()) -> tuple[Leniency, ...]:
    """Every rater with co-reviewers, then every rater in every agency where it reviewed; `without` aren't compared.

    Where a rater surely differs in one agency, that is taken off before the rest is judged: else its other agencies
    and its co-reviewers there would seem to differ the other way.
    """
    rows = in_order(rows)
    of, scores = agencies(rows), compared(rows, without)
    sure: dict[Pair, Leniency] = {}
    while True:
        taken = {key: found.effect.value or 0.0 for key, found in sure.items()}
        left: Scores = {
            key: {r: v - taken.get((r, of.get(key[0], "")), 0.0) for r, v in given.items()}
            for key, given in scores.items()
        }
        work = beside(left)
        by_rater = differences(work, effects(work))
        within = _within(by_rater, of, settings)
        open_ = {key: x for key, x in within.items() if key not in sure and x.p is not None and x.p < settings.sure}
        if not open_ or len(sure) >= settings.most_sure:
            break
        first = min(open_, key=lambda key: (open_[key].p or 0.0, key))
        sure[first] = open_[first]
    overall = [_overall(r, list(_by_programme(by_case).values()), settings) for r, by_case in sorted(by_rater.items())]
    return (*overall, *(sure.get(key, found) for key, found in within.items()))


def leanings(found: Iterable[Leniency], settings: Settings) -> dict[Pair, float]:
    """What is taken off a rater's scores before claims are held against them: by rater ("" as agency), and by pair."""
    return {
        (x.rater, x.agency): x.effect.value for x in found
        if x.effect.value is not None and (not x.agency or (x.p is not None and x.p < settings.sure))
    }  # fmt: skip


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
    return found + [straight_pattern(s) for s in straight if s.p is not None]


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


def _by_programme(by_case: Mapping[Case, float]) -> dict[str, float]:
    """A programme counts once, by the mean of its phases."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for case, value in by_case.items():
        found[case[0]].append(value)
    return {programme: math.fsum(values) / len(values) for programme, values in found.items()}


def _overall(rater: str, values: list[float], settings: Settings) -> Leniency:
    interval = mean_interval(values)
    if len(values) < settings.least_reviewed or interval is None:
        return Leniency(rater, "", too_few(len(values), settings.least_reviewed), None)
    p = mean_beyond_p(values, settings.leaning_allowed)
    if p is None:  # all the same: a sign test
        p = 1.0 if abs(interval.value) <= settings.leaning_allowed + 1e-12 else 2 * 0.5 ** len(values)
    return Leniency(rater, "", Estimate(*interval), p)


def _within(
    by_rater: Mapping[str, Mapping[Case, float]], of: Mapping[Case, str], settings: Settings
) -> dict[Pair, Leniency]:
    """Every rater in every agency against the rater's own work elsewhere (Welch)."""
    found = {}
    for rater, by_case in sorted(by_rater.items()):
        for agency in sorted({of[case] for case in by_case if of.get(case)}):
            inside = list(_by_programme({case: v for case, v in by_case.items() if of.get(case) == agency}).values())
            outside = list(_by_programme({case: v for case, v in by_case.items() if of.get(case) != agency}).values())
            if not outside:
                continue
            fewer = min(len(inside), len(outside))
            against = (
                difference_interval(inside, outside, allowed=settings.leaning_allowed)
                if fewer >= settings.least_by_agency
                else None
            )
            found[rater, agency] = (
                Leniency(rater, agency, Estimate(*against[0]), against[1])
                if against
                else Leniency(rater, agency, too_few(fewer, settings.least_by_agency), None)
            )
    return found
