"""The table that we ship, and a user's own: every bad row is named by its line, and nothing is guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.vocabulary.messages import catalogue, say
from local2030.vocabulary.rates import MAX_ROW_FINDINGS, read_rates, shipped_rates


@pytest.mark.parametrize(
    ("currency", "day", "low", "high"),
    [
        ("EUR", date(2008, 7, 15), "1.57", "1.58"),
        ("EUR", date(2023, 6, 15), "1.08", "1.09"),
        ("GBP", date(2007, 11, 1), "2.05", "2.09"),
        ("GBP", date(2022, 9, 28), "1.12", "1.15"),
        ("JPY", date(2011, 10, 31), "0.0129", "0.0132"),
        ("CHF", date(2015, 1, 20), "1.02", "1.09"),
        ("XOF", date(2023, 6, 15), "0.00165", "0.00166"),
        ("JOD", date(2023, 6, 15), "1.4104", "1.4105"),
        ("NPR", date(2023, 6, 15), "0.0075", "0.0077"),
    ],
)
def test_the_shipped_rates_are_those_of_the_time(currency: str, day: date, low: str, high: str) -> None:
    found = shipped_rates().usd_per_unit(currency, day)
    assert found is not None
    assert Decimal(low) < found < Decimal(high)


@pytest.mark.parametrize("currency", ["EUR", "GBP", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "JPY", "XOF", "XAF"])
def test_the_shipped_table_covers_every_month_since_2000(currency: str) -> None:
    months = [
        date(year, month, 28) for year in range(2000, 2027) for month in range(1, 13) if (year, month) < (2026, 11)
    ]
    assert all(shipped_rates().usd_per_unit(currency, month) for month in months)


def test_the_shipped_table_names_its_source_and_has_none_for_a_currency_it_lacks() -> None:
    head = (Path(__file__).parents[2] / "src/local2030/vocabulary/data/rates.csv").read_text("utf-8")[:600]
    assert "European Central Bank" in head
    assert re.fullmatch("[0-9a-f]{64}", shipped_rates().sha256)
    assert shipped_rates().usd_per_unit("KES", date(2023, 6, 15)) is None


def test_all_but_two_currencies_of_the_real_files_have_a_rate(real_data: Path) -> None:
    """The Costa Rican colon and the Kuwaiti dinar float and aren't quoted by the ECB: their rows are left out, counted."""
    found = set()
    for path in (real_data / "iati").glob("*.xml"):
        found |= set(re.findall(rb'currency="([A-Z]{3})"', path.read_bytes()))
    assert {b"USD", b"GBP", b"EUR", b"CAD"} <= found
    lacking = {c for c in found if shipped_rates().usd_per_unit(c.decode(), date(2023, 6, 15)) is None}
    assert lacking == {b"CRC", b"KWD"}


