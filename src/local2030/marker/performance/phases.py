"""Claims that rise between two phases of a programme while its local share falls, by agency.

The first phase is held against the last one under the same rubric. A programme counts where claims rose by some
criteria more than they fell and the middle of the share fell by some part of itself (both in the settings); the test
asks whether that is more frequent in one agency than among all others (Fisher). Share and level may part for good
reasons, so one programme alone is never told.
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
    days,
    in_order,
    shares,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import fisher_p, share_interval


@dataclass(frozen=True, slots=True)
class Parting:
    """Of an agency's programmes with two phases, the part where claims rose and the share fell, and which they are."""

    agency: str
    part: Estimate
    others: float | None
    p: float | None
    programmes: tuple[str, ...]


def partings(rows: Iterable[Rated], settings: Settings) -> tuple[Parting, ...]:
    """Every agency that has programmes with claims and share in two phases."""
    rows = in_order(rows)
    claims: defaultdict[Case, dict[str, int]] = defaultdict(dict)
    for (case, criterion), claim in claims_by_unit(rows).items():
        if criterion != LEVEL:
            claims[case][criterion] = claim
    money, of = shares(rows), agencies(rows)
    by_agency: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for first, last in _ends(rows):
        both = claims[first].keys() & claims[last].keys()
        if len(both) < settings.least_criteria or first not in money or last not in money or not of.get(last):
            continue
        rise = sum((claims[last][c] > claims[first][c]) - (claims[last][c] < claims[first][c]) for c in both)
        before, after = sum(money[first]), sum(money[last])
        fell = before > 0 and float(1 - after / before) >= settings.least_fall
        by_agency[of[last]][first[0]] = rise >= settings.least_rise and fell
    return tuple(_parting(agency, by_agency, settings) for agency in sorted(by_agency))


def parting_patterns(found: Iterable[Parting]) -> list[Pattern]:
    """What of it was tested."""
    return [
        Pattern("pattern-claims-up-shares-down", x.agency, x.p, None,
                {"part": f"{(x.part.value or 0) * 100:.0f}", "others": f"{(x.others or 0) * 100:.0f}", "n": x.part.n,
                 "count": len(x.programmes), "programmes": x.programmes})
        for x in found if x.p is not None
    ]  # fmt: skip


def small_partings(found: Iterable[Parting], settings: Settings) -> frozenset[tuple[str, str]]:
    """(code, subject) of those in too few programmes, or too small a part of them, to look at."""
    return frozenset(
        (p.code, p.subject)
        for x in found
        if len(x.programmes) < settings.least_parted or (x.part.value or 0) < settings.least_parted_share
        for p in parting_patterns([x])
    )


def _ends(rows: Iterable[Rated]) -> list[tuple[Case, Case]]:
    """The first and the last phase of each programme under one rubric, by their latest day and then by name."""
    latest = days(rows)
    phases: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in sorted(latest, key=lambda c: (latest[c], c)):
        phases[case[0], case[2]].append(case)
    return [(cases[0], cases[-1]) for _, cases in sorted(phases.items()) if len(cases) > 1]


def _parting(agency: str, by_agency: Mapping[str, Mapping[str, bool]], settings: Settings) -> Parting:
    mine = by_agency[agency]
    programmes = tuple(sorted(p for p, parted in mine.items() if parted))
    n, found = len(mine), len(programmes)
    whole = sum(len(v) for v in by_agency.values())
    every = sum(sum(v.values()) for v in by_agency.values())
    part = share_interval(found, n)
    if n < settings.least_two_phases or part is None:
        return Parting(agency, too_few(n, settings.least_two_phases), None, None, programmes)
    if whole == n:
        return Parting(agency, Estimate(*part), None, None, programmes)
    p = fisher_p(found, n, every - found, whole - n)
    return Parting(agency, Estimate(*part), (every - found) / (whole - n), p, programmes)
