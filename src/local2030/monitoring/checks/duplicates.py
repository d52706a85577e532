"""The same observation twice: equal in all that tells observations apart, within a file or across files.

2020 and 2020.0 are the same period. Where the values are equal the first row is published and the others are kept out;
where they differ nobody can know which is right, so all of them are kept out. Nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import Odd, Told, named
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


class Duplicates(NamedTuple):
    """`keep_out`: the rows that can't be published, each of them pointed at by a finding."""

    findings: list[Finding]
    keep_out: set[int]


def duplicates(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Duplicates:
    """All rows that claim an observation that another row has as well."""
    told = Told(rows, policy.whole("most_pairs"))
    keep_out: set[int] = set()
    for alike in _claims(rows, grouping):
        indexes = sorted(alike)
        if len({_content(rows, index) for index in indexes}) == 1:
            out, odd = indexes[1:], _odd(rows, "check-duplicate-same", "warning", indexes, indexes[1:], policy)
        else:
            out, odd = indexes, _odd(rows, "check-duplicate-conflict", "error", indexes, indexes, policy)
        keep_out.update(out)
        told.odd += odd
    return Duplicates(list(told.findings()), keep_out)


def _claims(rows: TidyRows, grouping: Grouping) -> list[list[int]]:
    """Groups of rows with one key; a pass over the sorted columns finds those that begin on one day."""
    order = grouping.order
    if len(order) < 2:
        return []
    series, days = grouping.series[order], grouping.days[order]
    same = (series[1:] == series[:-1]) & (days[1:] == days[:-1])
    at = np.flatnonzero(same)
    found: dict[Hashable, dict[int, None]] = {}
    for n in {*at.tolist(), *(at + 1).tolist()}:
        index = int(order[n])
        found.setdefault((int(grouping.series[index]), _period(rows, index)), {})[index] = None
    return [list(group) for group in found.values() if len(group) > 1]


def _period(rows: TidyRows, index: int) -> Hashable:
    start, end = rows.period_start[index], rows.period_end[index]
    return (start, end) if start and end else rows.time_period[index].strip()


def _content(rows: TidyRows, index: int) -> Hashable:
    """What a row says: its value, or the text and the reason why it has none."""
    value = rows.obs_value[index]
    return value if value is not None else (rows.raw_value[index].strip(), rows.obs_status[index])


def _odd(
    rows: TidyRows, code: str, severity: str, indexes: Sequence[int], out: Sequence[int], policy: CheckPolicy
) -> list[Odd]:
    """An oddity for each file in which rows are kept out; it also points at the row that is published."""
    first = indexes[0]
    files = dict.fromkeys(rows.source_file[index] for index in out)
    one_file = len({rows.source_file[index] for index in indexes}) == 1
    where = [
        str(rows.source_row[index]) if one_file else f"{rows.source_file[index]} {rows.source_row[index]}"
        for index in indexes
    ]
    values = {
        "indicator": rows.indicator[first], "place": rows.ref_area[first], "period": rows.time_period[first],
        "said": named(dict.fromkeys(rows.raw_value[index].strip() or "–" for index in indexes), policy.whole("most_named")),
        "where": named(where, policy.whole("most_named")),
    }  # fmt: skip
    is_error = severity == "error"
    return [
        Odd(
            code, "error" if is_error else "warning",
            tuple(index for index in out if rows.source_file[index] == file), "obs_value", (), values,
        )
        for file in files
    ]  # fmt: skip
