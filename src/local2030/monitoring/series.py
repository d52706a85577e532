"""Where each series of a table of observations stood and stands, asked as one expression of any table engine (Ibis).

What counts as a point:
- A value that there is; forecasts (status F) never count as achieved.
- Of a series within years (half-years, quarters, months, weeks) the mean of each full year: one that has all its periods.
  A part of a year isn't compared with a whole one. The growth of means is the growth of sums, so it fits stocks and flows.
  Of a series of days, which are days of measurement more often than every day, the mean of the days that there are.
- One point a year. Where other periods of a series count for the same year (2020 and 2020/21), the one that ends last
  counts, of several that end alike the one that begins last, then the last in spelling.
- Points before a series' last break (status B) aren't compared with those after it: the base is the first point from
  the later of base year and break on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from local2030.monitoring.records import Ends, Numbers
from local2030.vocabulary.observations import BASE_YEAR, BREAK, FORECAST, LOW_RELIABILITY, SERIES_KEY

if TYPE_CHECKING:
    import ibis

KEY = list(SERIES_KEY)
MOST = 1e150  # a value beyond it has no square that is a number
BITS = 44  # a sum of so high bits fits into 64 for a million points
PERIODS = {"S": 2, "H": 2, "Q": 4, "M": 12, "W": 52, "D": 1}  # that a year must have, by FREQ


class Traits(NamedTuple):
    """What a table has that makes the question longer; all of it where nobody looked.

    `several`: series with several periods that count for one year; only the points themselves tell (`has_several`).
    """

    within_years: bool = True
    breaks: bool = True
    several: bool = True
    forecasts: bool = True


def traits(observations: ibis.Table) -> ibis.Table:
    """One row: whether there are series within years, breaks, and forecasts."""
    status = observations.obs_status
    return observations.aggregate(
        within_years=observations.freq.isin(list(PERIODS)).any(), breaks=(status == BREAK).any(),
        forecasts=(status == FORECAST).any(),
    )  # fmt: skip


def series_ends(
    observations: ibis.Table,
    base_years: Mapping[str, int] | None = None,
    parity: Collection[str] = (),
    trend: Literal["log", "linear"] = "log",
    has: Traits = Traits(),
    periods: bool = True,
) -> ibis.Table:
    """One row a series: its key, and the columns of `records.Ends`; `base_period`, `latest_period` as written if asked.

    Also `years`, the sum of a bit for each year, or where it is known that years have several periods `several`, whether its own do.

    `base_years` by indicator, where not 2015; `parity`: indicators that are wanted near 1.
    """
    import ibis

    table = points(observations, has)
    value, year = table.obs_value, table.year.cast("int32")
    start = _base_year(table.indicator, base_years or {})
    broken = ibis.literal(False)
    if has.breaks:
        start = ibis.greatest(start, ibis.coalesce(table.break_year, start))
        broken = (table.break_year > _base_year(table.indicator, base_years or {})).fill_null(False)
    since = year >= start
    above = ibis.ifelse(value > 0, value, None)
    measured = ibis.ifelse(value.abs() < MOST, value, None) if trend == "linear" else above.ln()
    if parity:
        near = _from_one(above) if trend == "linear" else measured.abs()
        measured = ibis.ifelse(table.indicator.isin(list(parity)), near, measured)
    x = year.cast("float64")
    columns: dict[str, Any] = {
        "base_year": year.min(where=since),
        "base_value": value.argmin(year, where=since),
        "latest_year": year.max(),
        "latest_value": value.argmax(year),
        "points": value.count(),
        "since": value.count(where=since),
        "measured": measured.count(where=since),
        "year_var": x.var(where=since, how="sample"),
        "cov": measured.cov(x, where=since, how="sample"),
        "value_var": measured.var(where=since, how="sample"),
        "broken": broken.any() if has.breaks else ibis.literal(False),
        "base_unsure": table.unsure.argmin(year, where=since),
        "latest_unsure": table.unsure.argmax(year),
    }
    if has.several:
        columns["several"] = table.several.any()
    else:
        columns["years"] = (ibis.literal(1, "int8").cast("int64") << (year % BITS)).sum()
    if periods:
        columns |= {
            "base_period": table.time_period.argmin(year, where=since),
            "latest_period": table.time_period.argmax(year),
        }
    return table.group_by(KEY).aggregate(**columns)


def points(observations: ibis.Table, has: Traits = Traits()) -> ibis.Table:
    """What counts as points: the key, year, value, period as written, whether it is unsure, the last break's year."""
    import ibis

    t = observations
    counting = t.filter(t.obs_value.notnull(), t.year.notnull(), ibis.coalesce(t.obs_status, "") != FORECAST)
    shown = (*KEY, "year", "obs_value", "time_period", "unsure")
    kept = counting.mutate(unsure=counting.obs_status == LOW_RELIABILITY)
    yearly = kept.filter(~kept.freq.isin(list(PERIODS))) if has.within_years else kept
    within = kept.select(*shown).filter(kept.freq.isin(list(PERIODS)))
    kept = _one_a_year(yearly).select(*shown, "several") if has.several else yearly.select(*shown)
    if has.within_years:
        full = _full_years(within)
        kept = kept.union(full.mutate(several=ibis.literal(False)) if has.several else full)
    if has.breaks:
        broken = counting.filter(counting.obs_status == BREAK)
        last = broken.group_by(KEY).aggregate(break_year=broken.year.max().cast("int32"))
        kept = kept.left_join(last, KEY).select(*kept.columns, "break_year")
    return kept


