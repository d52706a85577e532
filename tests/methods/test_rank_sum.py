"""Two groups by ranks, against published values and by counting every pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods import rank_sum
from local2030.methods.rank_sum import rank_sum_p, superiority

# Ages at diagnosis of type II diabetes, the worked example of SciPy's mannwhitneyu: U = 17, exact p 0.1111 (two-sided),
# 0.11134688653314041 by the normal distribution with continuity.
MALES, FEMALES = [19, 22, 16, 29, 24], [20, 11, 17, 12]


def test_the_published_example() -> None:
    assert superiority(MALES, FEMALES) == pytest.approx(17 / 20)
    assert rank_sum_p(MALES, FEMALES) == pytest.approx(1 / 9, abs=1e-9)


def test_the_published_example_by_the_normal_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_sum, "MOST_PERMUTATIONS", 0)
    assert rank_sum_p(MALES, FEMALES) == pytest.approx(0.11134688653314041, abs=1e-6)


@pytest.mark.parametrize(("first", "second"), [([], [1]), ([1], []), ([2, 2], [2])])
def test_where_nothing_can_be_compared_there_is_no_p(first: list[float], second: list[float]) -> None:
    assert rank_sum_p(first, second) is None


GROUP = st.lists(st.integers(0, 4), min_size=1, max_size=7)


@given(GROUP, GROUP)
def test_superiority_is_the_part_of_all_pairs(first: list[int], second: list[int]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in first for b in second]
    assert superiority(first, second) == pytest.approx(sum(pairs) / len(pairs))
    assert superiority(second, first) == pytest.approx(1 - sum(pairs) / len(pairs))


@given(GROUP, GROUP)
def test_the_p_doesnt_ask_which_group_is_the_first(first: list[int], second: list[int]) -> None:
    assert rank_sum_p(first, second) == pytest.approx(rank_sum_p(second, first))
