"""What a place is held against, its rank with an interval, whether it comes nearer, and how values are spread: by hand."""

from __future__ import annotations

import math

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.comparison import ALIKE, common_points, latest_against, points_of_others, siblings_at
from local2030.monitoring.distribution import by_group, distribution
from local2030.monitoring.gap_trend import gap_trend
from local2030.monitoring.standing import intervals, standing
from local2030.monitoring.unlike import why_not
from observation_tables import table_of


@pytest.fixture(scope="module")
def duck():
    return ibis.duckdb.connect()


def row(place, year, value, **more):
    return {"ref_area": place, "year": year, "obs_value": value, **more}


def test_only_like_is_held_against_like(duck):
    rows = [
        row("A", 2020, 1.0), row("_T", 2020, 2.0), row("A", 2021, 3.0), row("_T", 2022, 4.0), row("A", 2019, 9.0),
        row("_T", 2019, 9.0, unit_measure="IX"), row("A", 2018, 9.0), row("_T", 2018, 9.0, dims='{"SEX":"F"}'),
        row("A", 2017, 9.0), row("_T", 2017, 9.0, unit_mult="3"), row("A", 2016, 1.0), row("_T", 2016, None),
        row("A", 2015, 5.0, time_period="2014/15"), row("_T", 2015, 5.0),
    ]  # fmt: skip
    found = duck.to_pyarrow(common_points(ibis.memtable(table_of(rows)), "A", "_T")).to_pylist()
    assert [(r["year"], r["local"], r["other"]) for r in found] == [(2020, 1.0, 2.0)]


def test_years_before_a_break_of_either_are_not_common(duck):
    rows = [row(p, y, 1.0) for p in ("A", "_T") for y in (2018, 2019, 2021)] + [row("_T", 2020, 1.0, obs_status="B")]
    found = duck.to_pyarrow(common_points(ibis.memtable(table_of(rows)), "A", "_T"))
    assert found["year"].to_pylist() == [2021]


def test_every_place_beside_its_parent_in_the_latest_common_period(duck):
    rows = [row("A", 2020, 3.0), row("A", 2021, 30.0), row("B", 2021, 1.0), row("_T", 2020, 2.0), row("_T", 2021, 0.0)]
    rows += [row("A", 2022, 5.0), row("C", 2022, 5.0)]
    table = ibis.memtable(table_of(rows))
    pairs = ibis.memtable(pa.table({"ref_area": ["A", "B", "C"], "other": ["_T"] * 3}))
    found = duck.to_pyarrow(latest_against(table, pairs, points_of_others(table, ["_T"])))
    told = {r["ref_area"]: (r["year"], r["gap"], r["ratio"]) for r in found.to_pylist()}
    assert told == {"A": (2021, 30.0, None), "B": (2021, 1.0, None)}


def none(n):
    return np.full(n, np.nan)


def test_a_rank_lies_between_what_is_surely_better_and_what_is_surely_worse():
    value = np.array([10.0, 9.0, 5.0, 1.0])
    reach = np.array([0.5, 2, 1, 0.5])
    known = intervals(value, value - reach, value + reach, np.zeros(4, np.int64), none(4))
    assert (found := standing(known, 1, 1.0)).rank == 2 and (found.low, found.high, found.by) == (1, 2, "bounds")
    assert (found := standing(known, 3, 1.0)).rank == 4 and (found.low, found.high) == (4, 4)
    assert (found := standing(known, 3, -1.0)).rank == 1 and (found.low, found.high) == (1, 1)


def test_the_own_past_gives_an_interval_where_no_bounds_are_given():
    # a variance of 1 over five years: t(3) = 3.182446
    known = intervals(np.array([50.0, 46.0, 44.0]), none(3), none(3), np.array([5, 5, 4]), np.ones(3))
    assert known.high[0] - 50.0 == pytest.approx(3.182446, abs=1e-5)
    found = standing(known, 0, 1.0)
    assert (found.rank, found.low, found.high, found.of, found.by) == (1, 1, 2, 3, "own past")
    assert standing(known, 2, 1.0).low is None


