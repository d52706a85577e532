"""Exact intervals and tests against published tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.intervals import (
    adjusted,
    beyond_p,
    binomial_p,
    difference_interval,
    fisher_p,
    mean_beyond_p,
    mean_interval,
    mean_p,
    share_interval,
    t_quantile,
    t_tail,
    upper_tail,
)


@pytest.mark.parametrize(
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 5 (Clopper-Pearson)
    ("found", "of", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_share_intervals_are_the_published_ones(found, of, low, high):
    interval = share_interval(found, of)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("part", "freedom", "value"), [(0.975, 1, 12.706), (0.975, 10, 2.228), (0.95, 30, 1.697)])
def test_t_quantiles_are_those_of_the_tables(part, freedom, value):
    assert round(t_quantile(part, freedom), 3) == value


def test_students_sleep_data():
    # Student 1908: additional hours of sleep, paired: t = 4.0621 on 9 degrees, p = 0.002833, interval 0.7001 to 2.4599.
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = mean_interval(hours)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7001, 2.4599)
    assert round(mean_p(hours), 6) == 0.002833


def test_students_sleep_data_as_two_groups():
    # The same data unpaired, as in the manual of R's t.test: t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found, p = difference_interval(first, second)
    assert (round(found.low, 6), round(found.high, 6), round(p, 5)) == (-3.365483, 0.205483, 0.07939)
    assert difference_interval([1], second) is None and difference_interval([1, 1], [2, 2]) is None


def test_with_nothing_allowed_the_p_value_is_the_usual_one():
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    assert mean_beyond_p(hours, 0.0) == pytest.approx(mean_p(hours))
    # t = (1.58 - 0.7001) / 0.388961 = 2.2622, which the table gives for 0.025 on 9 degrees; the far side adds next to nothing
    assert mean_beyond_p(hours, 0.7001) == pytest.approx(0.025, abs=3e-4)
    assert mean_beyond_p([1.0, 1.0], 0.1) is None and mean_beyond_p([1.0], 0.1) is None


@given(st.floats(-3, 3), st.floats(0.01, 2), st.floats(1, 60), st.floats(0, 2), st.floats(0, 1))
def test_the_more_is_allowed_the_greater_the_p_value(value, error, freedom, allowed, more):
    less = beyond_p(value, error, freedom, allowed)
    assert 0 <= less <= beyond_p(value, error, freedom, allowed + more) + 1e-9 <= 1 + 1e-9
    assert less == pytest.approx(beyond_p(-value, error, freedom, allowed))


@given(st.floats(-30, 30), st.floats(1, 60))
def test_both_tails_of_students_t_make_the_whole(t, freedom):
    assert t_tail(t, freedom) + t_tail(-t, freedom) == pytest.approx(1)


def test_benjamini_and_hochbergs_own_example():
    ps = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert sum(q <= 0.05 for q in adjusted(ps)) == 4
    assert adjusted(list(reversed(ps))) == list(reversed(adjusted(ps)))
    assert adjusted([]) == []


def test_the_lady_tasting_tea():
    # Fisher 1935: 4 of 4 right has one-sided p 1/70; mid-p is half of it. 3 of 4: 16/70 in the middle.
    assert fisher_p(4, 4, 0, 4) == pytest.approx(1 / 140)
    assert fisher_p(3, 4, 1, 4) == pytest.approx(1 / 70 + 8 / 70)


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.01, 0.99))
def test_tails_are_sums_of_the_binomial(found, rest, p):
    of = found + rest
    exact = math.fsum(math.comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(found, of + 1))
    assert upper_tail(found, of, p) == pytest.approx(exact, abs=1e-10)
    assert 0 <= binomial_p(found, of, p) <= 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_share_lies_in_its_interval(found, rest):
    interval = share_interval(found, found + rest)
    assert interval is None if not found + rest else 0 <= interval.low <= interval.value <= interval.high <= 1


def test_what_doesnt_vary_has_no_p():
    assert mean_p([1.0, 1.0, 1.0]) is None and mean_p([1.0]) is None and mean_interval([1.0]) is None
