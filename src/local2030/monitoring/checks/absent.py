"""Values that are there and not there at once: a status says missing or kept back, and a number stands beside it.

What stands in place of a number ("<5", "n/a") is told where the value is read; here are contradictions, and series in
which nothing was ever reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import named, pointing, spoken
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import SUPPRESSED, WITHOUT_VALUE


def absent(rows: TidyRows, grouping: Grouping, root: str, policy: CheckPolicy) -> Iterator[Finding]:
    """Contradictions between value and status, and series without a single value."""
    odd: dict[str, list[int]] = {}
    for status in sorted({*WITHOUT_VALUE} & {*rows.obs_status.values}):
        for index in rows.obs_status.where(status.__eq__):
            if rows.obs_value[index] is not None:
                code = "check-kept-back-but-given" if status == SUPPRESSED else "check-missing-but-given"
                zero = rows.obs_value[index] == 0 and status != SUPPRESSED
                odd.setdefault("check-zero-for-missing" if zero else code, []).append(index)
    for code, indexes in odd.items():
        yield from pointing(rows, code, "warning", indexes, "obs_status", status=rows.obs_status[indexes[0]])
    yield from _never(rows, grouping, root, policy)


def _never(rows: TidyRows, grouping: Grouping, root: str, policy: CheckPolicy) -> Iterator[Finding]:
    has = np.array([value is not None for value in rows.obs_value.values], dtype=np.float64)[rows.obs_value.codes]
    known = np.bincount(grouping.series, weights=has, minlength=len(grouping.keys))
    empty: dict[str, list[int]] = {}
    for series in np.flatnonzero(known == 0).tolist():
        for index in grouping.rows_of(series):
            empty.setdefault(rows.source_file[index], []).append(index)
    for indexes in empty.values():
        of_file = dict.fromkeys(int(grouping.series[index]) for index in indexes)
        names = named(dict.fromkeys(_short(grouping.keys[one], root) for one in of_file), policy.whole("most_named"))
        values = {"series_count": len(of_file), "names": names}
        yield from pointing(rows, "check-series-without-value", "info", indexes, "obs_value", **values)


def _short(key: tuple[str, ...], root: str) -> str:
    """Place and group of a series; the indicator where it is of the whole."""
    return ", ".join(part for part in (key[2] if key[2] != root else "", spoken(key[5])) if part) or key[0]
