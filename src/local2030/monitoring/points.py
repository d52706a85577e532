"""Columns out of series that were read point by point; the same columns as `series` asks of a table of observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from local2030.monitoring.records import Ends, Numbers
from local2030.monitoring.series import MOST
from local2030.vocabulary.observations import BREAK, FORECAST, Point, Wanted


@np.errstate(all="ignore")
def ends_of(series: Sequence[Sequence[Point]], wanted: Sequence[Wanted], trend: str = "log") -> Ends:
    """Where each series stood and stands; points in order of years, at most one a year."""
    since = [[p for p in points if p.year >= w.base_year] for points, w in zip(series, wanted, strict=True)]
    near_one = [w.direction == "parity" for w in wanted]
    moments = np.array([_moments(*each, trend) for each in zip(since, near_one, strict=True)], np.float64).reshape(
        len(since), 3
    )
    none = np.zeros(len(since), np.bool_)
    return Ends(
        np.array([points[0].year if points else 0 for points in since], np.int64),
        np.array([points[0].value if points else np.nan for points in since], np.float64),
        np.array([points[-1].year if points else 0 for points in series], np.int64),
        np.array([points[-1].value if points else np.nan for points in series], np.float64),
        np.array([len(points) for points in series], np.int64),
        np.array([len(points) for points in since], np.int64),
        np.array([len(_measured(*each, trend)) for each in zip(since, near_one, strict=True)], np.int64),
        moments[:, 0],
        moments[:, 1],
        moments[:, 2],
        none,
        none,
        none,
    )


def counted(valued: Iterable[tuple[Point, str]]) -> tuple[Point, ...]:
    """Of points with their statuses those that a method looks at: no forecasts, and from the last break on."""
    kept = sorted((point, status) for point, status in valued if status != FORECAST)
    last = max((n for n, (_point, status) in enumerate(kept) if status == BREAK), default=0)
    return tuple(point for point, _status in kept[last:])


def _moments(points: Sequence[Point], parity: bool, trend: str) -> tuple[float, float, float]:
    """The sample variances and the covariance of years and values; none of a single point, or where one has no measure."""
    values = _measured(points, parity, trend)
    if len(points) < 2 or len(values) < len(points):
        return np.nan, np.nan, np.nan
    years: Numbers = np.array([p.year for p in points], np.float64)
    years, values = years - years.mean(), values - values.mean()
    freedom = len(points) - 1
    return float(years @ years) / freedom, float(years @ values) / freedom, float(values @ values) / freedom


def _measured(points: Sequence[Point], parity: bool, trend: str) -> Numbers:
    """What the trend goes through: logarithms of what is above zero, or the values whose squares are numbers."""
    values: Numbers = np.array([p.value for p in points], np.float64)
    if trend == "log":
        logs = np.log(values[values > 0])
        return np.abs(logs) if parity else logs
    if parity:
        values = values[values > 1 / MOST]
        values = np.maximum(values, 1 / values)
    return values[np.abs(values) < MOST]
