"""Series that are too short for a past of their own, and whole series in another unit, against the other places.

Asked only where the places of an indicator are near to each other, as shares and rates mostly are: then a place at a
hundredth of the others has per cent as fractions, and a single value at ten times them slipped.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from local2030.monitoring.checks.grouping import Grouping, middles
from local2030.monitoring.checks.parts import median
from local2030.monitoring.checks.pointing import Odd, Told
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding

MAD_TO_DEVIATION = 1.4826


class Siblings(NamedTuple):
    """`series` are those whose unit is explained by the other places, so that their own past says nothing more."""

    findings: list[Finding]
    series: set[int]


def siblings(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Siblings:
    """Values, and series for the most part, that stand apart from those of the other places by about a power of ten."""
    told = Told(rows, policy.whole("most_single"))
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    middles, counts = _middles(grouping)
    for number, (indicator, series, _, unit, multiplier, dims, freq) in enumerate(grouping.keys):
        if counts[number]:
            families[(indicator, series, unit, multiplier, dims, freq)].append(number)
    for family in families.values():
        if len(family) > policy["siblings.least_places"]:
            told.odd += _of_family(rows, grouping, {number: middles[number] for number in family}, policy)
    return Siblings(list(told.findings()), {int(grouping.series[one.indexes[0]]) for one in told.odd})


def _middles(grouping: Grouping) -> tuple[list[float], list[int]]:
    """The middle of the logarithms (base 10) of the positive values of each series, and how many there are."""
    positive = np.flatnonzero(grouping.values > 0)
    logs = middles(grouping.series[positive], np.log10(grouping.values[positive]), len(grouping.keys))
    return logs.middle.tolist(), logs.counts.tolist()


def _of_family(rows: TidyRows, grouping: Grouping, middles: Mapping[int, float], policy: CheckPolicy) -> Iterator[Odd]:
    usual = median(middles.values())
    spread = MAD_TO_DEVIATION * median(abs(middle - usual) for middle in middles.values())
    if spread > policy["siblings.most_spread"]:
        return
    few = policy["jumps.least_points_slip"]
    for number, middle in middles.items():
        decades = _decades(middle - usual, policy)
        if not decades and grouping.starts[number + 1] - grouping.starts[number] >= few:
            continue
        found = _known(grouping, number)
        away = [(index, _decades(y - usual, policy)) for index, y in found]
        if abs(decades) > 1 and all(slip in (0, decades) for _, slip in away):
            yield _odd(rows, [index for index, slip in away if slip], usual, decades)
        elif len(found) < few:
            for index, slip in away:
                if slip:
                    yield _odd(rows, [index], usual, slip)


def _known(grouping: Grouping, number: int) -> list[tuple[int, float]]:
    """The rows of a series that have a positive value, with its logarithm."""
    values = grouping.values
    return [(index, math.log10(values[index])) for index in grouping.rows_of(number) if values[index] > 0]


def _decades(offset: float, policy: CheckPolicy) -> int:
    nearest = round(offset)
    return int(nearest) if abs(offset - nearest) <= policy["siblings.slip_tolerance"] else 0


def _odd(rows: TidyRows, indexes: list[int], usual: float, decades: int) -> Odd:
    first = indexes[0]
    values = {
        "indicator": rows.indicator[first], "place": rows.ref_area[first], "period": rows.time_period[first],
        "value": rows.raw_value[first], "expected": f"{10**usual:.3g}", "factor": 10 ** abs(decades),
        "way": "larger" if decades > 0 else "smaller",
    }  # fmt: skip
    return Odd("check-unlike-other-places", "warning", tuple(indexes), "obs_value", (decades,), values)
