"""Goals and overall scores by hand, what is imputed and from where, ranks as intervals, and an index that doesn't add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.monitoring.index import index, mismatches, scaled
from local2030.monitoring.rank_resampling import rank_spans
from local2030.vocabulary.observations import Bound

BOUNDS = (Bound("a", 1, 0, 10), Bound("b", 1, 100, 0), Bound("c", 2, 0, 1), Bound("d", 3, 0, 1), Bound("e", 3, 0, 1))
FULL = {"a": 5.0, "b": 25.0, "c": 0.5, "d": 1.0, "e": 0.0}


@pytest.mark.parametrize(("value", "score"), [(-1, 0), (0, 0), (5, 50), (10, 100), (11, 100)])
def test_a_value_is_cut_at_its_bounds(value, score):
    assert scaled(value, BOUNDS[0]) == score


def test_less_is_better_by_the_order_of_the_bounds():
    assert scaled(25, BOUNDS[1]) == 75


def test_goals_are_means_of_what_is_known_and_the_overall_one_the_mean_of_goals():
    (found,) = index({"X": FULL}, BOUNDS)
    assert found.goals == {1: 62.5, 2: 50.0, 3: 50.0}
    assert found.overall == pytest.approx((62.5 + 50 + 50) / 3) and (found.rank, found.known) == (1, 5)


def test_a_goal_without_values_has_the_mean_of_the_ranked_places_of_its_group_and_is_named():
    values = {
        "X": FULL | {"c": None},  # four of five known: ranked
        "Y": FULL | {"c": 0.9},
        "Z": FULL | {"c": 0.1},
        "far": FULL | {"c": 1.0},
        "thin": {"c": 0.0},  # in the group, but not ranked: counts for nobody
    }
    groups = {"X": "g", "Y": "g", "Z": "g", "thin": "g", "far": "h"}
    found = {one.id: one for one in index(values, BOUNDS, groups)}
    assert (found["X"].goals[2], found["X"].imputed) == (pytest.approx(50.0), (2,))
    assert found["X"].cells == ((2, pytest.approx(50.0), "g", 2),) and found["X"].missing == ("c",)
    assert found["Y"].imputed == ()
    assert (found["thin"].overall, found["thin"].rank, found["thin"].goals[1]) == (None, None, None)


def test_without_groups_nothing_is_imputed():
    (found,) = index({"X": FULL | {"c": None}}, BOUNDS)
    assert found.goals[2] is None and found.imputed == () and found.overall == pytest.approx(56.25)


@pytest.mark.parametrize(("missing", "ranked"), [(1, True), (2, False)])
def test_a_fifth_of_the_indicators_may_be_missing(missing, ranked):
    row = {code: (None if n < missing else value) for n, (code, value) in enumerate(FULL.items())}
    (found,) = index({"X": row}, BOUNDS)
    assert (found.rank is not None) == ranked


def test_equal_scores_share_a_rank():
    found = index({"X": FULL, "Y": FULL, "Z": FULL | {"a": 0.0}}, BOUNDS)
    assert [one.rank for one in found] == [1, 1, 3]


def test_a_rank_has_an_interval_that_other_weights_leave():
    values = {
        "X": FULL | {"c": 1.0, "a": 0.0},
        "Y": FULL | {"c": 0.0, "a": 10.0},
        "Z": dict.fromkeys(FULL, 0.0) | {"b": 100.0},
    }
    found = {one.id: one for one in index(values, BOUNDS)}
    assert (found["X"].rank_low, found["X"].rank_high) == (1, 2)
    assert (found["Z"].rank_low, found["Z"].rank_high) == (3, 3)
    assert index(values, BOUNDS) == index(values, BOUNDS)  # drawn with a fixed seed


def test_a_missing_cell_widens_the_rank():
    values = {"X": FULL | {"a": 10.0, "e": 1.0, "c": 0.9}, "Y": FULL | {"a": 9.0, "e": 0.9, "c": 0.8}}
    values |= {name: FULL | {"a": 0.5, "b": 95.0, "c": c, "d": 0.1} for name, c in (("V", 0.0), ("W", 1.0))}
    whole = {one.id: one for one in index(values, BOUNDS)}
    assert (whole["X"].rank_low, whole["X"].rank_high) == (1, 1)
    values["X"] = values["X"] | {"c": None}
    found = {one.id: one for one in index(values, BOUNDS)}
    assert (found["X"].rank, found["X"].rank_low) == (1, 1) and found["X"].rank_high > 1


def test_a_missing_cell_is_drawn_from_its_group():
    cells = np.array([[50.0, np.nan], [50.0, 10.0], [50.0, 60.0], [50.0, 90.0]])
    assert rank_spans(cells, [1, 2], ["g", "g", "h", "h"], 200)[0] == (3, 3)  # as low as the other of its group
    assert rank_spans(cells, [1, 2], ["", "", "", ""], 200)[0] == (1, 3)


def test_a_published_overall_that_is_not_the_mean_of_its_goals_is_told():
    found = mismatches([("A", 70.0, (60.0, 80.0)), ("B", 75.0, (60.0, 80.0)), ("C", 70.04, (60.0, 80.0))])
    assert [(m.id, m.mean) for m in found] == [("B", 70.0)]


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from("PQRST"),
        st.fixed_dictionaries({c: st.one_of(st.none(), st.floats(-5, 15)) for c in "abcde"}),
        min_size=1,
    )
)
def test_scores_lie_between_0_and_100_and_the_rank_in_its_interval(values):
    for one in index(values, BOUNDS, dict.fromkeys(values, "g"), draws=50):
        assert all(score is None or 0 <= score <= 100 for score in one.goals.values())
        assert (one.overall is None) == (one.rank is None)
        if one.rank is not None:
            assert 1 <= one.rank_low <= one.rank_high <= len(values)
