"""Duties of reporting: who, when, with what, and which data serve several."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.duties import Duty, Need, duties_by_indicator, duties_of, next_year, register, served

BY_ID = {duty.id: duty for duty in register().duties}


def test_every_duty_names_its_source_its_reporter_and_what_it_needs() -> None:
    for duty in register().duties:
        assert duty.source.title and duty.source.publisher and 1945 < duty.source.year <= 2026, duty.id
        assert duty.who and duty.needs and duty.to and not duty.who & duty.contributes, duty.id


def test_a_duty_without_a_date_that_is_from_memory_says_so() -> None:
    assert all(duty.note for duty in register().duties if not duty.years and not duty.every)


@pytest.mark.parametrize(
    ("duty", "year", "following", "why"),
    [
        ("paris-btr", 2025, 2026, "every two years since 2024"),
        ("paris-btr", 2026, 2026, "the year itself"),
        ("paris-btr", 2031, 2032, "the rhythm goes on after the known years"),
        ("paris-ndc", 2026, 2030, "every five years"),
        ("new-urban-agenda", 2023, 2026, "every four"),
        ("cbd", 2027, 2029, "two known years and no rhythm"),
        ("cbd", 2030, None, "after them nothing is known"),
        ("sdg-global", 2026, 2026, "every year"),
        ("sdg-global", 2010, 2017, "not before it began"),
        ("sendai", 2030, 2030, "until its end"),
        ("sendai", 2031, None, "and not after"),
        ("covenant-europe", 2026, None, "counted from each place's own day"),
        ("vnr", 2026, None, "a country chooses"),
    ],
)
def test_the_next_year_of_a_duty(duty: str, year: int, following: int | None, why: str) -> None:
    assert next_year(BY_ID[duty], year) == following, why


@given(st.sampled_from(register().duties), st.integers(2000, 2060))
def test_the_next_year_is_never_past_and_stays_next_until_it_comes(duty: Duty, year: int) -> None:
    following = next_year(duty, year)
    assert following is None or (following >= year and next_year(duty, following) == following)


def states(**needs: Any) -> dict[str, Need]:
    """States by code with _ for a point; a value is (state, newest)."""
    found = {name[1:].replace("_", "."): value for name, value in needs.items()}
    return {code: Need(code, state, newest) for code, (state, newest) in found.items()}


def test_a_city_reports_itself_before_it_contributes_and_what_is_due_stands_first() -> None:
    found = duties_of("local", 2026, {}, {"track": True, "eu": False})
    assert (found[0].duty.id, found[0].role, found[0].due) == ("cdp-iclei-track", "reports", "due")
    assert [d.role for d in found] == sorted((d.role for d in found), reverse=True)
    assert "air-quality-eu" not in {d.duty.id for d in found}


def test_facts_that_nobody_told_leave_a_duty_with_an_if() -> None:
    found = {d.duty.id: d.applies for d in duties_of("national", 2026, {}, {"paris": True})}
    assert (found["paris-btr"], found["cedaw"], found["vnr"]) == ("yes", "if", "yes")


def test_a_country_reports_what_a_city_contributes_to() -> None:
    role = {kind: {d.duty.id: d.role for d in duties_of(kind, 2026, {})} for kind in ("national", "local")}  # type: ignore[arg-type]
    assert (role["national"]["sendai"], role["local"]["sendai"]) == ("reports", "contributes")
    assert "vlr" not in role["national"] and role["local"]["vlr"] == "reports"


def test_needs_are_counted_by_what_the_place_has_without_what_is_out_of_scope() -> None:
    has = states(i1_5_1=("present", 2023), i11_5_1=("stale", 2018), i1_5_3=("out_of_scope", None))
    (sendai,) = (d for d in duties_of("local", 2026, has) if d.duty.id == "sendai")
    assert sendai.have == 1
    assert "1.5.3" not in {n.indicator for n in sendai.needs if n.state != "out_of_scope"}
    assert sendai.of == sum(n.state != "out_of_scope" for n in sendai.needs)


def test_what_nobody_has_is_missing_where_it_means_something_and_out_of_scope_elsewhere() -> None:
    (vlr,) = (d for d in duties_of("local", 2026, {}) if d.duty.id == "vlr")
    state = {n.indicator: n.state for n in vlr.needs}
    assert (state["11.6.2"], state["17.2.1"]) == ("missing", "out_of_scope")


def test_data_are_listed_by_how_many_duties_they_serve() -> None:
    found = served(duties_of("local", 2026, {}))
    assert [len(s.duties) for s in found] == sorted((len(s.duties) for s in found), reverse=True)
    air = next(s for s in found if s.need.indicator == "11.6.2")
    assert {"vlr", "sdg-global", "air-quality-database"} <= set(air.duties)


def test_duties_of_an_indicator_are_those_of_the_kinds_of_place_asked_for() -> None:
    local, national = duties_by_indicator(["local"]), duties_by_indicator(["national"])
    assert "vlr" in local["11.6.2"] and "vlr" not in national["11.6.2"]
    assert "air-quality-eu" not in duties_by_indicator(["local"], {"eu": False})["11.6.2"]


def test_an_unsure_duty_is_marked_and_a_changed_register_changes_the_answer() -> None:
    assert not BY_ID["urban-monitoring-framework"].sure and BY_ID["paris-btr"].sure
    only = replace(register(), duties=(BY_ID["vlr"],))
    assert [d.duty.id for d in duties_of("local", 2026, {}, by=only)] == ["vlr"]
