"""The rows of a data set in their series, each in the order of its periods: made once, and used by every check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from local2030.methods.coded import Coded, pairs
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
    keys = pairs((rows.indicator, rows.series, rows.ref_area, rows.unit_measure, rows.unit_mult, rows.dims, rows.freq))
    series = keys.codes.astype(np.int64)
    values = np.array(rows.obs_value.values, dtype=np.float64)[rows.obs_value.codes]
    days, ends = _ordinals(rows.period_start), _ordinals(rows.period_end)
    order = np.lexsort((days, series))
    starts = np.searchsorted(series[order], np.arange(len(keys.values) + 1))
    return Grouping(keys.values, order, starts, series, values, days, ends, _runs(rows.source_file))


class Middles(NamedTuple):
    """Of each series how many values there are, and the middle and the least of them (0 where there are none)."""

    counts: Ints
    middle: Floats
    least: Floats


def middles(series: Ints, values: Floats, of: int) -> Middles:
    """The middles of series 0 to before `of`, to each of which some of these values belong."""
    ordered = values[np.lexsort((values, series))]
    counts = np.bincount(series, minlength=of)
    first = np.cumsum(counts) - counts
    middle, least, some = np.zeros(of), np.zeros(of), counts > 0
    at, size = first[some], counts[some]
    middle[some] = (ordered[at + (size - 1) // 2] + ordered[at + size // 2]) / 2
    least[some] = ordered[at]
    return Middles(counts, middle, least)


def _ordinals(days: Coded[date | None]) -> Ints:
    return np.array([day.toordinal() if day else -1 for day in days.values], dtype=np.int64)[days.codes]


def _runs(files: Coded[str]) -> list[tuple[str, int, int]]:
    starts = np.flatnonzero(np.diff(files.codes, prepend=-1)).tolist()
    return [(files[first], first, end) for first, end in pairwise([*starts, len(files)])]
