"""`local2030 places resolve`: the answer, the reason, the runners-up, and an exit code that says whether it is sure."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from local2030.cli.places import places


def test_a_name_is_resolved_as_a_table_with_its_reason() -> None:
    told = CliRunner().invoke(places, ["resolve", "Xamar", "--country", "SO"])
    assert told.exit_code == 0
    assert "Mogadishu" in told.output
    assert "another name" in told.output
    assert "gn:53654" in told.output


def test_the_json_has_the_place_the_reason_and_the_runners_up() -> None:
    told = CliRunner().invoke(places, ["resolve", "Kisumu", "--country", "KE", "--format", "json"])
    answer = json.loads(told.output)
    assert told.exit_code == 0
    assert answer["place"]["code"] == "KE-17"
    assert answer["reason"] == "nested"
    assert [other["level"] for other in answer["runners_up"]] == [2]
    assert answer["runners_up"][0]["parent_name"] == "Kisumu"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["Springfield"], "ambiguous"),
        (["Nairobi", "--country", "SO"], "elsewhere"),
        (["Qwrtpsdfg"], "unknown-name"),
    ],
)
def test_an_unsure_name_ends_with_three_and_no_place(arguments: list[str], reason: str) -> None:
    told = CliRunner().invoke(places, ["resolve", *arguments, "--format", "json"])
    answer = json.loads(told.output)
    assert told.exit_code == 3
    assert (answer["place"], answer["reason"]) == (None, reason)
    assert answer["remedy"]


@pytest.mark.parametrize("arguments", [["Juba", "--country", "ZZ"], ["Juba", "--level", "7"], []])
def test_wrong_use_ends_with_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(places, ["resolve", *arguments]).exit_code == 2


def test_square_brackets_in_a_name_are_printed_and_not_obeyed() -> None:
    told = CliRunner().invoke(places, ["resolve", "[red]Atlantis Nowhere[/red] [/bold]"])
    assert told.exit_code == 3
    assert "[red]" in told.output
