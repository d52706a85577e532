"""Values that don't fit their own series: slips of the decimal point, units that switch, outliers, breaks, signs.

Only the series' own past is asked; whether a true value is surprising can't be known from it, so all of these are
warnings to look at, and the value stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from local2030.monitoring.checks.grouping import Floats, Grouping
from local2030.monitoring.checks.parts import LEAST_OF_A_SEASON, Apart, apart, beyond_all, median, slipped_in_few
from local2030.monitoring.checks.pointing import Odd, Told
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.checks.unit_kinds import kind
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding, Severity
from local2030.vocabulary.observations import BREAK


def jumps(rows: TidyRows, grouping: Grouping, policy: CheckPolicy, told_of: Collection[int] = ()) -> Iterator[Finding]:
    """Every value, or run of values, that stands apart from its series; `told_of` are series already explained."""
    told = Told(rows, policy.whole("most_single"))
    usual = _usual_of_files(grouping)
    for series in _worth_a_look(grouping, policy):
        if series in told_of:
            continue
        points = [index for index in grouping.rows_of(series) if grouping.values[index] == grouping.values[index]]
        values = [float(grouping.values[index]) for index in points]
        told.odd += _of_series(rows, points, values, usual, policy)
    yield from told.findings()


def _worth_a_look(grouping: Grouping, policy: CheckPolicy) -> list[int]:
    """The series in which some value is far enough from another to be a jump at all: a quick pass over the columns."""
    ordered = grouping.values[grouping.order]
    of_series = grouping.series[grouping.order]
    known = ~np.isnan(ordered)
    values, of_series = ordered[known], of_series[known]
    if len(values) < 2:
        return []
    same = of_series[1:] == of_series[:-1]
    low, high = np.minimum(values[1:], values[:-1]), np.maximum(values[1:], values[:-1])
    ratio = min(policy["jumps.least_ratio"], 10 ** (1 - policy["jumps.slip_tolerance"]))
    jump = same & ((low <= 0) | (high > low * ratio)) & (high != low)
    found: list[int] = np.flatnonzero(np.bincount(of_series[1:][jump])).tolist()
    return found


def _of_series(
    rows: TidyRows, points: Sequence[int], values: Sequence[float], usual: Mapping[str, float], policy: CheckPolicy
) -> Iterator[Odd]:
    below = [n for n, value in enumerate(values) if value < 0]
    if len(below) > 1 or (below and not _is_flip(values, below[0], policy)):
        yield from _around_zero(rows, points, values, policy)
        return
    if below:
        n = below[0]
        expected = median(value for value in values if value > 0)
        yield _odd(rows, points[n : n + 1], "check-sign-flip", expected)
    positive = [n for n, value in enumerate(values) if value > 0]
    taken, at = [values[n] for n in positive], [points[n] for n in positive]
    found: list[Odd] = []
    if len(values) - len(positive) - len(below) <= policy["zeros.most_share"] * len(values):
        for one in apart(taken, policy, _seasons(rows, at)) or slipped_in_few(taken, policy):
            found += _told(rows, at, taken, _of_fractions(rows, at, taken, one, usual), policy)
    for one in () if found else beyond_all([max(value, 0.0) for value in values], policy):
        found += _told(rows, points, values, one, policy)
    yield from found


def _usual_of_files(grouping: Grouping) -> dict[str, float]:
    """The middle value of each file."""
    parts: dict[str, list[Floats]] = {}
    for file, first, end in grouping.runs:
        parts.setdefault(file, []).append(grouping.values[first:end])
    middles = {}
    for file, found in parts.items():
        values = np.concatenate(found)
        known = values[~np.isnan(values)]
        middles[file] = float(np.median(known)) if len(known) else 0.0
    return middles


def _of_fractions(
    rows: TidyRows, points: Sequence[int], values: Sequence[float], one: Apart, usual: Mapping[str, float]
) -> Apart:
    """Of per cent beside fractions the fractions are odd, also where they are most of the series."""
    rest = (one.end, len(values)) if one.first == 0 else (0, one.first)
    first = points[0]
    is_edge = one.first == 0 or one.end == len(values)
    if not (is_edge and one.decades == 2 and kind(rows.unit_measure[first]) == "share" and rest[0] < rest[1]):
        return one
    if max(values[rest[0] : rest[1]]) > 1 or usual[rows.source_file[first]] <= 1:
        return one
    expected = median(values[one.first : one.end])
    return Apart(rest[0], rest[1], -one.offset, expected, -one.decades, True)


def _seasons(rows: TidyRows, points: Sequence[int]) -> list[int]:
    """The month in which each period begins, for series with several periods in a year."""
    if rows.freq[points[0]] not in ("M", "Q", "S") or len(points) < 2 * LEAST_OF_A_SEASON:
        return []
    return [start.month if (start := rows.period_start[index]) else 0 for index in points]


def _is_flip(values: Sequence[float], odd: int, policy: CheckPolicy) -> bool:
    """Whether the one value below zero would fit its neighbours with the other sign, in a series far from zero."""
    others = [value for value in values if value > 0]
    beside = [value for value in (*values[max(0, odd - 2) : odd], *values[odd + 1 : odd + 3]) if value > 0]
    if len(values) < policy["jumps.least_points"] or len(others) < len(values) - 1:
        return False
    if min(others) < policy["zeros.far_from_zero"] * median(others):
        return False
    steady = policy["jumps.steady_ratio"]
    return min(beside) / steady <= -values[odd] <= max(beside) * steady


def _told(
    rows: TidyRows, points: Sequence[int], values: Sequence[float], one: Apart, policy: CheckPolicy
) -> Iterator[Odd]:
    indexes = points[one.first : one.end]
    count = one.end - one.first
    if all(rows.obs_status[index] == BREAK for index in indexes):
        return
    if count == 1 and one.decades:
        yield _odd(rows, indexes, "check-unit-slip", one.expected, one.decades)
    elif abs(one.decades) > 1 or (one.decades and _steady(values, one, policy)):
        yield _odd(rows, indexes, "check-unit-switch", one.expected, one.decades)
    elif one.at_end and count >= policy["jumps.break_points"]:
        first = points[one.end] if one.first == 0 else indexes[0]  # where the new level begins
        if rows.obs_status[first] != BREAK and _is_level(values, one):
            yield _odd(rows, (first,), "check-break", one.expected)
    elif abs(one.offset) < math.log10(policy["jumps.least_ratio"]):
        return
    elif one.at_end and abs(one.offset) < math.log10(policy["jumps.least_ratio_at_end"]):
        yield _odd(rows, indexes, "check-outlier-at-end", one.expected, severity="info")
    else:
        yield _odd(rows, indexes, "check-outlier", one.expected)


def _steady(values: Sequence[float], one: Apart, policy: CheckPolicy) -> bool:
    """Whether the values on either side of a jump by ten are near to each other: a change of ten happens by itself."""
    inside, outside = values[one.first : one.end], [*values[: one.first], *values[one.end :]]
    steady = policy["jumps.steady_ratio"] ** 2
    return max(inside) <= min(inside) * steady and max(outside) <= min(outside) * steady


def _is_level(values: Sequence[float], one: Apart) -> bool:
    """Whether the two sides of a break lie apart by more than half of the distance of their middles."""
    inside, outside = values[one.first : one.end], [*values[: one.first], *values[one.end :]]
    low, high = sorted((inside, outside), key=median)
    return min(low) > 0 and math.log(min(high) / max(low)) > math.log(median(high) / median(low)) / 2


def _around_zero(rows: TidyRows, points: Sequence[int], values: Sequence[float], policy: CheckPolicy) -> Iterator[Odd]:
    """In a series on both sides of zero: a value far from the middle, and far larger than every other."""
    if len(values) < policy["jumps.least_points"]:
        return
    middle = median(values)
    usual = median(abs(value - middle) for value in values)
    largest, second = sorted((abs(value) for value in values), reverse=True)[:2]
    for n, value in enumerate(values):
        is_far = usual > 0 and abs(value - middle) > policy["jumps.around_zero_times"] * usual
        if is_far and abs(value) == largest >= second * policy["jumps.least_ratio"]:
            yield _odd(rows, points[n : n + 1], "check-outlier", middle)


def _odd(
    rows: TidyRows, indexes: Sequence[int], code: str, expected: float, decades: int = 0, severity: Severity = "warning"
) -> Odd:
    first = indexes[0]
    values: dict[str, object] = {
        "indicator": rows.indicator[first], "place": rows.ref_area[first], "period": rows.time_period[first],
        "value": rows.raw_value[first], "expected": f"{expected:.3g}",
    }  # fmt: skip
    if decades:
        values |= {"factor": 10 ** abs(decades), "way": "larger" if decades > 0 else "smaller"}
    return Odd(code, severity, tuple(indexes), "obs_value", (decades,), values)
