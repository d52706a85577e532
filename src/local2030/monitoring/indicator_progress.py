"""The progress of an indicator out of that of its series, where a method has scores that can be put together.

As Open SDG 2.4 does it: the score of an indicator is the mean of its series' scores, those of one series (its units and
breakdowns) put together first; the method's bands of scores say the status; the target is met only if every series that
has a status met its own. A method without BANDS says nothing of indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Series(NamedTuple):
    """What one series of an indicator in a place came to. `status` None: none, and it counts for nothing."""

    indicator: str
    place: str
    series: str
    status: str | None
    score: float | None


class IndicatorProgress(NamedTuple):
    """The status of an indicator in a place, its mean score, and how many of its series have one."""

    indicator: str
    place: str
    status: str | None
    score: float | None
    judged: int
    series: int


def indicator_progress(rows: Iterable[Series], method: Any) -> list[IndicatorProgress]:
    """One for each indicator and place, in the order in which they first stand."""
    bands: Sequence[tuple[str, float]] = getattr(method, "BANDS", ())
    if not bands:
        return []
    found: defaultdict[tuple[str, str], list[Series]] = defaultdict(list)
    for row in rows:
        found[row[:2]].append(row)
    return [_of(indicator, place, series, bands, method.MET) for (indicator, place), series in found.items()]


def _of(
    indicator: str, place: str, rows: Sequence[Series], bands: Sequence[tuple[str, float]], met: str
) -> IndicatorProgress:
    if len(rows) == 1:
        ((_, _, _, only, score),) = rows
        return IndicatorProgress(
            indicator,
            place,
            None if score is None else met if only in (met, None) else _band(score, bands),
            score,
            1 if only else 0,
            1,
        )
    by_series: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.score is not None:
            by_series[row.series].append(row.score)
    judged = [row.status for row in rows if row.status]
    score = _mean([_mean(scores) for scores in by_series.values()]) if by_series else None
    status = None
    if score is not None:
        status = met if all(one == met for one in judged) else _band(score, bands)
    return IndicatorProgress(indicator, place, status, score, len(judged), len(rows))


def _band(score: float, bands: Sequence[tuple[str, float]]) -> str:
    return next((name for name, least in bands if score >= least), bands[-1][0])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
