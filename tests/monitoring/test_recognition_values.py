"""What the text of a value says: a table with a reason for each row, and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.values import decimal_sign, read_value, read_values

NUMBERS = [
    ("12.5", 12.5, ""),
    ("-3", -3.0, ""),
    ("1e5", 1e5, ""),
    (" 7 ", 7.0, ""),
    ("12,5", 12.5, "value-decimal-comma"),
    ("1.234,5", 1234.5, "value-decimal-comma"),
    ("0,125", 0.125, "value-decimal-comma"),
    ("1,234.5", 1234.5, "value-thousands"),
    ("1 234", 1234.0, "value-thousands"),
    ("1\u202f234,5", 1234.5, "value-decimal-comma"),
    ("1'234'567", 1234567.0, "value-thousands"),
    ("1,234", 1234.0, "value-thousands-assumed"),
    ("\u22123.5", -3.5, "value-minus-sign"),
    ("45%", 45.0, "value-percent-sign"),
    ("£1,200.50", 1200.5, "value-thousands"),
    ("€ 12", 12.0, "value-currency-sign"),
    ("12.5 p", 12.5, "value-flagged"),
    ("12.5(e)", 12.5, "value-flagged"),
    ("~5", 5.0, "value-about"),
]
WITHOUT = [
    ("", "O", ""), ("NA", "O", "value-marked-missing"), ("..", "O", "value-marked-missing"), (":", "O", "value-marked-missing"),
    ("-", "O", "value-hyphen"), ("–", "O", "value-hyphen"), ("nan", "O", "value-marked-missing"), ("n/a", "M", "value-not-applicable"),
    ("c", "Q", "value-suppressed"), ("x", "Q", "value-suppressed"), ("*", "Q", "value-suppressed"), ("[c]", "Q", "value-suppressed"),
    ("z", "M", "value-not-applicable"), ("refused", "L", "value-refused"), ("<5", "Q", "value-bound"), (">95%", "Q", "value-bound"),
    ("н/д", "O", "value-marked-missing"), ("k.A.", "O", "value-marked-missing"), ("s/d", "O", "value-marked-missing"),
]  # fmt: skip
REFUSED = [
    ("2020-01-05", "value-date"), ("05/06/2024", "value-date"), ("5 May 2020", "value-date"), ("=1+1", "value-formula"),
    ("+cmd|' /C calc'!A0", "value-formula"), ("@SUM(A1)", "value-formula"), ("(123)", "value-in-brackets"), ("12-15", "value-range"),
    ("inf", "value-unreadable"), ("1e999", "value-unreadable"), ("1_000", "value-unreadable"), ("twelve", "value-unreadable"),
    ("1 23", "value-unreadable"), ("12 34 56", "value-unreadable"), ("9" * 200, "value-unreadable"), ("1,2,3", "value-unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "code"), NUMBERS)
def test_a_number(text: str, value: float, code: str) -> None:
    reading = read_value(text)
    assert (reading.value, reading.code, reading.refused) == (value, code, False)


@pytest.mark.parametrize(("text", "status", "code"), WITHOUT)
def test_no_number_with_its_reason(text: str, status: str, code: str) -> None:
    reading = read_value(text)
    assert (reading.value, reading.status, reading.code, reading.refused) == (None, status, code, False)


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_value_at_all(text: str, code: str) -> None:
    assert read_value(text) == (None, "O", code, True, None, None)


def test_less_than_five_has_its_bound() -> None:
    assert (read_value("<5").high, read_value("<5").low) == (5.0, None)
    assert (read_value("≥ 95").low, read_value("≥ 95").high) == (95.0, None)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (["12,5", "1,234"], "1,234", 1.234),  # a decimal comma elsewhere: it is one here too
        (["12.5", "1,234"], "1,234", 1234.0),  # a decimal point elsewhere: the comma parts thousands
        (["12,5", "1.234"], "1.234", 1234.0),  # points part thousands where commas are decimal
        (["7", "1.234"], "1.234", 1.234),  # nothing but a point: it is what it looks like
        (["12,5", "12.5"], "12,5", 12.5),  # both in one column: each as it can only be meant
        (["12,5", "12.5"], "12.5", 12.5),
    ],
)
def test_the_column_decides_what_a_comma_is(column: list[str], text: str, value: float) -> None:
    assert read_values(column)[text].value == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_python_writes_is_read_back(number: float) -> None:
    assert read_value(repr(number)).value == number
    assert read_values([repr(number)])[repr(number)].value == number


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_every_number_is_finite(text: str) -> None:
    reading = read_value(text)
    assert reading.value is None or math.isfinite(reading.value)
    assert read_values([text])[text].refused == read_value(text, decimal_sign([text])).refused


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_grouped_numbers_of_two_manners_are_equal(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02d}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert read_value(english).value == read_value(german).value == float(f"{whole}.{cents:02d}")
