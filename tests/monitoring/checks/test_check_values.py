"""Limits, zeros, values that never change, values that are there and not there, and what rests on too few."""

from __future__ import annotations

import json
from typing import Any

import pytest
from check_rows import checked, lines_of, series, told

SMOOTH = [45.2, 46.1, 45.8, 46.9, 47.3, 46.8, 47.9, 48.4, 48.1, 49.0]


def filler(count: int, **said: Any) -> list[dict[str, Any]]:
    """Other places of the same file, in which nothing is odd."""
    return [row for n in range(count) for row in series(SMOOTH, ref_area=f"F{n}", **said)]


LIMITS: list[tuple[str, str, float, list[str]]] = [
    ("a share of 0", "PT", 0.0, []),
    ("a share just below 0", "PT", -0.1, ["check-below-zero"]),
    ("a share of 100", "Percentage (%)", 100.0, []),
    ("a share just above 100", "Percentage (%)", 100.1, ["check-above-hundred"]),
    ("a change may fall", "% change", -12.0, []),
    ("a gap may be below zero", "% gender pay gap", -3.0, []),
    ("points may be below zero", "PP", -3.0, []),
    ("a rate below zero", "PER_100000_POP", -0.1, ["check-below-zero"]),
    ("a rate above 100", "PER_100000_POP", 812.0, []),
    ("a count below zero", "Persons", -1.0, ["check-below-zero"]),
    ("money may be below zero", "EUR", -1.0, []),
    ("nobody said what it is", "", -1.0, []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "unit", "value", "codes"), LIMITS, ids=[row[0] for row in LIMITS])
def test_natural_limits(why: str, unit: str, value: float, codes: list[str]) -> None:
    rows = [*filler(3, unit_measure=unit), {"ref_area": "X", "obs_value": value, "unit_measure": unit}]
    found = [one for one in told(checked(rows)) if one[0].startswith(("check-below", "check-above"))]
    assert found == [(code, [32]) for code in codes]


def test_where_much_lies_outside_the_limit_is_none() -> None:
    rows = [*series([101.0 + n for n in range(10)]), *filler(1)]
    (found,) = [one for one in checked(rows).findings if one.code.startswith("check-above")]
    assert (found.code, found.severity, found.values["rows_count"]) == ("check-above-hundred-often", "info", 10)


def test_metadata_that_speak_of_growth_take_the_limit_away() -> None:
    rows = [*filler(3), {"ref_area": "X", "obs_value": -3.0}]
    below = [("check-below-zero", [32])]
    assert told(checked(rows)) == below
    assert told(checked(rows, indicators={"1.2.1": {"growth_rate": True}})) == []
    assert told(checked(rows, indicators={"1.2.1": {"name": {"en": "Growth of output"}}})) == []


ZEROS: list[tuple[str, list[float], list[tuple[str, list[int]]]]] = [
    ("one zero among values far from it", [45.2, 46.1, 0, 46.9, 47.3, 46.8], [("check-zero-unlikely", [4])]),
    ("the last value is zero", [45.2, 46.1, 44.0, 46.9, 47.3, 0], [("check-zero-unlikely", [7])]),
    ("zeros at the end", [*SMOOTH, 0, 0, 0], [("check-zeros-for-missing", [12, 13, 14])]),
    ("values that come near zero", [45.2, 0.3, 0, 46.9, 47.3, 46.8], []),
    ("few cases may be none", [4, 6, 0, 5, 4, 6], []),
    ("too few other values", [45.2, 46.1, 0, 46.9], []),
    ("no zero", SMOOTH, []),
]


@pytest.mark.parametrize(("why", "values", "findings"), ZEROS, ids=[row[0] for row in ZEROS])
def test_zeros_that_may_not_be_zero(why: str, values: list[float], findings: list[Any]) -> None:
    unit = {"unit_measure": "EUR"}
    found = told(checked([*series(values, **unit), *filler(20, **unit)]))
    assert [one for one in found if "zero" in one[0]] == findings


def test_where_zero_is_ordinary_in_the_file_runs_are_told_as_info_and_single_ones_not() -> None:
    values = [0, 0, 0, 100.0, 100.0, 100.0, 100.0, 100.0]
    rows = [row for n in range(10) for row in series(values, ref_area=f"P{n}")]
    found = [one for one in checked(rows).findings if "zero" in one.code]
    assert {(one.code, one.severity) for one in found} == {("check-zeros-for-missing", "info")}


UNCHANGING: list[tuple[list[float], list[int]]] = [
    ([12.3] * 6 + [12.4, 12.5], [2, 3, 4, 5, 6, 7]),
    ([12.3] * 5 + [12.4, 12.5], []),
    ([12.0] * 8, []),  # whole numbers stay what they are
    ([12.3] * 6 + [float(n) for n in range(20, 27)], []),  # less than half of the series
]


