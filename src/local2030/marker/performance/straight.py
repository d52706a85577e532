"""Who gives every criterion the same: a reviewer in its reviews, an agency in its claims.

A programme counts once, however many phases it has: it is straight where at least half of its phases are. One who is
sure to give everything the same tells nothing of who is lenient, so others aren't compared with such a reviewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from local2030.marker.performance.records import (
    LEVEL,
    Case,
    Estimate,
    Pattern,
    Rated,
    agencies,
    claims_by_unit,
    in_order,
    scores_by_unit,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import fisher_p, share_interval

REVIEWS, CLAIMS = "reviews", "claims"


@dataclass(frozen=True, slots=True)
class Straightness:
    """In how many programmes somebody gave every criterion the same; `others` is the part among all others."""

    who: str
    of: str  # reviews | claims
    straight: Estimate
    others: float | None
    p: float | None


def straight_lines(rows: Iterable[Rated], settings: Settings) -> tuple[Straightness, ...]:
    """For every rater its reviews, for every agency its claims: how many have the same level throughout."""
    rows = in_order(rows)
    of = agencies(rows)
    reviews: defaultdict[tuple[str, Case], list[int]] = defaultdict(list)
    for (case, criterion), given in scores_by_unit(rows).items():
        for rater, score in given.items():
            if criterion != LEVEL:
                reviews[rater, case].append(score)
    claims: defaultdict[tuple[str, Case], list[int]] = defaultdict(list)
    for (case, criterion), claim in claims_by_unit(rows).items():
        if criterion != LEVEL and of.get(case):
            claims[of[case], case].append(claim)
    return (*_straight(REVIEWS, reviews, settings), *_straight(CLAIMS, claims, settings))


def surely_straight(found: Iterable[Straightness], settings: Settings) -> frozenset[str]:
    """The raters who give everything the same so surely that their scores are left out where raters are compared."""
    return frozenset(
        s.who for s in found
        if s.of == REVIEWS and s.p is not None and s.p < settings.sure and (s.straight.value or 0) >= settings.least_straight
    )  # fmt: skip


def straight_pattern(s: Straightness) -> Pattern:
    """It in words."""
    values = {
        "straight": f"{(s.straight.value or 0) * 100:.0f}",
        "others": f"{(s.others or 0) * 100:.0f}",
        "n": s.straight.n,
    }
    return Pattern("pattern-straight-lines" if s.of == REVIEWS else "pattern-straight-claims", s.who, s.p, None, values)


def _straight(of: str, lines: Mapping[tuple[str, Case], list[int]], settings: Settings) -> list[Straightness]:
    by_programme: defaultdict[str, defaultdict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for (who, case), levels in lines.items():
        if len(levels) >= settings.least_criteria:
            by_programme[who][case[0]].append(len(set(levels)) == 1)
    counts = {
        who: [2 * sum(phases) >= len(phases) for phases in found.values()]
        for who, found in sorted(by_programme.items())
    }
    whole, every = sum(len(v) for v in counts.values()), sum(sum(v) for v in counts.values())
    found = []
    for who, straight in counts.items():
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
