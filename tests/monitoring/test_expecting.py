"""Who is expected to report what, and by which rule."""

from __future__ import annotations

from typing import Any

from local2030.monitoring.expectations import Asked, framework, levels_of
from local2030.monitoring.expecting import Expectation, IndicatorFacts, Reported, Window, expect, practised

WINDOW = Window(2015, 2026, 2024)
PLACES = [{"level": 0}, *({"level": 1, "level_name": "county"} for _n in range(13))]
LEVELS = levels_of(PLACES, "regional")


def expected(
    rows: list[tuple[str, int, int, int]] = [], asked: list[Asked] = [], facts: Any = None, root: Any = "regional"  # noqa: B006
) -> dict[tuple[str, int], Expectation]:  # fmt: skip
    """By indicator and level; rows are (indicator, level, year, places)."""
    reported = [Reported((code,), level, year, n) for code, level, year, n in rows]
    found, findings = expect(reported, levels_of(PLACES, root), facts or {}, asked, framework(), WINDOW)
    assert [f.code for f in findings] == []
    return {(e.indicator, e.level): e for e in found}


def test_eleven_of_thirteen_counties_make_it_expected_of_all_thirteen() -> None:
    (e,) = [e for (code, level), e in expected([("3.4.1", 1, y, 11) for y in (2021, 2022)]).items() if level == 1]
    assert (e.of, e.rule, sorted(e.years)) == ("all", "practice", [2021, 2022, 2023, 2024])


def test_what_fewer_than_half_report_is_expected_of_those_only() -> None:
    assert expected([("3.4.1", 1, 2022, 6)])["3.4.1", 1].of == "reporters"
    assert expected([("3.4.1", 1, 2022, 6)])["3.4.1", 1].rule == "own-practice"
    assert expected([("3.4.1", 1, 2022, 7)])["3.4.1", 1].of == "all"


def test_what_only_the_whole_reports_is_expected_of_no_county() -> None:
    assert ("3.4.1", 1) not in expected([("3.4.1", 0, 2022, 1)])


def test_unless_somebody_says_so() -> None:
    asked = [Asked("3.4.1", "county", from_year=2020, every=2, owner="Health office")]
    e = expected([("3.4.1", 0, 2022, 1)], asked)["3.4.1", 1]
    assert (e.of, e.rule, sorted(e.years), e.owner, e.stale_after) == (
        "all",
        "user",
        [2020, 2022, 2024],
        "Health office",
        4,
    )


def test_the_framework_expects_since_2015_what_is_reported_since_2019() -> None:
    years = expected([("3.4.1", 0, y, 1) for y in (2019, 2020)])["3.4.1", 0].years
    assert [years[y] for y in (2015, 2018, 2019, 2024)] == ["framework", "framework", "practice", "practice"]


def test_a_survey_is_expected_in_its_own_rhythm() -> None:
    assert sorted(expected([("11.2.1", 0, y, 1) for y in (2018, 2020)])["11.2.1", 0].years) == [
        2016,
        2018,
        2020,
        2022,
        2024,
    ]


def test_aid_and_law_are_out_of_scope_with_the_reason_for_all_but_countries() -> None:
    assert expected()["17.2.1", 0].in_scope is False and expected()["17.2.1", 0].reason == "aid"
    assert expected(root="national")["17.2.1", 0].in_scope is True
    assert expected(root="local")["1.b.1", 0].in_scope is False


def test_what_a_place_reports_all_the_same_is_in_scope_for_it() -> None:
    e = expected([("17.2.1", 0, 2023, 1)])["17.2.1", 0]
    assert (e.in_scope, e.rule, sorted(e.years)) == (True, "practice", [2023, 2024])


def test_one_global_indicator_under_three_codes_is_expected_once() -> None:
    assert [code for code, level in expected() if code in ("1.5.1", "11.5.1", "13.1.1")] == ["1.5.1"]
    found = expected([("13.1.1", 0, 2022, 1)])
    assert ("1.5.1", 0) not in found and ("13.1.1", 0) in found


def test_metadata_put_an_indicator_out_of_scope_but_not_against_its_own_values() -> None:
    facts = {"3.4.1": IndicatorFacts("3.4.1", "3.4.1", 3, not_applicable=True)}
    assert expected(facts=facts)["3.4.1", 0].in_scope is False
    assert expected([("3.4.1", 0, 2023, 1)], facts=facts)["3.4.1", 0].in_scope is True


def test_an_indicator_of_its_own_that_metadata_name_without_a_value_is_expected() -> None:
    e = expected(facts={"1-3-E1": IndicatorFacts("1-3-E1", "", 1)})["1-3-E1", 0]
    assert (e.rule, e.in_scope, e.reported) == ("metadata", True, False)


def test_codes_in_other_spellings_stand_for_the_same_indicator() -> None:
    found = expected([("3-4-1", 0, 2023, 1)])
    assert ("3.4.1", 0) not in found and ("3-4-1", 0) in found


def test_a_user_takes_a_goal_out_of_scope() -> None:
    found = expected([("14.5.1", 0, 2022, 1)], [Asked("14", in_scope=False, reason="We have no sea.")])
    marine = [e for (code, _level), e in found.items() if code.startswith("14.")]
    assert marine and all(not e.in_scope for e in marine)
    assert found["14.5.1", 0].reason == "We have no sea."


def test_years_out_of_scope_leave_the_others_in() -> None:
    asked = [Asked("3.4.1", "root", from_year=2020, to_year=2021, in_scope=False, reason="pandemic")]
    e = expected([("3.4.1", 0, y, 1) for y in range(2015, 2025)], asked)["3.4.1", 0]
    assert e.in_scope and sorted(e.years) == [y for y in range(2015, 2025) if y not in (2020, 2021)]


def test_rows_that_fit_nothing_are_told_with_their_line() -> None:
    asked = [Asked("99.9", line=4), Asked("3.4.1", "Kreis", line=5)]
    _found, findings = expect([], LEVELS, {}, asked, framework(), WINDOW)
    assert [(f.code, f.line) for f in findings] == [("expected-indicator-unknown", 4), ("expected-level-unknown", 5)]


def test_breakdowns_are_expected_as_they_are_practised() -> None:
    rows = [Reported(("3.4.1", "", '{"SEX":"F"}'), 1, y, 13) for y in (2020, 2021)]
    (e,) = practised(rows, LEVELS, {}, framework(), WINDOW)
    assert (e.key, e.of, sorted(e.years)) == (("3.4.1", "", '{"SEX":"F"}'), "all", [2020, 2021, 2022, 2023, 2024])


def test_values_newer_than_what_is_due_are_expected_too() -> None:
    assert max(expected([("3.4.1", 0, y, 1) for y in (2024, 2025)])["3.4.1", 0].years) == 2025
