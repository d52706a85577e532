"""Breakdowns: what is asked for and there, asked for and lacking, and there without being asked for."""

from __future__ import annotations

from typing import Any

import ibis

from local2030.monitoring.expectations import Asked, framework, levels_of
from local2030.monitoring.expecting import IndicatorFacts, Reported, Window, expect
from local2030.monitoring.gap_breakdowns import Breakdown, breakdowns, dimensions_of, seen
from local2030.monitoring.gaps import place_table
from observation_tables import table_of

PLACES = [{"code": "_T", "level": 0}, *({"code": c, "level": 1, "level_name": "county"} for c in "abc")]
LEVELS = levels_of(PLACES, "regional")


def found(
    rows: list[dict[str, Any]], asked: tuple[Asked, ...] = (), facts: Any = None
) -> dict[tuple[str, int, str], Breakdown]:
    """By indicator, level and dimension. Every row also makes its indicator reported at its level in that year."""
    levels = {place["code"]: place["level"] for place in PLACES}
    reported = {Reported((r["indicator"],), levels[r["ref_area"]], r["year"], 1) for r in rows}
    expected, _findings = expect(reported, LEVELS, facts or {}, asked, framework(), Window(2015, 2026, 2024))
    here = seen(ibis.memtable(table_of(rows)), place_table(PLACES), framework())
    return {
        (b.indicator, b.level, b.dimension): b
        for b in breakdowns(here, expected, LEVELS, facts or {}, asked, framework())
    }


def row(indicator: str = "8.5.2", place: str = "_T", year: int = 2024, dims: str = "", **said: Any) -> dict[str, Any]:
    """One observation."""
    return {"indicator": indicator, "ref_area": place, "year": year, "dims": dims, **said}


def test_unemployment_is_asked_by_sex_age_and_disability() -> None:
    all_ = found(
        [
            *(row(year=y) for y in range(2019, 2025)),
            row(dims='{"Sexo":"F"}'),
            row(dims='{"Sexo":"M"}'),
            row(dims='{"Edad":"15-24"}', year=2019),
        ]
    )
    told = {
        name: (b.status, b.rule, b.newest) for (code, level, name), b in all_.items() if (code, level) == ("8.5.2", 0)
    }
    assert told == {
        "sex": ("present", "framework", 2024), "age": ("stale", "framework", 2019), "disability": ("missing", "framework", None),
    }  # fmt: skip


def test_an_indicator_without_any_demand_has_no_breakdown_to_count() -> None:
    assert not [key for key in found([row("3.4.1")]) if key[0] == "3.4.1"]


def test_what_is_there_without_being_asked_for_is_present_and_asked_by_nobody() -> None:
    b = found([row("3.4.1", dims='{"Planet":"Mars"}')])["3.4.1", 0, "Planet"]
    assert (b.status, b.rule) == ("present", "")


def test_a_kept_back_value_is_no_breakdown() -> None:
    assert (
        found([row(), row(dims='{"SEX":"F"}', obs_value=None, obs_status="Q")])["8.5.2", 0, "sex"].status == "missing"
    )


def test_smaller_places_that_report_are_the_breakdown_by_location() -> None:
    assert found([row("5.4.1")])["5.4.1", 0, "location"].status == "missing"
    assert found([row("5.4.1"), *(row("5.4.1", c) for c in "ab")])["5.4.1", 0, "location"].status == "present"


def test_users_and_metadata_ask_for_breakdowns_too() -> None:
    asked = (Asked("3.4.1", "county", ("sex",)),)
    assert found([row("3.4.1", "a")], asked)["3.4.1", 1, "sex"].rule == "user"
    facts = {"3.4.1": IndicatorFacts("3.4.1", "3.4.1", 3, dimensions=("Edad",))}
    assert found([row("3.4.1")], facts=facts)["3.4.1", 0, "age"].rule == "metadata"


def test_places_are_counted_once_however_many_categories_they_have() -> None:
    rows = [row("3.4.1", "a", dims=f'{{"SEX":"{s}"}}') for s in "FM"] + [row("3.4.1", "b", dims='{"SEX":"F"}')]
    assert found(rows)["3.4.1", 1, "sex"].places == 2


def test_the_breakdowns_of_a_dims_text_go_by_known_names() -> None:
    assert dimensions_of('{"Edad":"15-24","Sexo":"F"}', framework()) == ("age", "sex")
    assert dimensions_of("", framework()) == ()
