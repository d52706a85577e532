"""The rows of a data set in their series, each in the order of its periods: made once, and used by every check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from local2030.monitoring.rows import TidyRows

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """`keys` has (indicator, series, place, unit, multiplier, dims, frequency) of each series.

    `order` has the indexes of all rows, series by series and from the first period to the last; the rows of series `s`
    are `order[starts[s]:starts[s + 1]]`. `series`, `values` (NaN: none) and `days` (of the period's start; -1: none)
    go by the index of the row. `runs` are stretches of rows of one file: (file, first, end).
    """

    keys: Sequence[tuple[str, ...]]
    order: Ints
    starts: Ints
    series: Ints
    values: Floats
    days: Ints
    runs: Sequence[tuple[str, int, int]]

    def rows_of(self, series: int) -> list[int]:
        """The indexes of the rows of a series, in the order of its periods."""
        found: list[int] = self.order[self.starts[series] : self.starts[series + 1]].tolist()
        return found


def grouped(rows: TidyRows) -> Grouping:
    """The grouping of these rows."""
    numbers: dict[tuple[str, ...], int] = {}
    key = zip(
        rows.indicator, rows.series, rows.ref_area, rows.unit_measure, rows.unit_mult, rows.dims, rows.freq, strict=True
    )
    series = np.fromiter((numbers.setdefault(one, len(numbers)) for one in key), np.int64, len(rows))
    of_day = {day: day.toordinal() if day else -1 for day in set(rows.period_start)}
    days = np.fromiter((of_day[day] for day in rows.period_start), np.int64, len(rows))
    values = np.array(rows.obs_value, dtype=np.float64)
    order = np.lexsort((days, series))
    starts = np.searchsorted(series[order], np.arange(len(numbers) + 1))
    return Grouping(list(numbers), order, starts, series, values, days, _runs(rows.source_file))


def _runs(files: Sequence[str]) -> list[tuple[str, int, int]]:
    found, first = [], 0
    for file, group in groupby(files):
        end = first + sum(1 for _ in group)
        found.append((file, first, end))
        first = end
    return found
