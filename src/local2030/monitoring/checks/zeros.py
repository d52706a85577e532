"""Zeros that may not be zero: one among values far from it, or a run of them where a series begins or ends.

Zero is a value, and missing is none; a program that writes 0 for what it doesn't know makes a fall of a hundred percent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from local2030.monitoring.checks.grouping import Grouping, middles
from local2030.monitoring.checks.parts import median
from local2030.monitoring.checks.pointing import Odd, Told
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding, Severity


def zeros(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """The zeros of every series whose other values are all far from zero: a warning where zero is rare in the file."""
    told = Told(rows, policy.whole("most_single"))
    rare = _rare(grouping, policy["zeros.most_share_in_file"])
    for series in _with_far_zeros(grouping, policy):
        points = [index for index in grouping.rows_of(series) if not np.isnan(grouping.values[index])]
        values = [float(grouping.values[index]) for index in points]
        others = [abs(value) for value in values if value]
        usual = median(others)
        if _are_chance(values, usual, policy):
            continue
        severity: Severity = "warning" if rows.source_file[points[0]] in rare else "info"
        for first, end in _runs(values):
            at_edge = first == 0 or end == len(values)
            if at_edge and end - first >= policy["zeros.run"]:
                told.odd.append(_odd(rows, points[first:end], "check-zeros-for-missing", severity, usual))
            elif severity == "warning" and values.count(0) <= policy["zeros.most_share"] * len(values):
                told.odd.append(_odd(rows, points[first:end], "check-zero-unlikely", severity, usual))
    yield from told.findings()


def _with_far_zeros(grouping: Grouping, policy: CheckPolicy) -> list[int]:
    """The series with zeros whose other values are all far from it, by one pass over the columns."""
    count = len(grouping.keys)
    has_zero = np.bincount(grouping.series[grouping.values == 0], minlength=count) > 0
    others = np.flatnonzero(has_zero[grouping.series] & (grouping.values != 0) & ~np.isnan(grouping.values))
    sizes = middles(grouping.series[others], np.abs(grouping.values[others]), count)
    is_far = sizes.least >= policy["zeros.far_from_zero"] * sizes.middle
    found: list[int] = np.flatnonzero(has_zero & (sizes.counts >= policy["zeros.least_points"]) & is_far).tolist()
    return found


def _rare(grouping: Grouping, most: float) -> set[str]:
    """The files in which zero is an exception."""
    counts: dict[str, tuple[int, int]] = {}
    for file, first, end in grouping.runs:
        values = grouping.values[first:end]
        none, of = counts.get(file, (0, 0))
        counts[file] = none + int((values == 0).sum()), of + int((~np.isnan(values)).sum())
    return {file for file, (none, of) in counts.items() if none <= max(1, most * of)}


def _are_chance(values: Sequence[float], usual: float, policy: CheckPolicy) -> bool:
    """Whether whole numbers, if they count cases, may be none by chance."""
    return all(value == int(value) for value in values) and usual <= policy["zeros.least_count"]


def _runs(values: Sequence[float]) -> list[tuple[int, int]]:
    """(first, end) of each run of zeros."""
    edges = [n for n in range(len(values) + 1) if (n < len(values) and not values[n]) != (n > 0 and not values[n - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _odd(rows: TidyRows, indexes: Sequence[int], code: str, severity: Severity, usual: float) -> Odd:
    first = indexes[0]
    values = {
        "indicator": rows.indicator[first], "place": rows.ref_area[first], "period": rows.time_period[first],
        "expected": f"{usual:.3g}",
    }  # fmt: skip
    return Odd(code, severity, tuple(indexes), "obs_value", (), values)
