"""Rank correlations against published examples and brute force."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.rank_correlation import kendall_tau_b, pearson, ranks, spearman_rho, tau_bounds

IQ_AND_HOURS = [(106, 7), (100, 27), (86, 2), (101, 50), (99, 28), (103, 29), (97, 20), (113, 12), (112, 6), (110, 17)]


def test_spearman_of_the_encyclopaedias_example():
    assert spearman_rho(IQ_AND_HOURS) == pytest.approx(-29 / 165, abs=1e-12)


def test_tau_b_of_the_example_in_scipys_manual():
    assert kendall_tau_b(list(zip([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], strict=True))) == pytest.approx(
        -0.47140452079103173
    )


def test_nothing_varies_no_number():
    assert (
        kendall_tau_b([(1, 2), (1, 3)]) is None and spearman_rho([(1, 2), (1, 3)]) is None and pearson([(1, 1)]) is None
    )
    assert tau_bounds([(1, 0, 1), (1, 0, 1)]) is None


def test_equal_values_share_their_rank():
    assert ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2]


PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=2, max_size=15)


@given(PAIRS)
def test_tau_b_is_that_of_brute_force(pairs):
    up = down = x_tied = y_tied = 0
    for i, (x, y) in enumerate(pairs):
        for x2, y2 in pairs[i + 1 :]:
            product = (x - x2) * (y - y2)
            up, down = up + (product > 0), down + (product < 0)
            x_tied, y_tied = x_tied + (x == x2), y_tied + (y == y2)
    n = len(pairs) * (len(pairs) - 1) / 2
    untied = math.sqrt((n - x_tied) * (n - y_tied))
    assert kendall_tau_b(pairs) == (pytest.approx((up - down) / untied) if untied else None)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 3)), min_size=2, max_size=10), st.randoms()
)
def test_every_choice_within_the_intervals_stays_within_the_bounds(rows, draw):
    known = [(x, low, low + width) for x, low, width in rows]
    bounds = tau_bounds(known)
    tau = kendall_tau_b([(x, draw.uniform(low, high)) for x, low, high in known])
    assert tau is None or (bounds is not None and bounds[0] - 1e-9 <= tau <= bounds[1] + 1e-9)


@given(PAIRS)
def test_bounds_meet_in_tau_b_where_all_is_known(pairs):
    bounds, tau = tau_bounds([(x, y, y) for x, y in pairs]), kendall_tau_b(pairs)
    assert bounds == (None if tau is None else pytest.approx((tau, tau)))
