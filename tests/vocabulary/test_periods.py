"""Spans of days: how people write them, and the laws they keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.vocabulary.periods import Period, period

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        (" 2023 ", "2023-01-01", "2023-12-31"),
        ("2023-Q1", "2023-01-01", "2023-03-31"),
        ("2023Q4", "2023-10-01", "2023-12-31"),
        ("q2 2024", "2024-04-01", "2024-06-30"),
        ("2023-H2", "2023-07-01", "2023-12-31"),
        ("2023-05", "2023-05-01", "2023-05-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2023/2024", "2023-01-01", "2024-12-31"),
        ("2023/24", "2023-01-01", "2024-12-31"),
        ("2023–2025", "2023-01-01", "2025-12-31"),
        ("2023-24", "2023-01-01", "2024-12-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2023-04-01/2024-03-31", "2023-04-01", "2024-03-31"),
        ("2023-04-01 to 2024-03-31", "2023-04-01", "2024-03-31"),
    ],
)
def test_a_period_is_read_in_the_ways_people_write_it(text: str, start: str, end: str) -> None:
    assert period(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "23", "20231", "2023-13", "2023-00", "2023-Q5", "2023-Q0", "2023-02-29", "2024/2023", "2023/05",
        "2024-01-02/2024-01-01", "0202", "0202-01-01", "1899", "2201", "٢٠٢٣", "2023-1-1", "2023" * 20, "2023/99999",
    ],
)  # fmt: skip
def test_what_is_no_period_gives_none(text: str) -> None:
    assert period(text) is None


@given(PERIODS)
def test_what_is_written_is_read_back(span: Period) -> None:
    assert period(str(span)) == span


@given(PERIODS, DAYS)
def test_a_day_lies_in_a_period_between_its_ends(span: Period, day: date) -> None:
    assert (day in span) == (span.start <= day <= span.end)
    assert span.start in span
    assert span.end in span
    assert span.end + timedelta(days=1) not in span


@given(PERIODS, PERIODS)
def test_an_overlap_is_the_same_from_both_sides_and_lies_in_both(one: Period, other: Period) -> None:
    common = one.overlap(other)
    assert common == other.overlap(one)
    if common is None:
        assert one.end < other.start or other.end < one.start
        assert one.share_in(other) == 0
    else:
        assert common.overlap(one) == common == common.overlap(other)
        assert 0 < one.share_in(other) <= 1


@given(PERIODS)
def test_a_period_lies_in_itself_whole(span: Period) -> None:
    assert span.overlap(span) == span
    assert span.share_in(span) == 1
    assert span.days >= 1


def test_days_are_counted_with_both_ends() -> None:
    year, leap, day = period("2023"), period("2024"), period("2024-02-29")
    assert year is not None
    assert leap is not None
    assert day is not None
    assert (year.days, leap.days, day.days) == (365, 366, 1)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = period(text)
    assert found is None or found.start <= found.end
