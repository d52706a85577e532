"""Dates, amounts, shares and coordinates at their edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.activities.values import SHOWN_PER_CODE, Tally, Values, readable_number


@pytest.mark.parametrize(
    ("stated", "amount", "code"),
    [
        ("0", "0", None),
        ("-12.50", "-12.50", None),  # a refund
        ("+5", "5", None),
        (".5", "0.5", None),
        (" 12 ", "12", None),
        ("10000000000000", "1E13", None),  # exactly the most
        ("10000000000000.01", None, "amount-absurd"),
        ("-10000000000000.01", None, "amount-absurd"),
        ("1,000.50", "1000.50", "amount-format"),
        ("1,000", "1000", "amount-format"),
        ("12.000,50", "12000.50", "amount-format"),
        ("12.000.000", "12000000", "amount-format"),
        ("1000,5", "1000.5", "amount-format"),
        ("1 000 000", "1000000", "amount-format"),
        ("1\u00a0000", "1000", "amount-format"),
        ("1.2E7", "12000000", "amount-format"),
        ("12.000", "12", None),  # as the standard has it
        ("1,00,000", None, "amount-unreadable"),
        ("1.2.3", None, "amount-unreadable"),
        ("USD 5", None, "amount-unreadable"),
        ("NaN", None, "amount-unreadable"),
        ("Infinity", None, "amount-unreadable"),
        ("1e999999", None, "amount-unreadable"),
        ("1_000", None, "amount-unreadable"),
        ("²", None, "amount-unreadable"),
        ("9" * 5000, None, "amount-unreadable"),
        ("", None, "amount-missing"),
        ("  ", None, "amount-missing"),
        (None, None, "amount-missing"),
    ],
)
def test_an_amount_is_read_or_refused_with_a_finding(stated, amount, code):
    values = Values(Tally("a.xml"))
    assert values.amount(stated, 7, "value") == (None if amount is None else Decimal(amount))
    assert [(f.code, f.line) for f in values.tally.take()] == ([] if code is None else [(code, 7)])


@pytest.mark.parametrize(
    ("stated", "day", "code"),
    [
        ("2023-05-31", date(2023, 5, 31), None),
        (" 2023-05-31\n", date(2023, 5, 31), None),
        ("2023-05-31Z", date(2023, 5, 31), None),
        ("2023-05-31+02:00", date(2023, 5, 31), None),
        ("2023-05-31T23:59:59", date(2023, 5, 31), None),
        ("1950-01-01", date(1950, 1, 1), None),
        ("1949-12-31", None, "date-absurd"),
        ("2100-12-31", date(2100, 12, 31), None),
        ("2101-01-01", None, "date-absurd"),
        ("0202-01-01", None, "date-absurd"),
        ("20233-01-01", None, "date-absurd"),
        ("-0044-03-15", None, "date-absurd"),
        ("2023-02-30", None, "date-unreadable"),
        ("2023-00-00", None, "date-unreadable"),
        ("2023-W01-1", None, "date-unreadable"),
        ("20230531", None, "date-unreadable"),
        ("31/05/2023", None, "date-unreadable"),
        ("2023-05-3122", None, "date-unreadable"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_date_is_read_or_left_out_with_a_finding(stated, day, code):
    values = Values(Tally("a.xml"))
    assert values.day(stated, 3, "activity-date") == day
    assert [f.code for f in values.tally.take()] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("latitude", "longitude", "point", "code"),
    [
        ("90", "-180", (90.0, -180.0), None),
        ("90.01", "0", None, "point-off-the-globe"),
        ("0", "180.5", None, "point-off-the-globe"),
        ("nan", "0", None, "point-off-the-globe"),
        ("inf", "0", None, "point-off-the-globe"),
        ("north", "0", None, "point-unreadable"),
        ("", "", None, "point-unreadable"),
    ],
)
def test_a_point_lies_on_the_globe_or_is_left_out(latitude, longitude, point, code):
    values = Values(Tally("a.xml"))
    assert values.point(latitude, longitude, 1) == point
    assert [f.code for f in values.tally.take()] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("stated", "share"),
    [("50", "50"), ("33,3", "33.3"), ("12.5 %", "12.5"), ("100.01", None), ("-1", None), ("all", None)],
)
def test_a_share_is_from_0_to_100(stated, share):
    assert Values(Tally("a.xml")).share(stated, 1, "location") == (None if share is None else Decimal(share))


@given(st.decimals(min_value=-(10**13), max_value=10**13, allow_nan=False, places=2))
def test_what_is_written_by_the_standard_is_read_to_the_cent(amount):
    values = Values(Tally("a.xml"))
    assert values.amount(f"{amount:f}", 1, "value") == amount
    assert not values.tally.take()


@given(st.decimals(min_value=0, max_value=10**12, allow_nan=False, places=2))
def test_separators_of_thousands_change_no_amount(amount):
    english = f"{amount:,f}"
    assert readable_number(english) == amount
    assert readable_number(english.translate({44: 46, 46: 44})) == amount


@given(st.text(max_size=40))
def test_no_text_makes_the_reading_of_values_fail(text):
    values = Values(Tally("a.xml"))
    values.amount(text, 1, "value")
    values.day(text, 1, "date")
    values.share(text, 1, "share")
    values.point(text, text, 1)


def test_a_hundred_thousand_bad_values_give_few_findings_and_a_count():
    tally = Tally("a.xml")
    for n in range(100_000):
        tally.add("amount-unreadable", "error", n, stated=str(n))
    taken = tally.take()
    assert len(taken) == SHOWN_PER_CODE
    (rest,) = tally.rest()
    assert (rest.code, rest.values["count"], rest.values["code"]) == ("more-of-the-same", 100_000, "amount-unreadable")


def test_the_same_oddity_in_one_activity_is_told_once_and_again_in_the_next():
    tally = Tally("a.xml")
    for _ in range(3):
        tally.add("currency-missing", "warning", 5)
    assert len(tally.take()) == 1
    tally.add("currency-missing", "warning", 9)
    assert [f.line for f in tally.take()] == [9]
