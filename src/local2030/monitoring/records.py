"""Series as columns: what each moved between, what is wanted of it, and what a method says of it.

One row a series in every array, in the same order. A number that there isn't is NaN, a text that there isn't None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from local2030.vocabulary.observations import Wanted

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where each series stood and stands. `base_year` 0: no point at or after the base year, or none after its last break.

    `points` are all that count, `since` those from the base on, `measured` how many of these the moments are of. The moments
    (sample variances and covariance) are of the years and of the values, or of the values' logarithms, from the base on.
    """

    base_year: Whole
    base_value: Numbers
    latest_year: Whole
    latest_value: Numbers
    points: Whole
    since: Whole
    measured: Whole
    year_var: Numbers
    cov: Numbers
    value_var: Numbers
    broken: Yes
    base_unsure: Yes
    latest_unsure: Yes

    def __len__(self) -> int:
        return len(self.base_year)

    def take(self, where: Yes) -> Ends:
        """The rows asked for."""
        return Ends(**{f.name: getattr(self, f.name)[where] for f in fields(self)})


@dataclass(frozen=True, slots=True)
class WantedColumns:
    """What is wanted of each series. `direction` +1, -1, or 0 where nobody said; `parity`: as near to 1 as can be."""

    direction: Numbers
    target: Numbers
    target_year: Whole
    limit: Numbers
    is_growth_rate: Yes
    parity: Yes
    lower: Numbers
    optimum: Numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """What one method says. `status` None: there is none and `code` says why; a code may stand beside a status too.

    `measure` is what was compared with `thresholds` (NaN where a row has none): growth in a year, or a ratio. `low` and
    `high` bound it where the points allow a trend with an interval; `status_low`, `status_high` are the statuses there.
    """

    method: str
    status: Texts
    code: Texts
    measure: Numbers
    score: Numbers
    low: Numbers
    high: Numbers
    status_low: Texts
    status_high: Texts
    thresholds: Mapping[str, Numbers]

    def thresholds_of(self, row: int) -> dict[str, float]:
        """What the measure of one series was compared with."""
        told = ((name, float(least[row])) for name, least in self.thresholds.items())
        return {name: least for name, least in told if not np.isnan(least)}


def wanted_columns(wanted: Sequence[Wanted]) -> WantedColumns:
    """What is wanted, as columns."""
    directions = {"increase": 1.0, "decrease": -1.0, "parity": -1.0}
    return WantedColumns(
        np.array([directions.get(w.direction, 0.0) for w in wanted], np.float64),
        _numbers([w.target for w in wanted]),
        np.array([w.target_year for w in wanted], np.int64),
        _numbers([w.limit for w in wanted]),
        np.array([w.is_growth_rate for w in wanted], np.bool_),
        np.array([w.direction == "parity" for w in wanted], np.bool_),
        _numbers([w.lower for w in wanted]),
        _numbers([w.optimum for w in wanted]),
    )


def pick(wanted: WantedColumns, rows: NDArray[np.integer[Any]]) -> WantedColumns:
    """A row of what is wanted for each number in `rows`."""
    return WantedColumns(**{f.name: getattr(wanted, f.name)[rows] for f in fields(wanted)})


def _numbers(values: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], np.float64)
