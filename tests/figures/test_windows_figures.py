"""Pictures of money windows: the title is the finding, the numbers stand beside the picture, hostile names stay text."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from local2030.figures.windows import Move, concentration_figure, moves_figure
from local2030.marker.concentration import concentration

MOVES = (Move("A & <b>", D("100.00"), D("160.50")), Move("B", D("200"), D("139.50")), Move("C", D("50"), D("50")))


def test_the_title_says_who_gains_and_loses_and_how_much_changes_hands() -> None:
    figure = moves_figure(MOVES, "USD")
    assert figure.title == "1 gain, 1 lose: 60 US dollars change hands"
    assert figure.numbers.rows[0][3] == "+60.50" and figure.numbers.rows[-1][0] == "C"


def test_without_a_change_or_a_proposal_the_title_says_so() -> None:
    assert moves_figure((Move("A", D(1), D(1)),), "USD").title.startswith("Nothing moves")
    assert moves_figure((), "USD").title == "No proposal asks for money yet"


@pytest.mark.parametrize("size", ["svg_wide", "svg_narrow", "svg_print"])
def test_the_pictures_are_drawn_with_names_as_text(size: str) -> None:
    drawn = getattr(moves_figure(MOVES, "USD"), size)
    assert "<svg" in drawn and "<b>" not in drawn and "A &amp; &lt;b&gt;" in drawn
    found = concentration({"kisumu": D(60), "<script>": D(20)}, D(20))
    drawn = getattr(concentration_figure(found, "recipients", ("Kisumu", "<script>"), 2, "USD"), size)
    assert "<script>" not in drawn and "Kisumu" in drawn and "not known" in drawn


def test_concentration_is_said_as_an_interval_with_what_is_not_known() -> None:
    found = concentration({"a": D(60), "b": D(20)}, D(20))
    figure = concentration_figure(found, "recipients", ("Kisumu", "Nyeri"), 2, "USD")
    assert figure.title == "The largest receiver has 60–80% of the local money, the ten largest 80–100%"
    assert "over 2 programmes" in figure.what and "0.40–0.68" in figure.what
    assert figure.numbers.rows[-1][0] == "not known"
    one = concentration_figure(concentration({"a": D(5)}), "places", ("Kisumu, KE",), 1, "USD")
    assert "over one programme" in one.what and one.title.startswith("The first place has 100%")


def test_no_money_is_said_and_drawn_without_a_number() -> None:
    figure = concentration_figure(concentration({}), "places", (), 0, "USD")
    assert figure.title == "No money with a known place or receiver" and "<svg" in figure.svg_wide
