"""Lines through the years and strips of places: what is missing is hatched, what is said is escaped, nothing breaks them."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.charts.drawing import apart, ticks
from local2030.charts.strip import dot_strip, quantile
from local2030.charts.time_lines import Lines, Spot, time_lines

NUMBER = st.floats(-1e9, 1e9, allow_nan=False)


def write(value: float) -> str:
    return f"{value:g}"


def test_a_missing_year_is_hatched_and_a_break_parts_the_line() -> None:
    whole = Lines("A", (Spot(2015, 1.0), Spot(2016, 2.0), Spot(2018, 3.0)))
    hatched = time_lines(760, whole._replace(missing=(2017,)), write)
    assert hatched.count("#fefefd") == 1 and "#fefefd" not in time_lines(760, whole, write)
    broken = whole._replace(subject=(*whole.subject[:2], Spot(2018, 3.0, broken=True), Spot(2019, 3.5)))
    assert time_lines(760, broken, write).count('stroke-width="2.75"') == 2


def test_interval_band_parent_and_target_are_drawn_and_words_escaped() -> None:
    lines = Lines("<A>", (Spot(2015, 1.0, 0.5, 1.5),), "P&Q", (Spot(2015, 2.0), Spot(2016, 2.5)), "", ((2015, 0.0, 3.0), (2016, 0.1, 3.0)), (),
                  (2030, 4.0), "target 4")  # fmt: skip
    raw = time_lines(760, lines, write)
    assert "&lt;A&gt;" in raw and "P&amp;Q" in raw and "target 4" in raw and "stroke-dasharray" in raw


@pytest.mark.parametrize("width", [336, 760])
@given(st.lists(st.tuples(st.integers(1990, 2030), NUMBER), max_size=12), st.none() | NUMBER)
def test_any_values_make_a_picture(width: int, points: list[tuple[int, float]], target: float | None) -> None:
    spots = tuple(Spot(year, value) for year, value in sorted(dict(points).items()))
    raw = time_lines(width, Lines("A", spots, target=(2030, target) if target is not None else None), write)
    assert raw.startswith("<svg") and "nan" not in raw and "inf" not in raw


@given(st.lists(NUMBER, min_size=1, max_size=40), st.none() | NUMBER)
def test_any_places_make_a_strip(values: list[float], own: float | None) -> None:
    raw = dot_strip(336, tuple(values), ("me", own) if own is not None else None, None, write)
    assert raw.startswith("<svg") and "nan" not in raw


@given(NUMBER, NUMBER)
def test_ticks_span_what_they_are_for(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    found = ticks(low, high)
    assert found == sorted(found) and 2 <= len(found) <= 12
    slack = 1e-6 * max(1.0, abs(low), abs(high))
    assert found[0] <= low + slack and found[-1] >= high - slack


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4))
def test_labels_stand_apart(wanted: list[float]) -> None:
    found = sorted(apart(wanted, 15, 0, 200))
    assert all(later - earlier >= 15 - 1e-6 for earlier, later in itertools.pairwise(found))


def test_a_quantile_lies_between_its_neighbours() -> None:
    assert quantile([1, 2, 3, 4], 0.5) == 2.5 and quantile([7], 0.9) == 7
    assert math.isclose(quantile([0, 10], 0.1), 1.0)
