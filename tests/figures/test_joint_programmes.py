"""Figures of joint programmes: their titles are findings, their numbers stand as a table, nothing unknown is drawn as nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from local2030.coalition.money_to_ground import ProgrammeMoney, whole
from local2030.coalition.phases import Phase
from local2030.figures.joint_programmes import ground_figure, phase_figure, plan_figure

TODAY = date(2025, 2, 5)
LIVES = (
    (Phase(date(2023, 1, 1), "design"), Phase(date(2024, 1, 1), "implementation")),
    (Phase(date(2024, 6, 1), "pipeline"),),
    (Phase(date(2025, 6, 1), "pipeline"),),  # not begun yet
)


def test_the_phases_say_how_many_are_in_implementation_on_the_day() -> None:
    figure = phase_figure(LIVES, TODAY, (TODAY, 30, 26))
    assert figure.title == "1 of 2 joint programmes are in implementation"
    assert [row[0] for row in figure.numbers.rows] == ["2023-01-01", "2024-01-01", "2024-06-01"]
    assert "report: 26 of 30" in figure.svg_wide and "report: 26 of 30" in figure.svg_narrow


def test_without_any_phase_the_figure_says_so() -> None:
    figure = phase_figure([], TODAY)
    assert figure.title == "No joint programme has a phase with a day" and "<svg" in figure.svg_wide


def test_steps_that_nobody_states_are_hatched_and_said_to_be_unknown() -> None:
    money = [ProgrammeMoney("a", "USD", Decimal(1000), None, Decimal(500), Decimal(100), Decimal("200.05"))]
    figure = ground_figure(whole(money, [], {"x": {"a"}}).total, "USD")
    assert figure.title == "Of 1,000 US dollars planned, 100 US dollars surely reached local actors"
    assert "not known (0 of 1)" in figure.svg_narrow and "url(#hatch)" in figure.svg_wide
    assert figure.numbers.rows[3] == ("to local actors", "100.00", "200.05", "1", "0")


@pytest.mark.parametrize(
    ("money", "title"),
    [
        ([], "No joint programme stands behind it"),
        ([ProgrammeMoney("a", "USD")], "None of the linked joint programmes (1) states its money"),
        (
            [ProgrammeMoney("a", "USD", Decimal(5))],
            "5 US dollars are planned; nobody can say what reached local actors",
        ),
    ],
)
def test_a_figure_without_money_says_what_is_lacking(money: list[ProgrammeMoney], title: str) -> None:
    figure = ground_figure(whole(money, [], {"x": {"a"}}).total, "USD")
    assert figure.title == title and "<svg" in figure.svg_wide


def test_the_plan_is_drawn_by_its_calendar() -> None:
    figure = plan_figure(
        [("A", date(2024, 1, 1), date(2024, 6, 1)), ("B", date(2025, 1, 1), date(2025, 6, 1))], TODAY, "1"
    )
    assert figure.title == "2 steps from 2024-01-01 to 2025-06-01" and "nobody has agreed" in figure.source
    assert "past by the calendar" in figure.svg_wide
