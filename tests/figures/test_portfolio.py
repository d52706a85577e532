"""The figures of a portfolio: not screened is not level 0, cannot tell is not nothing."""

from __future__ import annotations

import pytest

import builders_score as build
from local2030.figures.portfolio import Row, portfolio_bands, portfolio_levels, row_of


def row(level: int | None, possible: int | None, low: float | None = None, high: float | None = None) -> Row:
    return {"level": level, "level_possible": possible, "low": low, "high": high, "countries": ["KE"]}


def test_levels_are_counted_with_those_that_could_be_higher_and_not_screened_apart() -> None:
    figure = portfolio_levels([row(0, 3), row(0, 0), row(1, 1), row(3, 3), row(None, None)])
    assert figure.title == "1 of 4 screened programmes could be higher than their evidence proves"
    assert figure.numbers.rows == (
        ("3, principal", "1", "0"),
        ("2, significant", "0", "0"),
        ("1, limited", "1", "0"),
        ("0, none", "2", "1"),
        ("Not screened", "1", ""),
    )


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([row(1, 1)], "Every screened programme has a settled level"),
        ([row(None, None)], "No programme was screened"),
        ([], "There is no programme here yet"),
    ],
)
def test_levels_without_open_intervals_have_titles_of_their_own(rows: list[Row], title: str) -> None:
    assert portfolio_levels(rows).title == title


def test_bands_count_what_is_proven_at_the_gates_and_keep_the_blind_apart() -> None:
    figure = portfolio_bands([row(1, 1, 0.15, 0.2), row(1, 1, 0.1499, 0.4), row(0, 3), row(0, 3, 0.0, 0.0)])
    assert figure.title == "1 of 4 programmes prove a local share of 15%; for 1 nobody can tell"
    assert figure.numbers.rows == (("5%", "2", "2"), ("15%", "1", "2"), ("25%", "0", "1"), ("cannot tell", "1", ""))


def test_a_programme_in_plain_form_becomes_a_row() -> None:
    assert row_of(build.programme()) == row(1, 2, 0.1097, 0.1903)
    assert row_of(build.unverifiable())["low"] is None
    assert row_of(build.not_screened())["level"] is None


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_pictures_of_any_number_of_programmes_stay_small(count: int) -> None:
    rows = [row(i % 4, 3, (i % 100) / 100, min(1.0, (i % 100) / 100 + 0.1)) for i in range(count)]
    for figure in (portfolio_levels(rows), portfolio_bands(rows)):
        assert len(figure.svg_wide) < 30_000 and len(figure.svg_narrow) < 30_000
