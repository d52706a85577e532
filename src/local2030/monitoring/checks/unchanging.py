"""One value, written with decimals, over many periods: carried forward, or copied down by a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import Odd, Told
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


def unchanging(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """Runs of equal values, from the second of them on, that make up much of their series."""
    told = Told(rows, 0)
    least, share = policy.whole("unchanging.least_points"), policy["unchanging.least_share"]
    known = grouping.order[~np.isnan(grouping.values[grouping.order])]
    values, series = grouping.values[known], grouping.series[known]
    if not len(values):
        return
    new = np.concatenate([[True], (values[1:] != values[:-1]) | (series[1:] != series[:-1])])
    starts = np.flatnonzero(new)
    lengths = np.diff(np.append(starts, len(values)))
    sizes = np.bincount(series)
    long = (
        (lengths >= least) & (lengths >= share * sizes[series[starts]]) & (values[starts] != np.floor(values[starts]))
    )
    for start, length in zip(starts[long].tolist(), lengths[long].tolist(), strict=True):
        indexes = known[start : start + length].tolist()
        first = indexes[0]
        said = {
            "indicator": rows.indicator[first], "place": rows.ref_area[first], "value": rows.raw_value[first],
            "period": rows.time_period[first], "last": rows.time_period[indexes[-1]],
        }  # fmt: skip
        told.odd.append(Odd("check-unchanging", "info", tuple(indexes), "obs_value", (), said))
    yield from told.findings()
