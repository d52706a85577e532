"""Figures of monitoring: the title is the finding, the table has all numbers, nothing is a number that isn't there."""

from __future__ import annotations

import pytest

from local2030.charts.snapped import snapped_sheet
from local2030.charts.time_lines import Lines, Spot
from local2030.figures.monitoring import line_figure, map_figure, strip_figure


def write(value: float) -> str:
    return f"{value:g}"


@pytest.mark.parametrize(
    ("spots", "title"),
    [
        ((), "Ayo has no value of this"),
        ((Spot(2020, 4.0),), "Ayo: 4 in 2020, the only value there is"),
        ((Spot(2015, 1.0), Spot(2020, 4.0)), "Ayo: from 1 in 2015 up to 4 in 2020"),
        ((Spot(2015, 4.0), Spot(2020, 1.0)), "Ayo: from 4 in 2015 down to 1 in 2020"),
        ((Spot(2015, 4.0), Spot(2020, 4.0)), "Ayo: 4 in 2020, as in 2015"),
    ],
)
def test_the_title_of_lines_is_what_they_show(spots: tuple[Spot, ...], title: str) -> None:
    assert line_figure(Lines("Ayo", spots), "%", 0, "", write).title == title


def test_the_table_of_lines_names_what_is_missing() -> None:
    lines = Lines(
        "Ayo",
        (Spot(2015, 1.0, 0.5, 1.5), Spot(2017, 2.0)),
        "Bel",
        (Spot(2015, 3.0),),
        "",
        ((2015, 0.0, 9.0),),
        (2016,),
        (2030, 5.0),
    )
    figure = line_figure(lines, "%", 6, "Source", write)
    assert figure.numbers.columns[:4] == ("Period", "Ayo", "From", "To")
    assert [row[:2] for row in figure.numbers.rows] == [("2017", "2"), ("2016", "no value"), ("2015", "1")]
    assert "Hatched years have no value" in figure.what and "6 places beside it" in figure.what
    assert "target 5" in figure.svg_wide and "var(--petrol)" in figure.svg_wide and "url(#hatch)" in figure.svg_narrow


def test_a_map_counts_who_has_a_value_and_says_why_others_have_none() -> None:
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    shapes = {
        "features": [
            {"properties": {"c": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}} for code in "abc"
        ]
    }
    figure = map_figure(
        lambda width: snapped_sheet(shapes, "c", "c", width, 300), {"a": 1.0, "b": 9.0, "other": 5.0}, {"a": "Ayo", "b": "Bel", "c": "Cul"},
        "%", "2020", "", write, nothing={"c": "withheld"},
    )  # fmt: skip
    assert figure.title == "Bel has the highest value, 9, and Ayo the lowest, 1" and "2 of 3 places" in figure.what
    assert figure.numbers.rows == (("Bel", "9"), ("Ayo", "1"), ("Cul", "withheld"))
    none = map_figure(
        lambda width: snapped_sheet(shapes, "c", "c", width, 300), {}, {"a": "Ayo"}, "%", "2020", "", write
    )
    assert none.title == "No place of this level has a value in 2020" and "url(#hatch)" in none.svg_wide


def test_a_spread_says_where_half_of_the_places_lie_and_no_mean() -> None:
    names = {code: code.upper() for code in "abcdefg"}
    values = {code: float(n) for n, code in enumerate("abcdefg")}
    figure = strip_figure(values, names, "g", ("Whole", 3.0), "%", "2020", "", write)
    assert figure.title == "G is at 6; half of the 7 places lie between 1.5 and 4.5"
    assert "mean" not in figure.title and figure.numbers.rows[0] == ("G", "6")
    few = strip_figure({"a": 1.0, "b": 2.0}, names, "", None, "%", "2020", "", write)
    assert few.title == "2 places have a value, from 1 to 2"
