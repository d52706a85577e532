"""What counts as a point of a series and where it stood and stands, asked of a table: against points read one by one."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.monitoring.growth import slope_bounds
from local2030.monitoring.points import counted, ends_of
from local2030.monitoring.series import Traits, ends_of_table, has_several, points, series_ends, traits
from local2030.vocabulary.observations import Point, Wanted
from observation_tables import table_of


@pytest.fixture(scope="module")
def duck():
    return ibis.duckdb.connect()


def asked(duck, rows, **options):
    found = duck.to_pyarrow(series_ends(ibis.memtable(table_of(rows)), **options).order_by("ref_area"))
    return found.to_pylist()


def values(*pairs, **more):
    return [{"year": year, "obs_value": value, **more} for year, value in pairs]


def test_base_and_latest_of_a_series(duck):
    (one,) = asked(duck, values((2012, 1.0), (2016, 2.0), (2018, 3.0), (2020, None)))
    assert (one["base_year"], one["base_value"], one["base_period"]) == (2016, 2.0, "2016")
    assert (one["latest_year"], one["latest_value"], one["points"], one["since"]) == (2018, 3.0, 3, 2)


def test_periods_stand_as_they_were_written(duck):
    (one,) = asked(duck, values((2015, 1.0), time_period="2014/15") + values((2020, 2.0), time_period="2019/20"))
    assert (one["base_period"], one["latest_period"]) == ("2014/15", "2019/20")


def test_a_forecast_is_not_achieved(duck):
    (one,) = asked(duck, values((2015, 1.0), (2020, 2.0)) + values((2025, 9.0), obs_status="F"))
    assert (one["latest_year"], one["points"]) == (2020, 2)


def test_what_was_before_a_break_is_not_compared_with_what_came_after(duck):
    rows = values((2015, 1.0), (2016, 2.0)) + values((2018, 30.0), obs_status="B") + values((2020, 33.0))
    (one,) = asked(duck, rows)
    assert (one["base_year"], one["base_value"], one["since"], one["broken"]) == (2018, 30.0, 2, True)
    (early,) = asked(duck, values((2010, 5.0), obs_status="B") + values((2015, 1.0), (2020, 2.0)))
    assert (early["base_year"], early["broken"]) == (2015, False)


def test_a_break_of_one_series_is_none_of_another(duck):
    rows = values((2015, 1.0), (2020, 2.0), ref_area="A") + values((2015, 1.0), ref_area="B")
    rows += values((2019, 3.0), ref_area="B", obs_status="B")
    assert [one["base_year"] for one in asked(duck, rows)] == [2015, 2019]


def quarters(year, *numbers):
    return [
        {"year": year, "obs_value": value, "freq": "Q", "time_period": f"{year} Q{n}"}
        for n, value in enumerate(numbers, 1)
    ]


def test_full_years_of_a_series_within_years_are_compared_by_their_means(duck):
    rows = quarters(2015, 1.0, 2.0, 3.0, 4.0) + quarters(2019, 2.0, 4.0, 6.0, 8.0) + quarters(2020, 100.0)
    (one,) = asked(duck, rows)
    assert (one["base_value"], one["latest_year"], one["latest_value"], one["points"]) == (2.5, 2019, 5.0, 2)
    assert one["latest_period"] == "2019"


def test_a_month_that_stands_twice_makes_no_full_year(duck):
    rows = quarters(2015, 1.0, 2.0, 3.0)
    assert asked(duck, [*rows, rows[0]]) == []


def test_days_of_measurement_are_put_together_by_their_years(duck):
    rows = [
        {"year": 2015, "obs_value": v, "freq": "D", "time_period": f"2015-06-0{n}"} for n, v in ((1, 2.0), (2, 4.0))
    ]
    (one,) = asked(duck, rows)
    assert (one["base_value"], one["points"]) == (3.0, 1)


def test_low_reliability_of_either_end_is_known(duck):
    (one,) = asked(duck, values((2015, 1.0), obs_status="U") + values((2020, 2.0)))
    assert (one["base_unsure"], one["latest_unsure"]) == (True, False)


def test_traits_are_seen(duck):
    table = ibis.memtable(table_of(values((2015, 1.0))))
    assert duck.to_pyarrow(traits(table)).to_pylist() == [{"within_years": False, "breaks": False, "forecasts": False}]
    rows = values((2015, 1.0), obs_status="B") + quarters(2016, 1.0) + values((2017, None), obs_status="F")
    assert duck.to_pyarrow(traits(ibis.memtable(table_of(rows)))).to_pylist() == [
        {"within_years": True, "breaks": True, "forecasts": True}
    ]


def period(text, start, end, value):
    """A period that counts for 2020."""
    return {"year": 2020, "time_period": text, "period_start": date.fromisoformat(start), "period_end": date.fromisoformat(end),
            "obs_value": value}  # fmt: skip


YEAR = period("2020", "2020-01-01", "2020-12-31", 7.0)
SPLIT = period("2020/21", "2020-04-01", "2021-03-31", 8.0)
HALF = period("second half", "2020-07-01", "2020-12-31", 9.0)
SPELT = period("2020.0", "2020-01-01", "2020-12-31", 6.0)


@pytest.mark.parametrize(
    ("rows", "counts", "why"),
    [
        ([YEAR, SPLIT], "2020/21", "it ends last"),
        ([YEAR, HALF], "second half", "they end alike, and it begins last"),
        ([YEAR, SPELT], "2020.0", "the same days: the last in spelling"),
        ([YEAR, SPELT, HALF, SPLIT], "2020/21", "of four it ends last"),
    ],
)
def test_of_several_periods_of_a_year_one_counts_in_whatever_order_they_stand(duck, rows, counts, why):
    before = values((2015, 1.0), (2018, 3.0))
    for order in permutations(rows):
        (one,) = asked(duck, [*before, *order])
        (chosen,) = (r for r in rows if r["time_period"] == counts)
        assert (one["latest_period"], one["latest_value"]) == (counts, chosen["obs_value"]), why
        assert (one["points"], one["since"], one["several"]) == (3, 3, True)
        (quick,) = asked(duck, [*before, *order], has=Traits(False, False, False))
        assert has_several(pa.Table.from_pylist([quick])).tolist() == [True]


def test_one_period_a_year_is_known_without_looking_at_the_years(duck):
    for first, last, may in (
        (1982, 2025, False),
        (1950, 2025, True),
    ):  # forty-four years have a bit each, more have not
        (one,) = asked(duck, values(*((y, 1.0) for y in range(first, last + 1))), has=Traits(False, False, False))
        assert has_several(pa.Table.from_pylist([one])).tolist() == [may]
    (one,) = asked(duck, values((2015, 1.0), (2020, 2.0)))
    assert one["several"] is False


def test_a_year_that_stands_twice_by_quarters_too_is_not_doubled(duck):
    rows = values((2020, 5.0)) + quarters(2020, 1.0, 2.0, 3.0, 4.0)
    assert [(r["points"], r["several"]) for r in asked(duck, rows)] == [(1, False), (1, False)]  # a series each


def test_a_status_that_is_not_there_does_not_lose_the_row(duck):
    table = ibis.memtable(table_of(values((2015, 1.0), obs_status=None)))
    assert duck.to_pyarrow(points(table)).num_rows == 1


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["A", "B", "C"]),
        st.dictionaries(
            st.integers(2010, 2024),
            st.one_of(st.floats(0.1, 1e4), st.floats(-10, 10).map(lambda v: round(v, 6))),
            min_size=1,
        ),
        min_size=1,
    ),
    st.sampled_from(["log", "linear"]),
    st.sampled_from([2012, 2015, 2019]),
    st.sampled_from([Traits(), Traits(False, False, False)]),
    st.sampled_from(["increase", "parity"]),
)
def test_the_table_says_what_the_points_say(series, trend, base_year, has, direction):
    duck = ibis.duckdb.connect()
    rows = [r for place, told in series.items() for r in values(*told.items(), ref_area=place)]
    found = duck.to_pyarrow(
        series_ends(
            ibis.memtable(table_of(rows)),
            {"1.2.1": base_year},
            ["1.2.1"] if direction == "parity" else (),
            trend=trend,
            has=has,
        ).order_by("ref_area")
    )
    expected = ends_of(
        [[Point(y, v, str(y)) for y, v in sorted(series[place].items())] for place in sorted(series)],
        [Wanted(direction, base_year=base_year)] * len(series), trend,
    )  # fmt: skip
    mine = ends_of_table(found)
    for name in ("base_year", "base_value", "latest_year", "latest_value", "points", "since", "measured"):
        np.testing.assert_array_equal(getattr(mine, name), getattr(expected, name), name)
    for name in ("year_var", "cov", "value_var"):
        # with a value that isn't positive the logarithms have no trend, and nobody looks at the moments
        above = np.array([all(v > 0 for v in told.values()) for _place, told in sorted(series.items())])
        whole = (above | (trend == "linear") & (direction != "parity")) & (expected.since > 1)
        np.testing.assert_allclose(getattr(mine, name)[whole], getattr(expected, name)[whole], 1e-9, 1e-9)


@pytest.mark.parametrize("direction", ["increase", "parity"])
def test_values_beyond_all_squares_leave_no_interval_and_break_nothing(duck, direction):
    rows = values((2015, 1.0), (2016, 1e200), (2017, -1e200), (2018, 1e-200), (2019, 3.0), (2020, 4.0))
    parity = ["1.2.1"] if direction == "parity" else ()
    found = duck.to_pyarrow(series_ends(ibis.memtable(table_of(rows)), parity=parity, trend="linear"))
    ends = ends_of_table(found)
    assert (ends.since[0], ends.measured[0]) == (6, 3 if parity else 4)
    assert np.isnan(slope_bounds(ends)[0][0]) and ends.latest_value[0] == 4.0


def test_points_with_statuses_count_as_the_table_says():
    told = [
        (Point(2015, 1.0, ""), "A"),
        (Point(2018, 9.0, ""), "B"),
        (Point(2020, 8.0, ""), "A"),
        (Point(2025, 7.0, ""), "F"),
    ]
    assert [p.year for p in counted(told)] == [2018, 2020]
    assert counted([]) == ()
