"""Worth on a day: the latest rate on or before it, at most 366 days old; unknown is None and never one to one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.vocabulary.money import MAX_AGE_DAYS, Rate, RateTable

DAY = date(2023, 1, 1)
RATES = (
    Rate(DAY, "GBP", Decimal("1.25")),
    Rate(date(2023, 7, 1), "GBP", Decimal("1.30")),
    Rate(DAY, "EUR", Decimal("1.10")),
)


@pytest.fixture
def table() -> RateTable:
    return RateTable(RATES, source="test", sha256="0" * 64)


@pytest.mark.parametrize(
    ("age", "known"),
    [(-1, False), (0, True), (1, True), (365, True), (366, True), (367, False), (3650, False)],
)
def test_a_rate_counts_from_its_day_for_366_days(age: int, known: bool) -> None:
    alone = RateTable([Rate(DAY, "EUR", Decimal("1.10"))], source="test", sha256="")
    found = alone.usd_per_unit("EUR", DAY + timedelta(days=age))
    assert found == (Decimal("1.10") if known else None)
    assert alone.factor("EUR", DAY + timedelta(days=age), "USD") == found


def test_the_limit_is_a_leap_year_and_not_a_day_more() -> None:
    assert MAX_AGE_DAYS == 366
    leap = RateTable([Rate(date(2024, 1, 1), "EUR", Decimal(1))], source="test", sha256="")
    assert leap.usd_per_unit("EUR", date(2025, 1, 1)) == 1
    assert leap.usd_per_unit("EUR", date(2025, 1, 2)) is None


@pytest.mark.parametrize(
    ("day", "worth"),
    [
        (date(2023, 6, 30), "1.25"),
        (date(2023, 7, 1), "1.30"),
        (date(2023, 7, 2), "1.30"),
        (date(2024, 6, 30), "1.30"),
        (date(2024, 7, 1), "1.30"),
        (date(2024, 7, 2), None),
    ],
)
def test_the_latest_rate_on_or_before_the_day_counts(table: RateTable, day: date, worth: str | None) -> None:
    assert table.usd_per_unit("GBP", day) == (None if worth is None else Decimal(worth))


def test_a_dollar_is_a_dollar_on_any_day_and_a_currency_is_itself_even_without_a_rate(table: RateTable) -> None:
    assert table.usd_per_unit("USD", date(1950, 1, 1)) == 1
    assert table.factor("XYZ", None, "XYZ") == 1


@pytest.mark.parametrize(
    ("currency", "day", "target"),
    [
        ("KES", DAY, "USD"),
        ("USD", DAY, "KES"),
        ("", DAY, "USD"),
        ("GBP", None, "USD"),
        ("", DAY, ""),
        ("gbp", DAY, "USD"),
    ],
)
def test_an_unknown_rate_is_none_and_never_one_to_one(
    table: RateTable, currency: str, day: date | None, target: str
) -> None:
    assert table.factor(currency, day, target) is None


def test_between_two_currencies_the_way_leads_over_the_dollar(table: RateTable) -> None:
    assert table.factor("GBP", DAY, "EUR") == Decimal("1.25") / Decimal("1.10")


def test_a_later_rate_for_the_same_day_replaces_the_earlier() -> None:
    twice = RateTable([*RATES, Rate(DAY, "EUR", Decimal("1.20"))], source="test", sha256="")
    assert twice.usd_per_unit("EUR", DAY) == Decimal("1.20")


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 10**6)), min_size=1, max_size=20),
    st.integers(-50, 2500),
)
def test_the_answer_is_what_a_plain_search_finds(rows: list[tuple[int, int]], asked: int) -> None:
    rates = {DAY + timedelta(days=d): Decimal(v) for d, v in rows}
    table = RateTable([Rate(d, "EUR", v) for d, v in rates.items()], source="", sha256="")
    on = DAY + timedelta(days=asked)
    fitting = [d for d in rates if d <= on and (on - d).days <= 366]
    assert table.usd_per_unit("EUR", on) == (rates[max(fitting)] if fitting else None)


@given(st.decimals("0.001", "1000", places=4), st.decimals("0.001", "1000", places=4))
def test_there_and_back_again_is_one(one: Decimal, other: Decimal) -> None:
    table = RateTable([Rate(DAY, "AAA", one), Rate(DAY, "BBB", other)], source="", sha256="")
    there, back = table.factor("AAA", DAY, "BBB"), table.factor("BBB", DAY, "AAA")
    assert there is not None
    assert back is not None
    assert abs(there * back - 1) < Decimal("1e-20")
