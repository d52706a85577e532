"""Places most like a place, each with the reasons: level, parent, values of shared indicators, people, town or country.

Method. Each indicator is put on one footing: (value - median) / (1.4826 x median absolute deviation) over the places of
the level, so that units don't matter and one odd place doesn't stretch the scale; where half of the places share one
value the standard deviation takes its place, and an indicator that doesn't vary counts for nothing. Differences are cut
at 3 for the same reason. The distance of two places is the root mean square of their differences over the indicators
that both have, each weighted by the part of the places that don't have its commonest value: that neither of two towns
had a flood says little where hardly any had one. A mean over few indicators is small by chance sooner than one over
many, so it is drawn towards the distance of two ordinary places (the median of all) as if PRIOR more indicators said
that. People count as one more indicator (in logarithms) where both are known. Only places of the same level; fewer than
LEAST shared indicators give no peer, fewer than half of the place's own put one behind all others. Ties go to the same
parent, then the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from local2030.monitoring.place_records import LocalPlace

METHOD = "peers/1"
LEAST, PRIOR, CUT = 3, 3.0, 3.0
BEYOND = 1e100  # no indicator has such values
FEW = 0.5  # of the place's indicators: below it the reasons say that few are shared
ALIKE, UNLIKE = 0.5, 1.5  # deviations
TELLING = 0.5  # an indicator whose commonest value more than half of the places share is no reason
Table = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A place that is like another. `distance` in robust deviations, 0 the same; `coverage` part of indicators shared.

    `reasons` are codes for words (peer-same-parent, peer-few-shared ...), `alike` the indicators in which both
    are close, what sets the place apart from the others first, and `apart` those in which the two differ most.
    """

    code: str
    distance: float
    coverage: float
    shared: int
    reasons: tuple[str, ...]
    alike: tuple[str, ...]
    apart: tuple[str, ...]


def peers_of(
    code: str, profiles: Mapping[str, Mapping[str, float]], places: Mapping[str, LocalPlace], most: int = 5
) -> tuple[Peer, ...]:
    """The nearest peers, nearest first. `profiles`: place -> indicator -> its latest value, of one unit and breakdown.

    Empty where the place isn't known, has no values, or shares too few of them with anybody.
    """
    place = places.get(code)
    if place is None or code not in profiles:
        return ()
    level = sorted(c for c in profiles if c in places and places[c].level == place.level)
    names, table, weights = _standardised(level, profiles, places)
    if len(level) < 2 or not names:
        return ()
    mine = table[level.index(code)]
    gaps = np.minimum(np.abs(table - mine), CUT)
    shared = (~np.isnan(gaps)).sum(axis=1)
    usual = _usual(table, weights)
    weighed = np.where(np.isnan(gaps), 0.0, weights).sum(axis=1)
    distance = np.sqrt((np.nansum(weights * gaps**2, axis=1) + PRIOR * usual**2) / (weighed + PRIOR))
    is_split = len({places[other].parent for other in level}) > 1
    telling = weights >= TELLING
    own = int((~np.isnan(mine)).sum())
    found = [
        _peer(
            place,
            places[other],
            names,
            np.where(telling, gaps[n], np.nan),
            mine,
            float(distance[n]),
            int(shared[n]),
            own,
            is_split,
        )
        for n, other in enumerate(level)
        if other != code and shared[n] >= LEAST
    ]
    found.sort(
        key=lambda peer: (
            peer.coverage < FEW,
            round(peer.distance, 9),
            places[peer.code].parent != place.parent,
            peer.code,
        )
    )
    return tuple(found[:most])


def _standardised(
    level: Sequence[str], profiles: Mapping[str, Mapping[str, float]], places: Mapping[str, LocalPlace]
) -> tuple[list[str], Table, Table]:
    """Indicators that vary, their values in robust deviations (a row for each place, NaN where there is none), weights."""
    names = sorted({name for code in level for name in profiles[code]})
    rows = [[profiles[code].get(name, np.nan) for name in names] for code in level]
    people = [_people(places[code]) for code in level]
    table = np.array([[*row, p] for row, p in zip(rows, people, strict=True)], dtype=np.float64)
    table[~(np.abs(table) < BEYOND)] = np.nan
    kept, columns, weights = [], [], []
    for name, column in zip([*names, "population"], table.T, strict=True):
        known = column[~np.isnan(column)]
        if len(known) < 2:
            continue
        middle = np.median(known)
        scale = 1.4826 * np.median(np.abs(known - middle)) or known.std()
        if scale > 0 and np.isfinite(scale):
            kept.append(name)
            weights.append(1 - np.unique(known, return_counts=True)[1].max() / len(known))
            with np.errstate(over="ignore"):
                columns.append(np.clip((column - middle) / scale, -1e9, 1e9))
    return kept, np.array(columns).T.reshape(len(level), len(kept)), np.array(weights)


def _people(place: LocalPlace) -> float:
    return log(place.population) if place.population else np.nan


def _usual(table: Table, weights: Table) -> float:
    """The distance of two ordinary places: the median over pairs, of 200 places at most spread over the level."""
    some = table[np.linspace(0, len(table) - 1, min(len(table), 200)).astype(int)]
    gaps = []
    for n in range(len(some) - 1):
        squares = np.minimum(np.abs(some[n + 1 :] - some[n]), CUT) ** 2
        sums = np.where(np.isnan(squares), 0.0, weights).sum(axis=1)
        gaps.append(np.sqrt(np.nansum(weights * squares, axis=1)[sums > 0] / sums[sums > 0]))
    every = np.concatenate(gaps) if gaps else np.array([])
    return float(np.median(every)) if len(every) else 1.0


def _peer(
    place: LocalPlace, other: LocalPlace, names: Sequence[str], gaps: Table, mine: Table, distance: float, shared: int, own: int,
    is_split: bool,
) -> Peer:  # fmt: skip
    known = [n for n in range(len(names)) if not np.isnan(gaps[n])]
    close = sorted((n for n in known if gaps[n] <= ALIKE), key=lambda n: (-abs(mine[n]), gaps[n], names[n]))
    far = sorted((n for n in known if gaps[n] >= UNLIKE), key=lambda n: (-gaps[n], names[n]))
    alike, apart = tuple(names[n] for n in close[:3]), tuple(names[n] for n in far[:2])
    coverage = shared / own if own else 0.0
    reasons = ["peer-same-level"]
    if is_split and place.parent and other.parent == place.parent:
        reasons.append("peer-same-parent")
    if alike:
        reasons.append("peer-like-values")
    if place.population and other.population and 0.5 <= other.population / place.population <= 2:
        reasons.append("peer-like-people")
    if place.urban and place.urban == other.urban:
        reasons.append("peer-same-kind")
    if coverage < FEW:
        reasons.append("peer-few-shared")
    return Peer(other.code, round(distance, 4), round(coverage, 4), shared, tuple(reasons), alike, apart)
