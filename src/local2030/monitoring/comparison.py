"""Local against another place, asked of a table of observations as expressions (Ibis): only like is held against like.

Two values are alike where indicator, series, unit, multiplier, breakdown and frequency are the same and their periods
too. Points count as in `monitoring.series`: no forecasts, means of full years.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from local2030.monitoring.series import Traits, points
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import ibis

ALIKE = tuple(name for name in SERIES_KEY if name != "ref_area")


def common_points(observations: ibis.Table, place: str, other: str, has: Traits = Traits()) -> ibis.Table:
    """Every period that both places have of a series since the later of their last breaks: key, year, period, local, other."""
    mine = _after_break(_points_of(observations, (place,), has)).select(
        *ALIKE, "year", "time_period", local="obs_value"
    )
    theirs = _after_break(_points_of(observations, (other,), has)).select(
        *ALIKE, "year", "time_period", other="obs_value"
    )
    return mine.inner_join(theirs, [*ALIKE, "year", "time_period"]).order_by([*ALIKE, "year", "time_period"])


def series_of(observations: ibis.Table, places: Collection[str], has: Traits = Traits()) -> ibis.Table:
    """The keys of all series with a value that these places have: key, ref_area."""
    return _points_of(observations, places, has).select(*ALIKE, "ref_area").distinct()


def siblings_at(
    observations: ibis.Table, siblings: Collection[str], at: ibis.Table, has: Traits = Traits(False, False, False)
) -> ibis.Table:
    """What each sibling has of a series in the period of `at` (ALIKE, time_period), and how its values jump.

    A row for each sibling that has a value there: ALIKE, ref_area, value, lower, upper, points, jump (`_jumps`).
    """
    t = observations.filter(observations.ref_area.isin(list(siblings)))
    bounds = t.select(*SERIES_KEY, "time_period", "lower_bound", "upper_bound").filter(
        t.lower_bound.notnull() & t.upper_bound.notnull()
    )
    told = _jumps(points(t, has).inner_join(at.rename(at_period="time_period"), list(ALIKE)))
    here = told.time_period == told.at_period
    rows = told.group_by([*ALIKE, "ref_area", "at_period"]).aggregate(
        value=told.obs_value.max(where=here), points=told.obs_value.count(), jump=told.jump.mean()
    )
    rows = rows.filter(rows.value.notnull())
    bounds = bounds.rename(at_period="time_period", lower="lower_bound", upper="upper_bound")
    return rows.left_join(bounds, [*SERIES_KEY, "at_period"]).select(*rows.columns, "lower", "upper")


def _jumps(told: ibis.Table) -> ibis.Table:
    """With `jump`: how far a value lies off the line between its neighbours, squared, as a variance.

    Source: T. Gasser, L. Sroka, C. Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear
    regression, Biometrika 73. Their mean is the variance of the scatter whatever smooth course the values take.
    """
    import ibis

    window = ibis.window(group_by=[told[name] for name in (*ALIKE, "ref_area")], order_by=[told.year, told.time_period])
    beside = told.mutate(
        before=told.obs_value.lag().over(window), after=told.obs_value.lead().over(window),
        since=(told.year - told.year.lag().over(window)).cast("float64"),
        until=(told.year.lead().over(window) - told.year).cast("float64"),
    )  # fmt: skip
    whole = (beside.since + beside.until).nullif(0)
    former, later = beside.until / whole, beside.since / whole
    off = former * beside.before + later * beside.after - beside.obs_value
    return beside.mutate(jump=off * off / (former * former + later * later + 1))


def points_of_others(observations: ibis.Table, others: Collection[str], has: Traits = Traits()) -> ibis.Table:
    """What the places have that others are held against: ALIKE, time_period, other, other_value."""
    return _points_of(observations, others, has).select(
        *ALIKE, "time_period", other="ref_area", other_value="obs_value"
    )


def latest_against(
    observations: ibis.Table, pairs: ibis.Table, others: ibis.Table, has: Traits = Traits()
) -> ibis.Table:  # fmt: skip
    """Every series of every place beside that of the place it is held against, in their latest common period.

    `pairs`: ref_area, other (its parent); `others`: `points_of_others`, best fetched before and given as a table in
    memory: it is small, and an engine that knows how small joins it the right way round. A row a series: key, other,
    year, local, other_value, gap, ratio.
    """
    mine = (
        points(observations, has).select(*SERIES_KEY, "year", "time_period", "obs_value").inner_join(pairs, "ref_area")
    )
    pair = mine.inner_join(others, [*ALIKE, "time_period", "other"])
    latest = pair.group_by([*SERIES_KEY, "other"]).aggregate(
        year=pair.year.max(), local=pair.obs_value.argmax(pair.year), other_value=pair.other_value.argmax(pair.year)
    )
    ratio = (latest.other_value != 0).ifelse(latest.local / latest.other_value, None)
    return latest.mutate(gap=latest.local - latest.other_value, ratio=ratio)


def _points_of(observations: ibis.Table, places: Collection[str], has: Traits) -> Any:
    return points(observations.filter(observations.ref_area.isin(list(places))), has)


def _after_break(points: Any) -> Any:
    return points.filter(points.year >= points.break_year.fill_null(0)) if "break_year" in points.columns else points
