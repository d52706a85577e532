"""The methods that judge columns against the plain ones that judge a series at a time: the same answer in every field."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from judged_one import judged_one
from plain_progress import statcan_2_4 as plain_statcan
from plain_progress import unsd_2023 as plain_unsd

from local2030.monitoring.progress_methods import statcan_2_4, unsd_2023
from local2030.vocabulary.observations import Point, Wanted

ODD = st.sampled_from([0.0, -0.0, 0.001, 1.0, -1.0, 99.0, 100.0, 101.0, 1e-300, 1e300, -1e300])
VALUES = st.one_of(ODD, st.floats(-1e6, 1e6, allow_subnormal=False), st.floats(1, 200))
PAIRS = ((plain_statcan, statcan_2_4), (plain_unsd, unsd_2023))


@st.composite
def series(draw):
    years = sorted(draw(st.sets(st.integers(2008, 2030), max_size=9)))
    return [Point(year, draw(VALUES), str(year)) for year in years]


@st.composite
def near_trend(draw):
    """Series such as there are: positive, from five points on, near a line of growth."""
    rate, noise = draw(st.floats(-0.2, 0.2)), draw(st.floats(0.001, 0.3))
    first = draw(st.floats(0.1, 1e5))
    return [
        Point(2013 + n, first * (1 + rate) ** n * (1 + noise * draw(st.floats(-1, 1))), "")
        for n in range(draw(st.integers(4, 14)))
    ]


WANTED = st.builds(
    Wanted,
    st.sampled_from(["increase", "decrease", "increase", "decrease", ""]),
    st.one_of(st.none(), VALUES),
    st.integers(2010, 2040),
    st.one_of(st.none(), VALUES),
    st.sampled_from([False] * 9 + [True]),
    st.integers(2010, 2020),
)


@pytest.mark.parametrize(("plain", "fast"), PAIRS)
@settings(max_examples=400)
@given(points=st.one_of(series(), near_trend()), wanted=WANTED)
def test_columns_say_what_the_plain_method_says(plain, fast, points, wanted):
    expected, found = plain.progress(points, wanted), judged_one(fast, points, wanted)
    assert (found.status, found.code, found.points) == (expected.status, expected.code, expected.points)
    assert found.thresholds == pytest.approx(dict(expected.thresholds))
    assert _same(found.measure, expected.measure) and _same(found.score, expected.score)
    spread = max((abs(v) for v in (expected.low, expected.high) if v is not None), default=0)
    for mine, plainly in ((found.low, expected.low), (found.high, expected.high)):
        # an error of rounding in the rest grows under the root: what is compared is small beside the interval itself
        assert _same(mine, plainly, 1e-6 * max(1.0, spread))
    edges = [abs(b - t) for b in (expected.low, expected.high) if b is not None for t in expected.thresholds.values()]
    assume(all(edge > 1e-6 * max(1.0, spread) for edge in edges))
    assert (found.status_low, found.status_high) == (expected.status_low, expected.status_high)


def _same(one: float | None, other: float | None, off: float = 1e-9) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=off)
