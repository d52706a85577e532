"""Values outside what their unit can be: a share below 0 or above 100, a count below 0.

Where much of a file lies outside, the limit isn't natural to it (enrolment of all ages is above 100 %), and that is told
once for the file and not by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import of_lines, pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.checks.unit_kinds import kind, says_change
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


def limits(
    rows: TidyRows, grouping: Grouping, indicators: Mapping[str, Mapping[str, Any]], policy: CheckPolicy
) -> Iterator[Finding]:
    """Rows whose value lies outside the natural limits of its unit."""
    sizes: dict[str, int] = {}
    for file, first, end in grouping.runs:
        sizes[file] = sizes.get(file, 0) + end - first
    below: dict[str, list[int]] = {}
    above: dict[str, list[int]] = {}
    for index in np.flatnonzero((grouping.values < 0) | (grouping.values > 100)).tolist():
        of, unit = _of(rows, index, indicators)
        is_below = grouping.values[index] < 0
        bounded = unit == "share" or (is_below and unit in ("count", "rate"))
        if bounded and not of.get("growth_rate") and not says_change(_name(of)):
            (below if is_below else above).setdefault(rows.source_file[index], []).append(index)
    for code, found in (("check-below-zero", below), ("check-above-hundred", above)):
        for file, indexes in found.items():
            if len(indexes) > max(policy["limits.most_share"] * sizes[file], policy["limits.most_rows"]):
                yield of_lines(f"{code}-often", "info", file, (), "obs_value", rows_count=len(indexes))
                continue
            unit_said = rows.unit_measure[indexes[0]]
            shown = rows.raw_value[indexes[0]].strip()
            period = rows.time_period[indexes[0]]
            yield from pointing(rows, code, "warning", indexes, "obs_value", unit=unit_said, value=shown, period=period)


def _of(rows: TidyRows, index: int, indicators: Mapping[str, Mapping[str, Any]]) -> tuple[Mapping[str, Any], str]:
    of = indicators.get(rows.indicator[index], {})
    return of, kind(rows.unit_measure[index] or str(of.get("unit") or ""))


def _name(of: Mapping[str, Any]) -> str:
    name = of.get("name") or ""
    return " ".join(map(str, name.values())) if isinstance(name, Mapping) else str(name)