@pytest.mark.parametrize(
    "content",
    [
        b"date,currency,usd_per_unit\n2023-01-01,KES,0.0081\n",
        b"\xef\xbb\xbfdate,currency,usd_per_unit\r\n2023-01-01,KES,0.0081\r\n",
        b"date;currency;usd_per_unit\n2023-01-01;KES;0,0081\n",
        b"date\tcurrency\tusd_per_unit\n2023-01-01\tkes\t0.0081",
        b'# our table\n\n"Date","Currency","USD_per_unit"\n"2023-01-01","KES","0.0081"\n',
        b"note,usd_per_unit,currency,date\nofficial,0.0081,KES,2023-01-01\n",
        b'note,usd_per_unit,currency,date\n"official, spot",0.0081,KES,2023-01-01\n',
        "date,currency,usd_per_unit\n2023-01-01,KES,0.0081\n".encode("utf-16"),
        b"date,currency,usd_per_unit\r2023-01-01,KES,0.0081\r",
    ],
)
def test_the_ways_in_which_spreadsheets_write_a_table_are_all_read(content: bytes) -> None:
    table, findings = read_rates(content, "rates.csv")
    assert findings == ()
    assert table.usd_per_unit("KES", date(2023, 2, 1)) == Decimal("0.0081")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2023-13-01,EUR,1.1", "date"),
        ("01/02/2023,EUR,1.1", "date"),
        ("0202-01-01,EUR,1.1", "date"),
        (",EUR,1.1", "date"),
        ("2023-01-01,Euro,1.1", "currency"),
        ("2023-01-01,,1.1", "currency"),
        ("2023-01-01,€€€,1.1", "currency"),
        ("2023-01-01,EUR", "usd_per_unit"),
        ("2023-01-01,EUR,", "usd_per_unit"),
        ("2023-01-01,EUR,0", "usd_per_unit"),
        ("2023-01-01,EUR,-1.1", "usd_per_unit"),
        ("2023-01-01,EUR,NaN", "usd_per_unit"),
        ("2023-01-01,EUR,Infinity", "usd_per_unit"),
        ("2023-01-01,EUR,1e999999", "usd_per_unit"),
        ("2023-01-01,EUR,=1+1", "usd_per_unit"),
        ("2023-01-01,EUR,one", "usd_per_unit"),
        ("2023-01-01,USD,1.5", "usd_per_unit"),
    ],
)
def test_a_bad_row_is_a_finding_with_its_line_and_the_others_count(row: str, column: str) -> None:
    content = f"date,currency,usd_per_unit\n2023-01-01,GBP,1.2\n{row}\n2023-01-01,CAD,0.7\n".encode()
    table, findings = read_rates(content, "mine.csv")
    assert [(f.code, f.file, f.line, f.values["column"]) for f in findings] == [
        ("rate-unreadable", "mine.csv", 3, column)
    ]
    assert table.usd_per_unit("GBP", date(2023, 1, 1)) == Decimal("1.2")
    assert table.usd_per_unit("CAD", date(2023, 1, 1)) == Decimal("0.7")
    assert table.usd_per_unit("EUR", date(2023, 1, 1)) is None


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"day,coin,worth\n1,2,3\n", b"<html></html>", b"\x00\x01\x02", b"PK\x03\x04"]
)
def test_a_file_without_the_columns_gives_an_empty_table_and_an_error(content: bytes) -> None:
    table, findings = read_rates(content, "mine.csv")
    assert [(f.code, f.severity) for f in findings] == [("rates-columns", "error")]
    assert table.usd_per_unit("EUR", date(2023, 1, 1)) is None


def test_a_rate_given_twice_counts_last_and_is_told_only_if_it_differs() -> None:
    head = b"date,currency,usd_per_unit\n2023-01-01,EUR,1.1\n"
    assert read_rates(head + b"2023-01-01,EUR,1.10\n", "")[1] == ()
    table, findings = read_rates(head + b"2023-01-01,EUR,1.2\n", "")
    assert [f.code for f in findings] == ["rate-repeated"]
    assert table.usd_per_unit("EUR", date(2023, 1, 1)) == Decimal("1.2")


def test_many_bad_rows_are_counted_and_not_all_listed() -> None:
    _, findings = read_rates(b"date,currency,usd_per_unit\n" + b"x,y,z\n" * 5000, "mine.csv")
    assert len(findings) == MAX_ROW_FINDINGS + 1
    assert findings[-1].code == "rates-more"
    assert findings[-1].values["count"] == 5000 - MAX_ROW_FINDINGS


def test_a_file_beyond_the_limit_is_not_read() -> None:
    _, findings = read_rates(b"date,currency,usd_per_unit\n" + b" " * 20_000_001, "mine.csv")
    assert [f.code for f in findings] == ["rates-too-large"]


def test_every_finding_has_its_sentence_and_its_remedy() -> None:
    codes = ["rate-unreadable", "rate-repeated", "rates-columns", "rates-too-large", "rates-more"]
    assert all(catalogue("en")[code]["text"] and catalogue("en")[code]["remedy"] for code in codes)
    sentence = say("rate-unreadable", {"column": "date", "value": "x"})
    assert "date “x”" in sentence
    assert "…" not in sentence


@given(st.binary(max_size=400))
def test_no_bytes_break_it(content: bytes) -> None:
    """Reading ends with a table whatever comes; only rows that are rates can be in it."""
    for table, findings in (read_rates(content, "x"), read_rates(b"date,currency,usd_per_unit\n" + content, "x")):
        assert table.factor("EUR", date(2023, 1, 1), "KES") is None
        assert all(f.code in catalogue("en") for f in findings)
