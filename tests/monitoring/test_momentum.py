"""How fast places move: by hand, with intervals over indicators, and what is too little to say anything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.monitoring.momentum import LEAST_INDICATORS, changes, momentum
from local2030.monitoring.points import ends_of
from local2030.monitoring.records import wanted_columns
from local2030.vocabulary.observations import Point, Wanted


def line(first, step, years=6):
    return [Point(2015 + n, first + step * n, str(2015 + n)) for n in range(years)]


def changed(series, wanted, alike):
    return changes(ends_of(series, wanted, "linear"), wanted_columns(wanted), np.array(alike))


def test_the_change_is_turned_towards_what_is_wanted_and_measured_in_the_spread_of_places():
    # latest values 10, 20, 30, 40: quartiles 17.5 and 32.5, so the spread is 15 / 1.349
    series = [line(10 - 5 * s, s) for s in (1, 0)] + [line(30, 0), line(40, 0)]
    series[1] = line(20, 0)
    found = changed(series, [Wanted("decrease")] * 4, [0] * 4)
    assert found.yearly.tolist() == pytest.approx([-1, 0, 0, 0])
    assert found.standardised[0] == pytest.approx(-1.349 / 15)


def test_what_has_no_direction_or_no_second_point_or_no_spread_says_nothing():
    wanted = [Wanted("increase")] * 3
    assert np.isnan(changed([line(1, 1), line(2, 1), line(3, 1)], [Wanted("")] * 3, [0] * 3).standardised).all()
    assert np.isnan(changed([line(1, 1, 1), line(2, 1), line(3, 1)], wanted, [0] * 3).standardised[0])
    assert np.isnan(changed([line(1, 0), line(1, 0), line(1, 0)], wanted, [0] * 3).standardised).all()
    assert np.isnan(changed([line(1, 1), line(2, 1), line(3, 1)], wanted, [0, 0, 1]).standardised).all()


def test_parity_moves_towards_one_from_either_side():
    series = [line(0.5, 0.05), line(2.0, -0.1), line(1.0, 0.1)]
    found = changed(series, [Wanted("parity")] * 3, [0] * 3)
    assert (found.standardised[:2] > 0).all() and found.standardised[2] < 0


def test_the_median_over_indicators_with_an_interval_and_a_rank():
    table = np.array([[3.0, 3.1, 2.9, 3.0, 3.2, 3.0], [1.0, 1.1, 0.9, 1.0, 1.2, 1.1], [0.0, 0.1, -0.1, 0.0, 5.0, 0.2]])
    fast, middle, slow = momentum(table)
    assert (fast.momentum, fast.rank, fast.rank_low, fast.rank_high) == (3.0, 1, 1, 1)
    assert middle.momentum == pytest.approx(1.05) and middle.low <= 1.05 <= middle.high
    assert slow.low < slow.momentum < slow.high and slow.rank_low <= slow.rank <= slow.rank_high
    assert momentum(table) == momentum(table)


def test_too_few_indicators_have_no_momentum():
    table = np.full((2, 6), 1.0)
    table[0, : 6 - LEAST_INDICATORS + 1] = np.nan
    few, enough = momentum(table)
    assert (few.momentum, few.rank, few.indicators) == (None, None, LEAST_INDICATORS - 1)
    assert (enough.rank, enough.indicators) == (1, 6)
    assert momentum(np.empty((0, 0))) == []


def test_places_that_differ_by_how_an_engine_added_up_share_their_rank():
    table = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 1.0, 2.0, 3.0, 4.0]])
    nudged = table + np.array([[0.0], [4e-15], [-4e-15]])
    ranks = [[(one.rank, one.rank_low, one.rank_high) for one in momentum(rows)] for rows in (table, nudged)]
    assert ranks[0] == ranks[1] and [rank for rank, _low, _high in ranks[0]] == [1, 1, 3]


CELL = st.one_of(st.just(np.nan), st.floats(-5, 5))


@settings(max_examples=40)
@given(st.integers(5, 9).flatmap(lambda k: st.lists(st.lists(CELL, min_size=k, max_size=k), min_size=1, max_size=6)))
def test_figures_lie_in_their_intervals(rows):
    for one in momentum(np.array(rows), draws=150):
        if one.rank is not None:
            assert one.rank_low <= one.rank <= one.rank_high
            assert min(map(float, np.nan_to_num(rows).ravel())) <= one.low <= one.high
