"""Numbers in words: a share never rounds across a gate, an amount keeps its size."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.figures.words import GATES, age, amount, day, percent, percent_range, short, unit_of


@pytest.mark.parametrize(
    ("share", "words", "why"),
    [
        (0.0, "0%", "nothing is zero"),
        (0.0001, "under 0.1%", "something is never zero"),
        (0.004, "0.4%", "less than half a per cent keeps a decimal"),
        (0.11, "11%", "plain"),
        (0.0499, "4.9%", "just under the gate of level 1 isn't shown as on it"),
        (0.05, "5%", "on the gate"),
        (0.1496, "14.9%", "just under the gate of level 2"),
        (0.15, "15%", "on the gate"),
        (0.2499, "24.9%", "just under the gate of level 3"),
        (0.9951, "99.5%", "nearly all is not all"),
        (1.0, "100%", "all"),
    ],
)
def test_a_share_reads_on_the_right_side_of_every_gate(share: float, words: str, why: str) -> None:
    assert percent(share) == words, why


@given(st.floats(0, 1))
def test_no_share_is_shown_on_the_other_side_of_a_gate(share: float) -> None:
    shown = percent(share)
    value = 0.0005 if shown == "under 0.1%" else float(shown.removesuffix("%")) / 100
    for gate in (*GATES, 1.0):
        assert (share < gate) == (round(value, 6) < gate)
    assert (share > 0) == (value > 0)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.11, 0.19, "11–19%"), (0.11, 0.11, "11%"), (0.0, 1.0, "0–100%"), (0.1101, 0.1104, "11%")],
)
def test_an_interval_has_an_en_dash_and_one_figure_where_both_ends_read_the_same(
    low: float, high: float, words: str
) -> None:
    assert percent_range(low, high) == words


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        ("7200000.00", "USD", "7.2 million US dollars"),
        ("7000000", "USD", "7 million US dollars"),
        ("580000.00", "EUR", "580,000 euros"),
        ("1250000000", "XOF", "1.2 billion XOF"),
        ("-580000", "USD", "−580,000 US dollars"),
        ("0.00", "USD", "0 US dollars"),
        ("0.01", "USD", "0.01 US dollars"),
    ],
)
def test_an_amount_in_a_sentence(value: str, currency: str, words: str) -> None:
    assert amount(value, currency) == words


def test_all_amounts_of_a_picture_share_one_unit_and_none_reads_as_nothing() -> None:
    unit = unit_of("7200000")
    assert [short(value, unit) for value in ("2390000", "580000", "450", "0")] == [
        "2.4 m",
        "0.58 m",
        "<0.01 m",
        "0.00 m",
    ]


@pytest.mark.parametrize(
    ("text", "words"), [("2026-10-14", "14 Oct 2026"), ("", ""), (None, ""), ("0202-13-45", "0202-13-45")]
)
def test_a_date_in_words(text: str | None, words: str) -> None:
    assert day(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-23", "0 days old"),
        ("2026-11-22", "1 day old"),
        ("2026-11-09", "2 weeks old"),
        ("2026-10-14", "5 weeks old"),
        ("2026-09-20", "2 months old"),
        ("2013-01-23", "13 years old"),
        ("2027-01-01", ""),
        (None, ""),
    ],
)
def test_the_age_of_a_source(text: str | None, words: str) -> None:
    assert age(text, date(2026, 11, 23)) == words