@pytest.mark.parametrize(("values", "rows"), UNCHANGING)
def test_values_that_never_change(values: list[float], rows: list[int]) -> None:
    found = [one for one in told(checked(series(values, unit_measure="EUR")), info=True) if "unchanging" in one[0]]
    assert found == ([("check-unchanging-many", rows)] if rows else [])


@pytest.mark.parametrize(
    ("status", "value", "code"),
    [
        ("O", 3.0, "check-missing-but-given"), ("O", 0.0, "check-zero-for-missing"), ("Q", 3.0, "check-kept-back-but-given"),
        ("Q", 0.0, "check-kept-back-but-given"), ("M", 0.0, "check-zero-for-missing"), ("O", None, ""), ("A", 0.0, ""),
    ],
)  # fmt: skip
def test_values_that_are_there_and_not_there(status: str, value: float | None, code: str) -> None:
    rows = [*series([30.0]), {"obs_status": status, "obs_value": value}]
    assert told(checked(rows)) == ([(code, [3])] if code else [])


def test_series_without_any_value_are_named() -> None:
    rows = [*series(SMOOTH), *series([None, None], dims='{"Sex":"Female"}', obs_status="O")]
    (found,) = [one for one in checked(rows).findings if one.code == "check-series-without-value"]
    assert lines_of(found) == [12, 13] and found.values["names"] == "Sex: Female" and found.severity == "info"


DENOMINATORS: list[tuple[dict[str, object], bool]] = [
    ({"Denominator": "29"}, True), ({"Denominator": "30"}, False), ({"Sample size": 12}, True), ({"N": "4"}, True),
    ({"Count": "4"}, True), ({"Count": "5"}, False), ({"Denominator": "1,204"}, False), ({"Source": "12"}, False),
    ({"Denominator": "few"}, False), ({"Number of cases": "3"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("said", "small"), DENOMINATORS)
def test_rows_that_say_on_how_few_they_rest_are_marked(said: dict[str, object], small: bool) -> None:
    rows = series(SMOOTH)
    rows[3]["attributes"] = json.dumps(said)
    result = checked(rows)
    assert told(result) == ([("check-small-denominator", [5])] if small else [])
    assert result.status == ({3: "U"} if small else {})


def test_rates_of_a_place_with_few_people_are_marked_and_counts_are_not() -> None:
    rate, count = {"unit_measure": "PER_1000_POP"}, {"unit_measure": "Persons", "indicator": "1.2.2"}
    rows = [
        *series([40.0, 50.0], ref_area="A", **rate),
        *series([2, 3], ref_area="A", **count),
        *series([40.0], ref_area="B", **rate),
    ]
    result = checked(rows, populations={"A": 499, "B": 500})
    assert told(result) == [("check-few-people", [2, 3])] and result.status == {0: "U", 1: "U"}


def test_a_status_that_somebody_gave_stays() -> None:
    rows = [{"obs_status": "E", "attributes": '{"Denominator":"3"}'}]
    assert checked(rows).status == {}


RATIOS: list[tuple[str, list[float], bool]] = [
    ("thirds and quarters", [0.0, 33.3, 50.0, 66.7, 100.0, 33.3], True),
    ("two decimals", [14.29, 28.57, 33.33, 0.0, 57.14], True),
    ("whole numbers say nothing", [25, 50, 75, 100, 20, 10], False),
    ("one value that is none", [0.0, 33.3, 50.0, 66.8, 100.0, 33.3], False),
    ("too few", [33.3, 66.7, 50.0, 100.0], False),
    ("always the same", [33.3, 33.3, 33.3, 33.3, 66.7], False),
]


@pytest.mark.parametrize(("why", "values", "small"), RATIOS, ids=[row[0] for row in RATIOS])
def test_series_that_run_through_ratios_of_small_numbers(why: str, values: list[float], small: bool) -> None:
    found = [one for one in checked(series(values)).findings if one.code == "check-small-ratios-many"]
    assert len(found) == small and all(one.severity == "info" for one in found)
    assert not any(checked(series(values)).status), "a guess marks nothing"


def test_a_place_whose_unit_is_another_is_found_against_the_others() -> None:
    rows = [*filler(9), *series([value / 100 for value in SMOOTH], ref_area="X")]
    assert told(checked(rows)) == [("check-unlike-other-places", list(range(92, 102)))]


def test_a_single_value_of_a_short_series_is_found_against_the_other_places() -> None:
    rows = [*filler(9), {"ref_area": "X", "obs_value": 4.7, "year": 2019}]
    assert told(checked(rows)) == [("check-unlike-other-places", [92])]


def test_places_of_very_different_size_are_not_compared() -> None:
    rows = [row for n in range(10) for row in series([7.0**n, 7.1**n], ref_area=f"F{n}", unit_measure="Persons")]
    assert told(checked(rows)) == []