def test_how_far_values_jump_off_the_line_between_their_neighbours(duck):
    def jump(*values):
        rows = [row("A", year, value) for year, value in values]
        key = dict(zip(ALIKE, ("bilbo", "1.2.1", "", "PT", "", "", "A"), strict=True))
        at = ibis.memtable(pa.Table.from_pylist([{**key, "time_period": str(values[-1][0])}]))
        (one,) = duck.to_pyarrow(siblings_at(ibis.memtable(table_of(rows)), ["A"], at)).to_pylist()
        assert (one["value"], one["points"]) == (values[-1][1], len(values))
        return one["jump"]

    # up and down by 1: off by 1 each time, of a variance 1 + 1/4 + 1/4
    assert jump((2015, 0.0), (2016, 1.0), (2017, 0.0), (2018, 1.0), (2019, 0.0)) == pytest.approx(1 / 1.5)
    # a straight line with a gap in the years, and a bend
    assert jump((2015, 0.0), (2016, 1.0), (2019, 4.0)) == pytest.approx(0)
    assert jump((2015, 0.0), (2017, 0.0), (2018, 3.0)) == pytest.approx(4 / (1 / 9 + 4 / 9 + 1))
    assert jump((2018, 3.0)) is None


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(0, 20)), min_size=1, max_size=12), st.sampled_from([1.0, -1.0])
)
def test_the_rank_lies_in_its_interval(told, d):
    value = np.array([v for v, _ in told])
    reach = np.array([r for _, r in told])
    known = intervals(value, value - reach, value + reach, np.zeros(len(told), np.int64), none(len(told)))
    for place in range(len(told)):
        found = standing(known, place, d)
        assert 1 <= found.low <= found.rank <= found.high <= len(told)


def test_a_distance_that_shrinks_converges():
    years = list(range(2015, 2021))
    other = [100.0] * 6
    near = gap_trend(years, [100 * math.exp(0.6 - 0.1 * n) for n in range(6)], other)
    assert (near.movement, near.scale, near.years) == ("converging", "relative", 6)
    assert near.slope == pytest.approx(-0.1) and near.low <= near.slope <= near.high
    assert gap_trend(years, [100 * math.exp(-0.1 - 0.1 * n) for n in range(6)], other).movement == "diverging"
    assert gap_trend(years, [110.0, 95.0, 112.0, 93.0, 111.0, 94.0], other).movement == "unclear"
    assert gap_trend(years, [-1.0, 2.0, 3.0, 4.0, 5.0, 6.0], other).scale == "absolute"
    assert gap_trend(years[:4], other[:4], other[:4]) is None


def test_the_spread_of_values_and_never_the_mean_alone():
    found = distribution([1.0, 2.0, 3.0, 4.0, None])
    assert (found.places, found.known, found.missing_share) == (5, 4, 0.2)
    assert (found.q1, found.median, found.q3) == (1.75, 2.5, 3.25)
    assert (found.p10, found.p90, found.p90_p10) == (1.3, pytest.approx(3.7), pytest.approx(3.7 / 1.3))
    assert found.cv == pytest.approx(math.sqrt(5 / 3) / 2.5)
    assert distribution([]).missing_share is None and distribution([None]).median is None
    assert distribution([0.0, 0.0]).p90_p10 is None and distribution([-1.0, 2.0]).cv is None


def test_the_spread_by_group():
    found = by_group({"A": 1.0, "B": 3.0, "C": None, "D": 9.0}, {"A": "north", "B": "north", "C": "south"})
    assert {g: (d.places, d.known, d.median) for g, d in found.items()} == {
        "": (1, 1, 9.0), "north": (2, 2, 2.0), "south": (1, 0, None),
    }  # fmt: skip


def key(indicator="1.1.1", series="", unit="PT", mult="", dims="", freq="A"):
    return ("d", indicator, series, unit, mult, dims, freq)


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        (key(), [key(unit="IX")], "compare-unit-differs"),
        (key(), [key(mult="3")], "compare-multiplier-differs"),
        (key(dims='{"SEX":"F"}'), [key()], "compare-breakdown-differs"),
        (key(series="a"), [key(series="b")], "compare-series-differs"),
        (key(), [key(freq="Q")], "compare-frequency-differs"),
        (key(), [key(unit="IX", mult="3")], "compare-several-differ"),
        (key(), [key(unit="IX", mult="3"), key(unit="IX")], "compare-unit-differs"),
        (key(), [], "compare-not-reported-by-other"),
        (key(), [key()], "compare-no-common-period"),
    ],
)
def test_why_a_series_is_not_compared(mine, theirs, code):
    assert [found.code for found in why_not([mine], theirs, [])] == [code]


def test_what_the_other_reports_alone_is_said_once_an_indicator():
    theirs = [key("2.1.1", dims='{"SEX":"F"}'), key("2.1.1"), key("2.1.1", dims='{"SEX":"M"}')]
    assert list(why_not([key()], [key(), *theirs], [key()])) == [(key("2.1.1"), "compare-not-reported-here", {})]
