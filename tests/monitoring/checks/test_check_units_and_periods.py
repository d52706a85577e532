"""Units that are lacking, change or disagree, and periods of one series that don't go together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from check_rows import checked, series, told

from local2030.monitoring.checks.unit_kinds import kind

SMOOTH = [45.2, 46.1, 45.8, 46.9, 47.3, 46.8, 47.9, 48.4]

KINDS = [
    ("PT", "share"), ("Percentage (%)", "share"), ("%", "share"), ("Percentage in fuel poverty", "share"), ("Porcentaje", "share"),
    ("% change", "change"), ("% gender pay gap", "change"), ("PP", "change"), ("PER_100000_POP", "rate"),
    ("Kg/household", "rate"), ("KG_PER_CAPITA", "rate"), ("EUR_PER_CAPITA", "rate"), ("EUR", "money"), ("£ Billion", "money"),
    ("IX", "index"), ("Indices", "index"), ("Persons", "count"), ("YR", ""), ("", ""), ("KM2", ""), ("OPT", ""),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "wanted"), KINDS)
def test_what_kind_of_number_a_unit_makes(unit: str, wanted: str) -> None:
    assert kind(unit) == wanted


def test_no_unit_anywhere_is_a_warning_and_one_in_the_metadata_an_info() -> None:
    rows = series(SMOOTH, unit_measure="")
    assert told(checked(rows)) == [("check-unit-missing", [])]
    result = checked(rows, indicators={"1.2.1": {"unit": "Percentage (%)"}})
    assert told(result) == [] and ("check-unit-in-metadata", []) in told(result, info=True)


def test_rows_without_a_unit_beside_rows_with_one_are_pointed_at() -> None:
    rows = [*series(SMOOTH), *series([44.0], 2016, ref_area="X", unit_measure="")]
    assert ("check-unit-missing-in-rows", [10]) in told(checked(rows))


def turning(unit: str, **said: Any) -> list[dict[str, Any]]:
    return [*series(SMOOTH[:5], unit_measure="PT"), *series(SMOOTH[5:], 2015, **{"unit_measure": unit, **said})]


SWITCHES: list[tuple[str, list[dict[str, Any]], list[tuple[str, list[int]]]]] = [
    ("another unit from a year on", turning("PER_1000_POP"), [("check-unit-changes", [7, 8, 9])]),
    ("one unit in two spellings", turning("%"), [("check-unit-spelling", [7, 8, 9])]),
    ("the same but for case", turning("pt"), [("check-unit-spelling", [7, 8, 9])]),
    ("another multiplier", turning("PT", unit_mult="Thousands"), [("check-multiplier-changes", [7, 8, 9])]),
    ("two units side by side", [*series(SMOOTH), *series(SMOOTH, unit_measure="EUR")], []),
    ("one unit", series(SMOOTH), []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "rows", "findings"), SWITCHES, ids=[row[0] for row in SWITCHES])
def test_units_that_take_turns(why: str, rows: list[dict[str, Any]], findings: list[Any]) -> None:
    assert told(checked(rows)) == findings


@pytest.mark.parametrize(
    ("said", "found"),
    [("EUR", True), ("Percentage", False), ("Number", True), ("% change", False), ("something", False), ("", False)],
)
def test_a_unit_of_another_kind_than_the_metadatas(said: str, found: bool) -> None:
    result = told(checked(series(SMOOTH), indicators={"1.2.1": {"unit": said}}))
    assert result == ([("check-unit-other-than-metadata", [])] if found else [])


@pytest.mark.parametrize("column", ["dims", "attributes"])
@pytest.mark.parametrize(("said", "found"), [("Number", True), ("Percentage (%)", False), ("Key Stage 1", False)])
def test_two_columns_of_units_that_disagree(column: str, said: str, found: bool) -> None:
    rows = series(SMOOTH)
    rows[4] |= {column: f'{{"Unit measure":"{said}"}}'}
    assert [one for one in told(checked(rows)) if "disagree" in one[0]] == (
        [("check-units-disagree", [6])] if found else []
    )


def spanning(first: int, last: int, text: str) -> dict[str, Any]:
    return {"year": first, "time_period": text, "period_start": date(first, 1, 1), "period_end": date(last, 12, 31)}


def test_a_split_year_beside_years_is_pointed_at() -> None:
    rows = series(SMOOTH)
    rows[5] |= spanning(2015, 2016, "2015/16")
    (found,) = [one for one in checked(rows).findings if one.code == "check-periods-mixed"]
    assert (found.line, found.values["said"], found.values["beside"], found.severity) == (
        7,
        "2015/16",
        "2010",
        "warning",
    )


def test_split_years_alone_are_as_they_should_be_and_running_means_an_info() -> None:
    rows = [row | spanning(row["year"], row["year"] + 1, f"{row['year']}/{row['year'] + 1}") for row in series(SMOOTH)]
    assert told(checked(rows)) == []
    assert ("check-periods-overlap", []) in told(checked(rows), info=True)


GAPS: list[tuple[str, list[int], str]] = [
    ("a year is lacking", [2010, 2011, 2012, 2014, 2015], "2013"),
    ("every other year, one lacking", [2010, 2012, 2014, 2018], "2016"),
    ("every other year", [2010, 2012, 2014, 2016], ""),
    ("three years only", [2010, 2011, 2014], ""),
    ("all there", [2010, 2011, 2012, 2013, 2014], ""),
]


@pytest.mark.parametrize(("why", "years", "said"), GAPS, ids=[row[0] for row in GAPS])
def test_gaps_within_a_series(why: str, years: list[int], said: str) -> None:
    rows = [row for year in years for row in series([45.0 + year % 3], year)]
    found = [one for one in checked(rows).findings if one.code == "check-period-gap"]
    assert [one.values["years"] for one in found] == ([said] if said else [])


def test_years_and_quarters_of_one_thing_are_told() -> None:
    quarter = {"freq": "Q", "time_period": "2015 Q1", "period_start": date(2015, 1, 1), "period_end": date(2015, 3, 31)}
    (found,) = [
        one for one in checked([*series(SMOOTH), {**quarter, "year": 2015}]).findings if "frequencies" in one.code
    ]
    assert found.values["frequencies"] == "A, Q" and found.severity == "info"
