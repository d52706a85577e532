"""Which expected cells are present, missing, stale, suppressed... Worked cases, and the expressions against a plain judge."""

from __future__ import annotations

from typing import Any

import ibis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plain_gaps import plain_statuses

from local2030.monitoring.expecting import Expectation
from local2030.monitoring.gaps import (
    BREAKDOWN,
    INDICATOR,
    STATUSES,
    answered,
    by_place,
    by_year,
    place_table,
    reported,
    statuses,
)
from observation_tables import table_of

YEARS = range(2015, 2025)
PLACES = [
    {"code": "_T", "level": 0},
    *({"code": code, "level": 1, "parent": "_T"} for code in "abc"),
    {"code": "d", "level": 1, "parent": "_T", "valid_from": "2018-01-01", "valid_to": "2020-12-31"},
]


def expectation(
    indicator: str = "1.2.1", level: int = 1, of: Any = "all", in_scope: bool = True, **said: Any
) -> Expectation:
    """Yearly since 2015, stale after three years."""
    years = dict.fromkeys(said.pop("years", YEARS), "practice")
    return Expectation((indicator,), level, of, years, 1, said.pop("stale_after", 3), in_scope)


def found(rows: list[dict[str, Any]], expected: list[Expectation]) -> dict[tuple[int, str, int], str]:
    """Status by (number of the expectation, place, year)."""
    cells = answered(ibis.memtable(table_of(rows)), INDICATOR)
    table = statuses(cells, place_table(PLACES), expected).to_pyarrow().to_pylist()
    assert len({(r["expectation"], r["ref_area"], r["year"]) for r in table}) == len(table)
    return {(r["expectation"], r["ref_area"], r["year"]): STATUSES[r["status"]] for r in table}


def row(place: str, year: int, value: float | None = 1.0, status: str = "A", **said: Any) -> dict[str, Any]:
    """One observation."""
    return {"ref_area": place, "year": year, "obs_value": value, "obs_status": status, **said}


@pytest.mark.parametrize(
    ("rows", "year", "status", "why"),
    [
        ([row("a", 2020, 0.0)], 2020, "present", "zero is a value"),
        ([row("a", 2020, None, "Q")], 2020, "suppressed", "suppressed is not missing"),
        ([row("a", 2020, None, "L")], 2020, "refused", "somebody refused it"),
        ([row("a", 2020, None, "M")], 2020, "not_applicable", "there can be none"),
        ([row("a", 2020, None, "O")], 2020, "missing", "an empty cell is no value"),
        (
            [row("a", 2020, None, "Q", dims='{"SEX":"F"}'), row("a", 2020)],
            2020,
            "present",
            "a value outweighs the rest",
        ),
        (
            [row("a", 2020, None, "Q"), row("a", 2020, None, "M", dims='{"SEX":"F"}')],
            2020,
            "suppressed",
            "kept back first",
        ),
        ([row("a", 2020)], 2019, "missing", "before the first value nothing has stopped"),
        ([row("a", 2021)], 2022, "stale", "three years behind 2024: stopped, and so are all years since"),
        ([row("a", 2021)], 2024, "stale", "the same in its last year"),
        ([row("a", 2022)], 2024, "missing", "two years behind 2024: late and no more"),
        ([row("a", 2021), row("a", 2024)], 2022, "missing", "a hole between values isn't stale"),
        ([row("a", 2010)], 2015, "stale", "a value before the years looked at is an old value all the same"),
        ([row("b", 2020)], 2020, "missing", "another place's value is another place's"),
    ],
)
def test_a_cell_has_the_status_that_its_rows_give(rows: list[dict[str, Any]], year: int, status: str, why: str) -> None:
    assert found(rows, [expectation()])[0, "a", year] == status, why


def test_what_is_out_of_scope_is_so_whatever_stands_there() -> None:
    assert found([row("a", 2020)], [expectation(in_scope=False)])[0, "a", 2020] == "out_of_scope"


def test_a_place_is_expected_only_in_the_years_in_which_it_is_there() -> None:
    assert sorted(year for _e, place, year in found([], [expectation()]) if place == "d") == [2018, 2019, 2020]


