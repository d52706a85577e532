"""A fault planted in a clean series is found, at its row and at no other; a clean series says nothing."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from check_rows import checked, lines_of, series, told
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.checks.parts import apart, slipped_in_few
from local2030.monitoring.checks.policy import shipped_policy

SMOOTH = [45.2, 46.1, 45.8, 46.9, 47.3, 46.8, 47.9, 48.4, 48.1, 49.0]
GROWING = [10.0, 12.1, 14.2, 17.5, 21.0, 25.3, 30.1, 36.4, 43.0, 52.2]
COUNTS = [1204.0, 1189.0, 1250.0, 1231.0, 1275.0, 1260.0, 1302.0, 1290.0, 1333.0, 1321.0]
UNITS = {"unit_measure": "EUR"}


def planted(values: list[float], at: int, factor: float) -> list[float]:
    return [round(value * factor, 4) if n == at else value for n, value in enumerate(values)]


@pytest.mark.parametrize("values", [SMOOTH, GROWING, COUNTS], ids=["smooth", "growing", "counts"])
@pytest.mark.parametrize("factor", [10, 100, 1000, 0.1, 0.01, 0.001, 1_000_000])
@pytest.mark.parametrize("at", range(10))
def test_a_slip_of_the_decimal_point_is_found_wherever_it_stands(values: list[float], factor: float, at: int) -> None:
    found = [one for one in checked(series(planted(values, at, factor), **UNITS)).findings if one.severity != "info"]
    assert [(one.code, lines_of(one)) for one in found] == [("check-unit-slip", [at + 2])]
    wanted = {"factor": round(max(factor, 1 / factor)), "way": "larger" if factor > 1 else "smaller"}
    assert {name: found[0].values[name] for name in wanted} == wanted


@pytest.mark.parametrize("factor", [4.2, 5, 0.2, 6.5])
@pytest.mark.parametrize("at", range(10))
def test_an_outlier_that_is_no_slip(factor: float, at: int) -> None:
    assert told(checked(series(planted(SMOOTH, at, factor), **UNITS))) == [("check-outlier", [at + 2])]


@pytest.mark.parametrize("values", [SMOOTH, GROWING, COUNTS, [0.1, 0.1, 0.2, 0.1, 0.3, 0.2, 0.1]])
def test_a_clean_series_says_nothing(values: list[float]) -> None:
    assert told(checked(series(values, **UNITS))) == []


TABLE: list[tuple[str, list[float], list[tuple[str, list[int]]]]] = [
    ("per cent as fractions from a year on", [*SMOOTH[:6], 0.479, 0.484, 0.481, 0.49], [("check-unit-switch", [8, 9, 10, 11])]),
    ("fractions at the beginning", [0.452, 0.461, *SMOOTH[2:]], [("check-unit-switch", [2, 3])]),
    ("fractions in the middle", [*SMOOTH[:4], 0.473, 0.468, *SMOOTH[6:]], [("check-unit-switch", [6, 7])]),
    ("thousands from a year on", [*COUNTS[:7], 1.29, 1.333, 1.321], [("check-unit-switch", [9, 10, 11])]),
    ("per 10,000 and per 100,000", [*SMOOTH[:6], 479, 484, 481, 490], [("check-unit-switch", [8, 9, 10, 11])]),
    ("another level that stays", [12.0, 12.4, 11.9, 12.2, 41.0, 41.7, 40.8, 41.3, 41.5], [("check-break", [6])]),
    ("two slips in one series", [45, 4600, 45.8, 46.9, 47.3, 46.8, 4.79, 48.4, 48.1], [("check-unit-slip", [3]), ("check-unit-slip", [8])]),
    ("a sign that was lost", [45.2, 46.1, 45.8, -46.9, 47.3, 46.8], [("check-sign-flip", [5])]),
    ("growth rates on both sides of zero", [1.2, -0.4, 2.1, 0.3, -1.0, 1.8, -9.5, 5.2], []),
    ("a growth rate beyond all others", [1.2, -0.4, 2.1, 0.3, -1.0, 1.8, 47.0, 0.9], [("check-outlier", [8])]),
    ("few counts jump by chance", [1, 2, 1, 4, 0, 3, 9, 2], []),
    ("a noisy series jumps by nature", [12, 55, 8, 90, 14, 70, 9, 120, 15], []),
    ("four values, one of them slipped", [45.2, 46.1, 458, 46.0], [("check-unit-slip", [4])]),
    ("three values, one of them slipped", [45.2, 46.1, 0.458], [("check-unit-slip", [4])]),
    ("three values that differ", [45.2, 66.1, 458], []),
    ("two values", [45.2, 4520], []),
    ("steady growth by a hundred", [1, 2, 4, 8, 16, 32, 64, 128], []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "values", "findings"), TABLE, ids=[row[0] for row in TABLE])
def test_what_a_series_says(why: str, values: list[float], findings: list[Any]) -> None:
    assert told(checked(series(values, **UNITS))) == findings


def test_a_break_that_is_marked_is_no_news() -> None:
    rows = series([12.0, 12.4, 11.9, 12.2, 41.0, 41.7, 40.8, 41.3], **UNITS)
    rows[4]["obs_status"] = "B"
    assert told(checked(rows)) == []


def test_gaps_in_values_do_not_move_the_rows() -> None:
    values = [45.2, None, 45.8, 46.9, None, 46.8, 4790.0, 48.4, 48.1]
    assert told(checked(series(values, **UNITS))) == [("check-unit-slip", [8])]


def test_many_of_a_kind_in_one_file_are_told_as_one_with_every_row() -> None:
    rows = [row for n in range(30) for row in series(planted(SMOOTH, n % 10, 100), ref_area=f"P{n}", **UNITS)]
    (found,) = [one for one in checked(rows).findings if one.severity != "info"]
    assert found.code == "check-unit-slip-many"
    assert lines_of(found) == [2 + 10 * n + n % 10 for n in range(30)]


@given(st.integers(0, 10_000), st.integers(6, 25), st.floats(0.5, 5000))
def test_a_slip_by_a_hundred_in_a_steady_series_is_always_found(seed: int, length: int, level: float) -> None:
    chance = random.Random(seed)
    values = [round(level * 1.02**n * chance.uniform(0.96, 1.04), 3) for n in range(length)]
    at = chance.randrange(length)
    assert [(a.first, a.end, a.decades) for a in apart(planted(values, at, 100), shipped_policy())] == [(at, at + 1, 2)]
    assert apart(values, shipped_policy()) == []


@given(st.lists(st.floats(1e-9, 1e12), min_size=1, max_size=30))
def test_no_series_of_positive_values_is_too_strange(values: list[float]) -> None:
    policy = shipped_policy()
    for one in (*apart(values, policy), *slipped_in_few(values, policy)):
        assert 0 <= one.first < one.end <= len(values)


@pytest.mark.parametrize(("ratio", "found"), [(2.4, False), (2.6, True)])
def test_the_least_ratio_of_an_outlier_between_others(ratio: float, found: bool) -> None:
    values = [10.0, 10.1, 9.9, 10.0, round(10 * ratio, 1), 10.1, 10.0, 9.9]
    assert bool(apart(values, shipped_policy())) is found


@pytest.mark.parametrize(("ratio", "found"), [(3.4, []), (3.6, [("check-outlier", [9])])])
def test_the_last_value_may_begin_something_new(ratio: float, found: list[Any]) -> None:
    values = [10.0, 10.1, 9.9, 10.0, 10.2, 10.1, 10.0, round(10 * ratio, 1)]
    result = checked(series(values, **UNITS))
    assert told(result) == found
    assert found or ("check-outlier-at-end", [9]) in told(result, info=True)


def monthly(values: list[float], first_year: int = 2018) -> list[dict[str, Any]]:
    rows = []
    for n, value in enumerate(values):
        year, month = first_year + n // 12, n % 12 + 1
        start = date(year, month, 1)
        said = {"freq": "M", "time_period": f"{year}-{month:02}", "period_start": start, "period_end": start}
        rows.append({"year": year, "obs_value": value, **said, "unit_measure": "Nights"})
    return rows


SUMMERS = [120.0, 130, 160, 260, 420, 1900, 4800, 5200, 1500, 380, 150, 125]


def test_a_season_is_no_outlier_and_one_within_the_season_is_found() -> None:
    years = [
        round(value * (1 + 0.03 * year) * (1 + 0.01 * (n % 3)), 1)
        for year in range(5)
        for n, value in enumerate(SUMMERS)
    ]
    assert told(checked(monthly(years))) == []
    slipped = planted(years, 30, 0.1)  # a July that looks like a May
    (found,) = [one for one in checked(monthly(slipped)).findings if one.severity != "info"]
    assert (found.code, lines_of(found)) == ("check-unit-slip", [32])
    assert 4000 < float(str(found.values["expected"])) < 6000, "what is to be expected is a July"


@pytest.mark.parametrize("unit", ["PT", "EUR"])
def test_fractions_are_odd_beside_per_cent_also_where_they_are_most_of_a_series(unit: str) -> None:
    values = [45.2, 46.1, 45.8, 0.469, 0.473, 0.468, 0.479]
    rows = [*series(values, unit_measure=unit), *series(SMOOTH, ref_area="A", unit_measure=unit)]
    odd = [5, 6, 7, 8] if unit == "PT" else [2, 3, 4]
    assert told(checked(rows)) == [("check-unit-switch", odd)]


def test_a_small_share_that_is_a_hundredfold_at_the_end_is_odd_itself() -> None:
    rows = [*series([0.45, 0.46, 0.44, 0.45, 0.46, 0.47, 45.0]), *series([0.4, 0.5, 0.41], ref_area="A")]
    assert told(checked(rows)) == [("check-unit-slip", [8])]
