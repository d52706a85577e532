"""The SDG framework is whole, its labels are ours, and a messy code is read or refused with a reason."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.vocabulary.goals import (
    LANGUAGES,
    goal,
    goals,
    indicator,
    indicators,
    ink_on,
    level_of,
    read_code,
    target,
    targets,
    transition,
    transitions,
)
from local2030.vocabulary.messages import say

READ = [
    ("SDG 11", "11", "goal"),
    ("sdg11", "11", "goal"),
    ("SDG #4", "4", "goal"),
    ("Goal 11", "11", "goal"),
    ("Goal 11: Sustainable cities", "11", "goal"),
    ("ODS 11", "11", "goal"),
    ("ODD n° 5", "5", "goal"),
    ("ЦУР 13", "13", "goal"),
    ("07", "7", "goal"),
    ("١١", "11", "goal"),
    ("１１", "11", "goal"),
    ("11.a", "11.a", "target"),
    ("11.A", "11.a", "target"),
    ("SDG target 11.1.", "11.1", "target"),
    ("17-19", "17.19", "target"),
    ("11.b.2", "11.b.2", "indicator"),
    ("Indicator 1.1.1", "1.1.1", "indicator"),
    ("global indicator 3.B.2", "3.b.2", "indicator"),
    ("16-10-2", "16.10.2", "indicator"),
    ("C110101", "11.1.1", "indicator"),
    ("c010a04", "1.a.1", "indicator"),
]

REFUSED = [
    ("", "goal-code-empty"),
    ("   ", "goal-code-empty"),
    ("SDG", "goal-code-not-a-code"),
    ("2030", "goal-code-not-a-code"),
    ("1.5 degrees", "goal-code-not-a-code"),
    ("Goal 1 and 2", "goal-code-not-a-code"),
    ("SDG 3, 5", "goal-code-not-a-code"),
    ("1.1.1.1", "goal-code-not-a-code"),
    ("11 cities", "goal-code-not-a-code"),
    ("0", "goal-code-no-such-goal"),
    ("Goal 18", "goal-code-no-such-goal"),
    ("11.9", "goal-code-no-such-target"),
    ("13.d", "goal-code-no-such-target"),
    ("11.1.9", "goal-code-no-such-indicator"),
    ("C999901", "goal-code-no-such-indicator"),
    ("1" * 5000, "goal-code-too-long"),
]


@pytest.mark.parametrize(("text", "code", "level"), READ)
def test_a_messy_code_is_read(text: str, code: str, level: str) -> None:
    reading = read_code(text)
    assert (reading.code, reading.level, reading.reason) == (code, level, "")
    assert level_of(text) == level


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_code_is_refused_with_a_reason_that_has_words(text: str, reason: str) -> None:
    reading = read_code(text)
    assert (reading.code, reading.level, reading.reason) == ("", None, reason)
    assert say(reason, {"code": text}) != reason
    assert goal(text) is target(text) is indicator(text) is None


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_and_never_half(text: str) -> None:
    reading = read_code(text)
    assert bool(reading.code) == (reading.level is not None) == (reading.reason == "")


def test_each_code_of_the_framework_reads_as_itself() -> None:
    for code in [g.code for g in goals()] + [t.code for t in targets()] + [i.code for i in indicators()]:
        for text in (code, code.upper(), code.replace(".", "-"), f" {code}. "):
            assert read_code(text).code == code


def test_the_framework_is_whole() -> None:
    assert [g.number for g in goals()] == list(range(1, 18))
    assert len(targets()) == 169
    assert len(indicators()) == 250
    assert sum(len(targets(n)) for n in range(1, 18)) == 169
    assert [t.code for t in targets(11)] == [f"11.{x}" for x in "1234567abc"]
    assert indicators("11.c") == ()
    assert [i.code for i in indicators("11.b")] == ["11.b.1", "11.b.2"]
    assert len(indicators(11)) == 15
    assert indicators("no such target") == ()


def test_each_indicator_stands_under_a_target_of_its_goal() -> None:
    for one in indicators():
        above = target(one.target)
        assert above is not None
        assert above.goal == one.goal


def test_an_indicator_under_several_targets_has_one_label() -> None:
    by_unsd: dict[str, set[str]] = {}
    for one in indicators():
        by_unsd.setdefault(one.unsd_code or one.code, set()).add(one.label)
    assert {code: labels for code, labels in by_unsd.items() if len(labels) > 1} == {}


def test_labels_are_short() -> None:
    for one in (*targets(), *indicators()):
        assert 2 <= len(one.label.split()) <= 9, one


def test_goals_have_names_in_six_languages_each_in_its_script() -> None:
    script = {
        "ar": r"[\u0600-\u06ff]",
        "zh": r"[\u4e00-\u9fff]",
        "ru": r"[\u0400-\u04ff]",
    }
    for one in goals():
        for language in LANGUAGES:
            assert one.name(language)
            assert re.search(script.get(language, "[A-Za-z]"), one.name(language)), (
                one.code,
                language,
            )
        assert one.name("sw") == one.name("en")
    assert len({g.name(language) for g in goals() for language in LANGUAGES}) == 17 * 6


def test_numbers_on_goal_colours_can_be_read() -> None:
    assert [g.number for g in goals() if g.ink == "white"] == [1, 4, 8, 10, 13, 16, 17]
    assert all(re.fullmatch("#[0-9A-F]{6}", g.colour) for g in goals())
    assert (
        ink_on("#000000"),
        ink_on("#FFFFFF"),
        ink_on("#767676"),
        ink_on("#777777"),
    ) == (
        "white",
        "black",
        "white",
        "black",
    )


def test_six_transitions_have_ids() -> None:
    assert list(transitions()) == [f"tr{n}" for n in range(1, 7)]
    found = transition(" TR2 ")
    assert found is not None
    assert "nergy" in found.name
    assert transition("tr7") is None


def test_codes_are_those_of_the_published_framework(real_data: Path) -> None:
    rows = _published(real_data)
    assert {t.code for t in targets()} == {r["TargetsNumber"].strip() for r in rows}
    theirs = {r["IndicatorsNumber"].strip(): r["UNSDIndicatorCodes"].strip() for r in rows}
    del theirs["0"]  # the row of 11.c, which has no indicator
    assert {i.code: i.unsd_code for i in indicators() if i.since == "2023"} == theirs
    assert [i.code for i in indicators() if i.since == "2025"] == ["2.2.4", "8.9.2"]


def test_labels_of_targets_and_long_labels_of_indicators_are_not_the_agreed_words(
    real_data: Path,
) -> None:
    for row in _published(real_data):
        ours = target(row["TargetsNumber"].strip())
        assert ours is not None
        assert ours.label.casefold() not in row["Targets"].casefold()
        if one := indicator(row["IndicatorsNumber"].strip()):
            assert one.label.casefold() not in row["Indicators"].casefold(), one


def _published(real_data: Path) -> list[dict[str, str]]:
    with (real_data / "reference" / "sdg_indicators_2023_refinement.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=";"))
