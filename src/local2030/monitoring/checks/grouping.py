"""The rows of a data set in their series, each in the order of its periods: made once, and used by every check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    are `order[starts[s]:starts[s + 1]]`. `series`, `values` (NaN: none), `days` and `ends` (of the period; -1: none)
    go by the index of the row. `runs` are stretches of rows of one file: (file, first, end).
    """

    keys: Sequence[tuple[str, ...]]
    order: Ints
    starts: Ints
    series: Ints
    values: Floats
    days: Ints
    ends: Ints
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
    series = np.array([numbers.setdefault(one, len(numbers)) for one in key], dtype=np.int64)
    values = np.array(rows.obs_value, dtype=np.float64)
    days, ends = _ordinals(rows.period_start), _ordinals(rows.period_end)
    order = np.lexsort((days, series))
    starts = np.searchsorted(series[order], np.arange(len(numbers) + 1))
    return Grouping(list(numbers), order, starts, series, values, days, ends, _runs(rows.source_file))


def _ordinals(days: Sequence[date | None]) -> Ints:
    numbers = {day: day.toordinal() if day else -1 for day in set(days)}
    return np.array([numbers[day] for day in days], dtype=np.int64)


def _runs(files: Sequence[str]) -> list[tuple[str, int, int]]:
    found, first = [], 0
    for file, group in groupby(files):
        end = first + sum(1 for _ in group)
        found.append((file, first, end))
        first = end
    return found
