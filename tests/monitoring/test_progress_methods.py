"""Each method of progress against values worked out by hand, at the edges of every threshold, and where growth fails."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged_one import judged_one
from plain_progress.growth import base_of, trend

from local2030.monitoring import progress_methods
from local2030.monitoring.growth import compound_growth, growth_bounds
from local2030.monitoring.indicator_progress import Series, indicator_progress
from local2030.monitoring.points import ends_of
from local2030.monitoring.progress_methods import methods, sdg_index, statcan_2_4, unsd_2022, unsd_2023
from local2030.vocabulary.observations import Point, Wanted

statcan, unsd = partial(judged_one, statcan_2_4), partial(judged_one, unsd_2023)
unsd_22, sdg = partial(judged_one, unsd_2022), partial(judged_one, sdg_index)


def points(*pairs):
    return [Point(year, value, str(year)) for year, value in pairs]


def grown(rate, years=5, first=100.0):
    """Two points that lie so many years apart with that growth in a year."""
    return points((2015, first), (2015 + years, first * (1 + rate) ** years))


def test_the_methods_are_files_and_go_by_name_and_version():
    assert list(methods()) == ["sdg-index", "statcan-2.4", "unsd-2022", "unsd-2023"]
    assert all(m.SOURCE and m.STATUSES and m.__name__.rpartition(".")[2].replace("_", "") for m in methods().values())


# Growth needed from 100 to 200 in 15 years: 2^(1/15) - 1 = 4.7294122820627 %.
NEEDED = 2 ** (1 / 15) - 1


@pytest.mark.parametrize(
    ("ratio", "status", "score"),
    [
        (1.3, "on_track", 5.0), (0.9501, "on_track", 2.500714), (0.9499, "progress", 2.499286), (0.6001, "progress", 0.000714),
        (0.5999, "limited", -0.000417), (0.0001, "limited", -2.499583), (-0.0001, "deterioration", -2.500417),
        (-0.6, "deterioration", -5.0), (-2.0, "deterioration", -5.0),
    ],
)  # fmt: skip
def test_statcan_with_a_target_at_its_edges(ratio, status, score):
    found = statcan(grown(ratio * NEEDED), Wanted("increase", 200.0))
    assert (found.status, found.measure) == (status, pytest.approx(ratio, abs=1e-9))
    assert found.score == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("growth", "status", "score"),
    [
        (0.0151, "on_track", 2.55), (0.0149, "progress", 2.475), (0.0051, "progress", 0.025), (0.0049, "limited", -0.05),
        (0.0001, "limited", -2.45), (-0.0001, "deterioration", -2.5125), (0.02, "on_track", 5.0), (0.5, "on_track", 5.0),
        (-0.02, "deterioration", -5.0), (-0.5, "deterioration", -5.0),
    ],
)  # fmt: skip
def test_statcan_without_a_target_at_its_edges(growth, status, score):
    found = statcan(grown(growth), Wanted("increase"))
    assert (found.status, found.score) == (status, pytest.approx(score, abs=1e-6))
    mirrored = statcan(grown(-growth), Wanted("decrease"))
    assert mirrored.status == status


def test_statcan_by_hand():
    # 20 % to 12 % in five years, 10 % wanted by 2030: g = 0.6^(1/5)-1 = -9.711955 %, g_T = 0.5^(1/15)-1 = -4.515839 %.
    found = statcan(points((2015, 20.0), (2020, 12.0)), Wanted("decrease", 10.0))
    assert found.measure == pytest.approx(0.09711955 / 0.04515839, abs=1e-6)
    assert found.status == "on_track"


@pytest.mark.parametrize(("value", "status"), [(200.0, "target_met"), (199.999, "on_track"), (250.0, "target_met")])
def test_statcan_a_target_is_met_when_it_is_reached(value, status):
    found = statcan(points((2015, 100.0), (2020, value)), Wanted("increase", 200.0))
    assert found.status == status and found.score == 5.0


@pytest.mark.parametrize(
    ("base", "limit", "factor"),
    [
        (50, None, 1.0),
        (0, 100, 1.0),
        (100, 100, 0.0),
        (200, 100, 1.0),
        (150, 100, 1 - 0.5**4.44),
        (50, 100, 1 - 0.5**4.44),
    ],
)
def test_statcan_thresholds_shrink_near_a_natural_limit(base, limit, factor):
    limits = np.array([np.nan if limit is None else float(limit)])
    assert statcan_2_4.near_limit(np.array([float(base)]), limits) == pytest.approx(factor)


def test_statcan_at_the_limit_holding_it_is_on_track():
    assert statcan(points((2015, 100.0), (2020, 100.0)), Wanted("increase", limit=100.0)).status == "on_track"
    assert statcan(points((2015, 100.0), (2020, 99.0)), Wanted("increase", limit=100.0)).status == "deterioration"


def test_statcan_a_zero_counts_as_a_thousandth_and_says_so():
    found = statcan(points((2015, 0.0), (2020, 1.0)), Wanted("increase"))
    assert (found.status, found.code, found.base.value) == ("on_track", "progress-base-replaced", 0.0)
    found = statcan(points((2015, 5.0), (2020, 4.0)), Wanted("decrease", 0.0))
    assert (found.status, found.code) == ("limited", "progress-target-replaced")


def test_statcan_negative_values_turn_the_sign():
    # a deficit of 10 that became one of 5: less negative is an increase
    assert statcan(points((2015, -10.0), (2020, -5.0)), Wanted("increase")).status == "on_track"
    assert statcan(points((2015, -5.0), (2020, -10.0)), Wanted("increase")).status == "deterioration"


# unsd-2023: from 100, 200 wanted by 2030. With growth g until 2020 the pace leads to 100 (1+g)^15.
@pytest.mark.parametrize(
    ("pace", "status"),
    [(0.951, "on_track"), (0.949, "fair"), (0.101, "fair"), (0.099, "stagnation"), (-1, "stagnation")],
)
def test_unsd_with_a_target_at_its_edges(pace, status):
    growth = (1 + pace) ** (1 / 15) - 1 if pace > -1 else -0.02
    found = unsd(grown(growth), Wanted("increase", 200.0))
    assert found.status == status
    if pace > 0:
        assert found.measure == pytest.approx(pace, abs=1e-9)


@pytest.mark.parametrize(
    ("growth", "status"),
    [(0.0201, "on_track"), (0.0199, "fair"), (0.0051, "fair"), (0.0049, "stagnation"), (-0.01, "stagnation")],
)
def test_unsd_without_a_target_at_its_edges(growth, status):
    assert unsd(grown(growth), Wanted("increase")).status == status
    assert unsd(grown(-growth), Wanted("decrease")).status == status


@pytest.mark.parametrize(("value", "met"), [(99.0, True), (98.9, False), (100.0, True)])
def test_unsd_within_one_of_a_target_of_a_hundred_is_met(value, met):
    found = unsd(points((2015, 98.0), (2020, value)), Wanted("increase", 100.0))
    assert (found.code == "progress-target-met") == met


def test_unsd_running_away_from_a_target_that_the_base_had_met_is_no_progress():
    found = unsd(points((2015, 87.7), (2020, 152.2)), Wanted("decrease", 95.7))
    assert (found.status, found.code) == ("stagnation", "progress-left-target")


def test_unsd_left_the_target():
    found = unsd(points((2015, 50.0), (2020, 40.0)), Wanted("increase", 50.0))
    assert (found.status, found.code) == ("stagnation", "progress-left-target")


# unsd-2022: a part of the growth that is needed, below nought too.
@pytest.mark.parametrize(
    ("ratio", "status"),
    [
        (0.951, "on_track"),
        (0.949, "fair"),
        (0.501, "fair"),
        (0.499, "limited"),
        (-0.099, "limited"),
        (-0.101, "deterioration"),
    ],
)
def test_unsd_2022_with_a_target_at_its_edges(ratio, status):
    found = unsd_22(grown(ratio * NEEDED), Wanted("increase", 200.0))
    assert (found.status, found.measure) == (status, pytest.approx(ratio, abs=1e-9))


@pytest.mark.parametrize(
    ("growth", "status"),
    [
        (0.0101, "on_track"),
        (0.0099, "fair"),
        (0.0051, "fair"),
        (0.0049, "limited"),
        (-0.0099, "limited"),
        (-0.0101, "deterioration"),
    ],
)
def test_unsd_2022_without_a_target_at_its_edges(growth, status):
    assert unsd_22(grown(growth), Wanted("increase")).status == status
    assert unsd_22(grown(-growth), Wanted("decrease")).status == status


def test_unsd_2022_by_hand_and_where_a_target_is_nought():
    # 20 to 12 in five years, nothing wanted by 2030: -9.711955 % a year of the -100 % that would be needed.
    found = unsd_22(points((2015, 20.0), (2020, 12.0)), Wanted("decrease", 0.0))
    assert (found.status, found.measure) == ("limited", pytest.approx(0.09711955, abs=1e-7))
    assert unsd_22(points((2015, 50.0), (2020, 40.0)), Wanted("increase", 50.0)).code == "progress-left-target"
    assert unsd_22(points((2015, 50.0), (2020, 60.0)), Wanted("increase", 55.0)).status == "on_track"


# sdg-index, bounds 0 and 100: from 40 in 2015 the level must rise by 4 a year to be 100 in 2030.
@pytest.mark.parametrize(
    ("latest", "status", "measure"),
    [(60.0, "on_track", 1.0), (59.9, "moderate", 0.995), (50.0, "moderate", 0.5), (49.9, "stagnating", 0.495),
     (40.0, "stagnating", 0.0), (39.9, "decreasing", -0.005)],
)  # fmt: skip
def test_the_index_has_a_level_and_an_arrow_at_its_edges(latest, status, measure):
    found = sdg(points((2015, 40.0), (2020, latest)), Wanted("increase", lower=0.0, optimum=100.0))
    assert (found.status, found.score, found.measure) == (status, latest, pytest.approx(measure))
    mirrored = sdg(points((2015, 60.0), (2020, 100 - latest)), Wanted("decrease", lower=100.0, optimum=0.0))
    assert (mirrored.status, mirrored.score) == (status, pytest.approx(latest))


def test_the_index_is_cut_at_its_bounds_and_at_the_top_the_pace_does_not_count():
    found = sdg(points((2015, 130.0), (2020, 110.0)), Wanted("increase", lower=0.0, optimum=100.0))
    assert (found.status, found.score, found.code) == ("on_track", 100.0, "progress-target-met")
    assert sdg(points((2015, 1.0), (2020, -9.0)), Wanted("increase", lower=0.0, optimum=9.0)).score == 0


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(Wanted("increase"), "progress-no-bounds"), (Wanted("increase", lower=1.0, optimum=1.0), "progress-no-bounds"),
     (Wanted("decrease", lower=0.0, optimum=9.0), "progress-bounds-against-direction")],
)  # fmt: skip
def test_the_index_needs_bounds_that_point_the_wanted_way(wanted, code):
    assert sdg(points((2015, 1.0), (2020, 2.0)), wanted).code == code


def test_the_index_has_an_interval_of_a_straight_line():
    straight = points(*((2015 + n, 40.0 + 2 * n) for n in range(6)))
    found = sdg(straight, Wanted("increase", lower=0.0, optimum=100.0))
    assert (found.low, found.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_parity_is_wanted_near_one_from_either_side():
    wanted = Wanted("parity")
    for first, last in ((0.8, 0.95), (1.25, 1 / 0.95)):
        found = unsd_22(points((2015, first), (2020, last)), wanted)
        assert found.status == "on_track" and found.measure > 0.95
    assert statcan(points((2015, 0.8), (2020, 0.98)), wanted).status == "target_met"
    assert statcan(points((2015, 0.98), (2020, 0.8)), wanted).status == "deterioration"
    assert statcan(points((2015, 0.0), (2020, 0.8)), wanted).code == "progress-no-parity"
    noisy = points(*((2015 + n, v) for n, v in enumerate((0.8, 1.2, 0.85, 1.15, 0.9, 1.1))))
    assert statcan(noisy, wanted).low is not None


def test_a_fifth_method_is_one_file(tmp_path, monkeypatch):
    (tmp_path / "ours_1.py").write_text(
        "import numpy as np\n"
        "from local2030.monitoring.judging import Judging\n"
        "NAME, TITLE, SOURCE = 'ours-1', 'Ours', 'here'\n"
        "STATUSES, WELL, TREND = ('up', 'down'), ('up',), 'log'\n"
        "def progress(ends, wanted):\n"
        "    said = Judging(NAME, ends, wanted)\n"
        "    moved = said.d * (said.latest - said.base)\n"
        "    none = np.full(len(ends), np.nan)\n"
        "    return said.compare(moved, (none, none), {'up': np.zeros(len(ends))}, 'down')\n"
    )
    monkeypatch.setattr(progress_methods, "__path__", [*progress_methods.__path__, str(tmp_path)])
    methods.cache_clear()
    try:
        assert "ours-1" in methods()
        found = judged_one(methods()["ours-1"], points((2015, 1.0), (2020, 2.0)), Wanted("increase"))
        assert (found.method, found.status, found.measure) == ("ours-1", "up", 1.0)
    finally:
        methods.cache_clear()


@pytest.mark.parametrize("method", [statcan, unsd, unsd_22])
@pytest.mark.parametrize(
    ("given", "wanted", "code"),
    [
        ([], Wanted("increase"), "progress-no-value"),
        (points((2015, 1.0), (2020, 2.0)), Wanted(""), "progress-direction-unknown"),
        (points((2015, 1.0), (2020, 2.0)), Wanted("increase", is_growth_rate=True), "progress-growth-rate"),
        (points((2010, 1.0), (2014, 2.0)), Wanted("increase"), "progress-all-before-base"),
        (points((2010, 1.0), (2016, 2.0)), Wanted("increase"), "progress-one-point"),
        (points((2015, -1.0), (2020, 2.0)), Wanted("increase"), "progress-sign-change"),
    ],
)
def test_what_has_no_status_says_why(method, given, wanted, code):
    found = method(given, wanted)
    assert (found.status, found.code) == (None, code)


def test_the_base_year_is_the_first_later_one_where_it_is_missing():
    assert base_of(points((2012, 1.0), (2016, 2.0), (2018, 3.0)), 2015).year == 2016


def test_a_trend_has_an_interval_from_five_positive_points_on():
    straight = points(*((2015 + n, 100 * 1.03**n) for n in range(6)))
    bounds = trend(straight)
    low, high = growth_bounds(ends_of([straight], [Wanted("increase")]))
    assert low[0] == pytest.approx(0.03, abs=1e-9) and high[0] == pytest.approx(0.03, abs=1e-9)
    assert bounds.low == pytest.approx(0.03, abs=1e-9) and bounds.high == pytest.approx(0.03, abs=1e-9)
    assert trend(straight[:4]) is None
    assert trend([*straight[:5], Point(2021, 0.0, "2021")]) is None
    shaky = points(*((2015 + n, v) for n, v in enumerate((100, 120, 90, 130, 95, 125))))
    found = statcan(shaky, Wanted("increase"))
    assert (
        found.low < found.measure < found.high
        and found.status_low == "deterioration"
        and found.status_high == "on_track"
    )


SCORES = {"statcan-2.4": (-5, 5), "sdg-index": (0, 100)}
VALUES = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(VALUES, min_size=2, max_size=8), st.one_of(st.none(), VALUES), st.sampled_from(["increase", "decrease"]),
       st.one_of(st.none(), VALUES), st.integers(2010, 2040))  # fmt: skip
def test_no_values_break_a_method_and_every_status_is_one_of_its_own(values, target, direction, limit, target_year):
    given_points = points(*((2015 + n, v) for n, v in enumerate(values)))
    for module in methods().values():
        found = judged_one(
            module, given_points, Wanted(direction, target, target_year, limit, lower=0.0, optimum=target)
        )
        assert found.status is None or found.status in module.STATUSES
        assert found.status is not None or found.code
        assert found.score is None or SCORES[module.NAME][0] <= found.score <= SCORES[module.NAME][1]
        assert found.measure is None or math.isfinite(found.measure)


@given(st.floats(1, 1e3), st.floats(0.5, 2.0), st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(first, ratio, scale):
    small, large = (
        points((2015, first), (2020, first * ratio)),
        points((2015, first * scale), (2020, first * ratio * scale)),
    )
    a, b = statcan(small, Wanted("increase")), statcan(large, Wanted("increase"))
    assert a.measure == pytest.approx(b.measure, abs=1e-9)


def test_growth_by_hand():
    assert compound_growth(np.array([100.0]), np.array([121.0]), np.array([2])) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("told", "status", "score"),
    [
        ([("a", "on_track", 2.5)], "on_track", 2.5),
        ([("a", "on_track", 2.6), ("b", "limited", -2.5)], "progress", 0.05),
        ([("a", "on_track", 5.0), ("a", "deterioration", -5.0), ("b", "on_track", 5.0)], "on_track", 2.5),
        ([("a", "limited", -2.5)], "limited", -2.5),
        ([("a", "deterioration", -2.51)], "deterioration", -2.51),
        ([("a", "target_met", 5.0), ("b", "on_track", 5.0)], "on_track", 5.0),
        ([("a", "target_met", 5.0), ("b", "target_met", 5.0), ("c", None, None)], "target_met", 5.0),
        ([("a", None, None)], None, None),
    ],
)
def test_an_indicator_is_the_mean_of_its_series_those_of_one_put_together_first(told, status, score):
    (found,) = indicator_progress([Series("1.1.1", "A", *one) for one in told], statcan_2_4)
    assert (found.status, found.score) == (status, score if score is None else pytest.approx(score))
    assert (found.series, found.judged) == (len(told), sum(one[1] is not None for one in told))


def test_a_method_without_scores_says_nothing_of_indicators():
    assert indicator_progress([Series("1.1.1", "A", "", "on_track", None)], unsd_2023) == []