def test_where_only_reporters_are_expected_the_others_are_not_asked() -> None:
    cells = found([row("a", 2020), row("b", 2020, None, "Q")], [expectation(of="reporters")])
    assert {place for _e, place, _year in cells} == {"a"}


def test_a_level_is_not_asked_for_what_another_level_is_expected_to_have() -> None:
    assert {place for _e, place, _year in found([row("a", 2020)], [expectation(level=0)])} == {"_T"}


def test_quarters_of_a_year_are_one_cell() -> None:
    rows = [row("a", 2020, freq="Q", time_period=f"2020-Q{n}") for n in range(1, 5)]
    cells = answered(ibis.memtable(table_of(rows)), INDICATOR)
    assert (
        sum(c.cells for c in by_year(statuses(cells, place_table(PLACES), [expectation()])) if c.status == "present")
        == 1
    )


def test_a_breakdown_is_a_cell_of_its_own() -> None:
    rows = [row("a", 2020, dims='{"SEX":"F"}'), row("a", 2020), row("a", 2020, series="S2")]
    cells = answered(ibis.memtable(table_of(rows)), BREAKDOWN)
    assert {r.key for r in reported(cells, place_table(PLACES))} == {
        ("1.2.1", "", '{"SEX":"F"}'), ("1.2.1", "", ""), ("1.2.1", "S2", ""),
    }  # fmt: skip


def test_places_that_no_register_knows_are_nobodys_practice() -> None:
    cells = answered(ibis.memtable(table_of([row("z", 2020)])), INDICATOR)
    assert reported(cells, place_table(PLACES)) == ()


def test_names_that_are_sql_stay_names() -> None:
    evil = "x'); DROP TABLE o; --"
    rows = [row(evil, 2020, indicator="a\"b'; SELECT 1", dims='{"x":"\\"; drop"}')]
    cells = answered(ibis.memtable(table_of(rows)), INDICATOR)
    places = place_table([{"code": evil, "level": 1}])
    (count,) = (c for c in by_year(statuses(cells, places, [expectation(indicator="a\"b'; SELECT 1", years=[2020])])))
    assert (count.status, count.cells) == ("present", 1)


ROWS = st.lists(
    st.builds(
        lambda i, p, y, s, d: {
            "indicator": i, "ref_area": p, "year": y, "obs_value": 0.0 if s == "A" else None, "obs_status": s, "dims": d,
        },
        st.sampled_from(["1.2.1", "3.4.1", "x"]), st.sampled_from(["_T", "a", "b", "d", "z"]), st.integers(2012, 2025),
        st.sampled_from("AQLMO"), st.sampled_from(["", '{"SEX":"F"}']),
    ),
    max_size=30,
)  # fmt: skip
EXPECTED = st.lists(
    st.builds(
        expectation, st.sampled_from(["1.2.1", "3.4.1", "y"]), st.integers(0, 2), st.sampled_from(["all", "reporters"]),
        st.booleans(), years=st.sets(st.integers(2014, 2025), min_size=1), stale_after=st.integers(1, 6),
    ),
    min_size=1, max_size=4, unique_by=lambda e: (e.key, e.level),
)  # fmt: skip


QUICK = (Phase.explicit, Phase.generate)  # each example asks a database: shrinking would take minutes


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(ROWS, EXPECTED)
def test_the_expressions_say_what_a_plain_reading_says(rows: list[dict[str, Any]], expected: list[Expectation]) -> None:
    assert found(rows, expected) == plain_statuses(rows, PLACES, expected)


@settings(max_examples=5, deadline=None, phases=QUICK)
@given(ROWS, EXPECTED)
def test_every_expected_cell_has_one_status_and_sums_agree(
    rows: list[dict[str, Any]], expected: list[Expectation]
) -> None:
    table = statuses(answered(ibis.memtable(table_of(rows)), INDICATOR), place_table(PLACES), expected)
    years, places = by_year(table), by_place(table).to_pyarrow().to_pylist()
    for status in STATUSES[:-1]:
        assert sum(c.cells for c in years if c.status == status) == sum(r[status] for r in places)