def has_several(ends: Any) -> Any:
    """Which of the series of an answer (an Arrow table) may have several periods of one year.

    A year has the bit of its rest by BITS. Bits that differ add up to as many bits; of one that stands twice there are
    fewer. A series over more years than BITS is always among them.
    """
    return np.bitwise_count(ends["years"].to_numpy()) < ends["points"].to_numpy()


def within_years(observations: ibis.Table) -> ibis.Table:
    """The keys of series within years that have values; those that have no full year among them have no points."""
    within = observations.filter(observations.freq.isin(list(PERIODS)), observations.obs_value.notnull())
    return within.select(*KEY).distinct()


def ends_of_table(found: Any) -> Ends:
    """The columns to be judged, out of the answer as an Arrow table."""

    def numbers(name: str) -> Numbers:
        array: Numbers = found[name].to_numpy()
        return array.astype(np.float64)

    def whole(name: str) -> Any:
        return np.nan_to_num(numbers(name), nan=0).astype(np.int64)

    def yes(name: str) -> Any:
        return found[name].fill_null(False).to_numpy().astype(np.bool_)

    return Ends(
        whole("base_year"), numbers("base_value"), whole("latest_year"), numbers("latest_value"), whole("points"),
        whole("since"), whole("measured"), numbers("year_var"), numbers("cov"), numbers("value_var"), yes("broken"),
        yes("base_unsure"), yes("latest_unsure"),
    )  # fmt: skip


def _one_a_year(yearly: ibis.Table) -> ibis.Table:
    """Of several periods that count for one year the one that counts; `several` says that there were others."""
    import ibis

    last = [yearly[name].desc() for name in ("period_end", "period_start", "time_period", "obs_value")]
    year = [*KEY, "year"]
    ranked = yearly.mutate(
        place=ibis.row_number().over(ibis.window(group_by=year, order_by=last)),
        several=yearly.count().over(ibis.window(group_by=year)) > 1,
    )
    return ranked.filter(ranked.place == 0)


def _full_years(within: ibis.Table) -> ibis.Table:
    """The mean of each full year of series within years; unsure if any of its periods is."""
    yearly = within.group_by([*KEY, "year"]).aggregate(
        n=within.time_period.nunique(), obs_value=within.obs_value.mean(), unsure=within.unsure.any()
    )
    expected = yearly.freq.cases(*PERIODS.items(), else_=1)
    full = yearly.filter(yearly.n >= expected)
    return full.select(*KEY, "year", "obs_value", time_period=full.year.cast("string"), unsure="unsure")


def _from_one(above: Any) -> Any:
    """max(y, 1/y) of values above zero, where it has a square that is a number."""
    import ibis

    fit = ibis.ifelse((above > 1 / MOST) & (above < MOST), above, None)
    return ibis.greatest(fit, 1 / fit)


def _base_year(indicator: Any, base_years: Mapping[str, int]) -> Any:
    import ibis

    usual = ibis.literal(BASE_YEAR, "int32")
    others = sorted(set(base_years.values()) - {BASE_YEAR})
    if not others:
        return usual
    codes = {year: [code for code, its in base_years.items() if its == year] for year in others}
    return ibis.cases(*((indicator.isin(codes[year]), ibis.literal(year, "int32")) for year in others), else_=usual)
