"""Periods as people write them: which year each counts for, how often there is one, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.time_periods import read_period, read_periods, with_part

PERIODS = [
    ("2020", "A", 2020, date(2020, 1, 1), date(2020, 12, 31)),
    ("2020.0", "A", 2020, date(2020, 1, 1), date(2020, 12, 31)),
    ("2014/15", "A", 2014, date(2014, 1, 1), date(2015, 12, 31)),
    ("2011/12", "A", 2011, date(2011, 1, 1), date(2012, 12, 31)),
    ("1999/00", "A", 1999, date(1999, 1, 1), date(2000, 12, 31)),
    ("FY2019/20", "A", 2019, date(2019, 1, 1), date(2020, 12, 31)),
    ("2015-2017", "A3", 2015, date(2015, 1, 1), date(2017, 12, 31)),
    ("2000 - 02", "A3", 2000, date(2000, 1, 1), date(2002, 12, 31)),
    ("2000 Q1", "Q", 2000, date(2000, 1, 1), date(2000, 3, 31)),
    ("2000-Q4", "Q", 2000, date(2000, 10, 1), date(2000, 12, 31)),
    ("Q1 2000", "Q", 2000, date(2000, 1, 1), date(2000, 3, 31)),
    ("2020-S1", "S", 2020, date(2020, 1, 1), date(2020, 6, 30)),
    ("1993 01", "M", 1993, date(1993, 1, 1), date(1993, 1, 31)),
    ("1993M01", "M", 1993, date(1993, 1, 1), date(1993, 1, 31)),
    ("2020-02", "M", 2020, date(2020, 2, 1), date(2020, 2, 29)),
    ("Jan 2020", "M", 2020, date(2020, 1, 1), date(2020, 1, 31)),
    ("enero de 2020", "M", 2020, date(2020, 1, 1), date(2020, 1, 31)),
    ("2020-W53", "W", 2020, date(2020, 12, 28), date(2021, 1, 3)),
    ("2019-08-29", "D", 2019, date(2019, 8, 29), date(2019, 8, 29)),
    ("29/08/2019", "D", 2019, date(2019, 8, 29), date(2019, 8, 29)),
    ("2020 год", "A", 2020, date(2020, 1, 1), date(2020, 12, 31)),
    ("2020年", "A", 2020, date(2020, 1, 1), date(2020, 12, 31)),
    ("1900", "A", 1900, date(1900, 1, 1), date(1900, 12, 31)),
    ("2100", "A", 2100, date(2100, 1, 1), date(2100, 12, 31)),
]
NONE = [
    "",
    "x",
    "1899",
    "2101",
    "20",
    "20201",
    "2020-13-01",
    "2020 Q5",
    "2020-W54",
    "2017-2015",
    "total",
    "12.5",
    "2020" * 20,
    "²⁰²⁰",
]


@pytest.mark.parametrize(("text", "freq", "year", "start", "end"), PERIODS)
def test_a_period(text: str, freq: str, year: int, start: date, end: date) -> None:
    assert read_period(text)[:4] == (freq, start, end, year)  # type: ignore[index]


@pytest.mark.parametrize("text", NONE)
def test_no_period(text: str) -> None:
    assert read_period(text) is None


def test_a_column_of_school_years_has_no_december() -> None:
    assert read_periods(["2010-11", "2011-12", "2012-13"])["2011-12"].year == 2011  # type: ignore[union-attr]
    assert read_periods(["2010-11", "2011-12", "2012-13"])["2011-12"].freq == "A"  # type: ignore[union-attr]
    assert read_periods(["2011-10", "2011-11", "2011-12"])["2011-12"].freq == "M"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("year", "part", "kind", "text"),
    [("2020", "3", "month", "2020-03"), ("2020", "März", "month", "2020-03"), ("2020", "Q2", "quarter", "2020-Q2"), ("2020", "2.0", "quarter", "2020-Q2"),
     ("2020", "", "month", "2020"), ("2020", "13", "month", "2020 13"), ("2020.0", "1", "month", "2020-01")],
)  # fmt: skip
def test_year_and_part_in_two_columns(year: str, part: str, kind: str, text: str) -> None:
    assert with_part(year, part, kind) == text


@given(st.text(max_size=50))
def test_no_text_breaks_it(text: str) -> None:
    found = read_period(text)
    assert found is None or (
        (found.start <= found.end and 1900 <= found.year <= 2100 and found.year == found.start.year)
        or found.freq == "W"
    )
