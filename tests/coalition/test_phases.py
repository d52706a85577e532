"""Phases of joint programmes: histories are read as they are written, and every programme counts once on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from local2030.coalition.phases import PHASES, Phase, line_of, phase_on, read_phases, standings

DAYS = st.integers(0, 900).map(lambda n: date(2023, 1, 1) + timedelta(days=n))
LIVES = st.lists(st.dictionaries(DAYS, st.sampled_from(PHASES), max_size=4), max_size=8).map(
    lambda lives: [tuple(Phase(day, life[day]) for day in sorted(life)) for life in lives]
)


def test_lines_that_are_no_phase_are_named_and_left_out() -> None:
    phases, wrong = read_phases(
        ["2024-05-01: implementation", "2023-01-02:design", "soon: design", "2024-05-01: closed", "2024-06-01: done"]
    )
    assert phases == (Phase(date(2023, 1, 2), "design"), Phase(date(2024, 5, 1), "implementation"))
    assert wrong == ("soon: design", "2024-05-01: closed", "2024-06-01: done")


def test_before_its_first_line_nobody_says_where_a_programme_stood() -> None:
    phases, _wrong = read_phases([line_of(date(2024, 1, 1), "design")])
    assert phase_on(phases, date(2023, 12, 31)) is None
    assert phase_on(phases, date(2024, 1, 1)) == "design"


@given(LIVES)
def test_on_every_step_each_programme_that_has_begun_counts_once(lives: list[tuple[Phase, ...]]) -> None:
    for step in standings(lives):
        begun = [phase for life in lives if (phase := phase_on(life, step.on)) is not None]
        assert {name: begun.count(name) for name in PHASES} == step.counts
