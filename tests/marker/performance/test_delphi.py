"""Rounds of experts: median, quartiles, agreement by the RAND/UCLA rule, and whether the group came closer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.performance.delphi import convergence, percentile, spread

RATINGS = st.lists(st.integers(1, 9), min_size=3, max_size=30)


@pytest.mark.parametrize(
    ("ratings", "median", "iqr", "word"),
    [
        ((7, 7, 8, 8, 9, 9, 9), 8.0, 1.5, "delphi-for"),
        ((1, 1, 2, 2, 3), 2.0, 1.0, "delphi-against"),
        ((4, 5, 5, 5, 6), 5.0, 0.0, "delphi-undecided"),
        # Two camps: the 30-70 range is 7 and its middle is 5, so all above 2.35 is disagreement.
        ((1, 1, 1, 5, 8, 8, 9, 9), 6.5, 7.25, "delphi-disagreement"),
        # The same range at one end of the scale is none: its middle lies 3 from 5, which allows 2.35 + 4.5.
        ((6, 7, 7, 8, 8, 9, 9, 9), 8.0, 2.0, "delphi-for"),
    ],
)
def test_the_group_in_figures(ratings: tuple[int, ...], median: float, iqr: float, word: str) -> None:
    found = spread(ratings)
    assert (found.median, found.iqr, found.word) == (median, iqr, word)


def test_the_bound_of_disagreement_is_that_of_the_manual() -> None:
    # IPRAS = 2.35 + 1.5 x |5 - middle of the 30-70 range| (RAND MR-1269, chapter 8)
    found = spread((1, 2, 3, 4, 5, 6, 7, 8, 9))
    assert (
        found.ipr == pytest.approx(3.2) and found.ipras == pytest.approx(2.35) and found.word == "delphi-disagreement"
    )
    high = spread((5, 5, 6, 7, 8, 9, 9, 9, 9))
    assert (
        high.ipr == pytest.approx(2.6) and high.ipras == pytest.approx(2.35 + 1.5 * 2.7) and high.word == "delphi-for"
    )


@pytest.mark.parametrize("ratings", [(), (5,), (1, 9)])
def test_fewer_than_three_answers_are_shown_to_nobody(ratings: tuple[int, ...]) -> None:
    found = spread(ratings)
    assert found.n == len(ratings) and found.median is None and found.counts == () and found.word == ""


def test_percentiles_are_interpolated() -> None:
    assert percentile((1, 2, 3, 4), 0.25) == 1.75 and percentile((1, 9), 0.5) == 5.0 and percentile((4,), 0.7) == 4.0


@given(RATINGS)
def test_order_does_not_matter_and_the_figures_stay_on_the_scale(ratings: list[int]) -> None:
    found = spread(ratings)
    assert found == spread(reversed(ratings)) and sum(found.counts) == found.n
    assert found.low_quartile is not None and found.high_quartile is not None and found.median is not None
    assert 1 <= found.low_quartile <= found.median <= found.high_quartile <= 9


@given(RATINGS)
def test_a_group_that_all_goes_to_its_median_has_come_closer_or_was_there(ratings: list[int]) -> None:
    first = {str(n): rating for n, rating in enumerate(ratings)}
    middle = int(spread(ratings).median or 5)
    change = convergence({1: first}, {1: dict.fromkeys(first, middle)})
    assert change.after == 0 and (change.before or 0) >= change.after and change.wider == 0


def test_eight_experts_who_came_closer() -> None:
    first = {1: dict(zip("abcdefgh", (1, 2, 3, 5, 6, 8, 9, 9), strict=True))}
    second = {1: dict(zip("abcdefgh", (4, 5, 5, 5, 6, 6, 7, 7), strict=True))}
    change = convergence(first, second)
    assert (change.statements, change.closer, change.wider, change.settled) == (1, 1, 0, 1)
    assert (
        change.before == 5.5
        and change.after == 1.25
        and change.answers == 8
        and change.toward == 6
        and change.away == 0
    )


def test_an_expert_who_answers_once_only_counts_in_that_sitting() -> None:
    change = convergence({1: {"a": 5, "b": 6, "c": 7}}, {1: {"a": 5, "b": 6, "d": 9}})
    assert change.answers == 2
