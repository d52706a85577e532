"""A ledger is read row by row: what is odd in one row never costs another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from local2030.formats.tables.ledger import read_ledger
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import LedgerRow

HEADER = "programme,date,giver,receiver,receiver_ref,receiver_type,place,amount,currency,planned|actual\n"


def read(*lines: str, header: str = HEADER) -> tuple[tuple[LedgerRow, ...], tuple[Finding, ...]]:
    return read_ledger((header + "\n".join(lines)).encode(), "ledger.csv")


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in findings]


def test_a_good_row_becomes_a_record_without_any_finding() -> None:
    rows, findings = read("XM-1,2024-05-13,UNDP,County of Nyeri,KE-1,LRG,Nyeri,12000.50,KES,actual")
    assert findings == ()
    assert rows == (
        LedgerRow(
            "XM-1", date(2024, 5, 13), "UNDP", "County of Nyeri", "KE-1", "LRG", "Nyeri", Decimal("12000.50"), "KES",
            False, "ledger.csv", 2,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "amount", "code", "why"),
    [
        ("12000.50", "12000.50", "", "a plain number"),
        ('"12.000,50"', "12000.50", "", "both signs: the last is the decimal one"),
        ('"12,000.50"', "12000.50", "", "both signs, the other way"),
        ('"1,234,567"', "1234567", "", "twice the same sign can only be thousands"),
        ("1.234.567", "1234567", "", "the same with points"),
        ("1234.567", "1234.567", "", "four digits before the point are no group"),
        ("0.500", "0.500", "", "no group begins with nought"),
        ('"0,5"', "0.5", "", "a comma before one digit is the decimal sign"),
        ("12 000", "12000", "", "spaces are nothing"),
        ("12'000.00", "12000.00", "", "as the Swiss write it"),
        ("-500", "-500", "", "money that came back"),
        ("(500)", "-500", "", "as accountants write it"),
        ("\u2212500", "-500", "", "the typographer's minus"),
        ('"12,000"', None, "ledger-amount-ambiguous", "thousands or thousandths"),
        ("1.234", None, "ledger-amount-ambiguous", "the same with a point"),
        ("abc", None, "ledger-amount-unreadable", "no number"),
        ("USD 5", None, "ledger-amount-unreadable", "the currency has its own column"),
        ("1e400", None, "ledger-amount-unreadable", "absurd"),
        ("NaN", None, "ledger-amount-unreadable", "not a number, though Decimal takes it"),
        ("9" * 60, None, "ledger-amount-unreadable", "more digits than a number has"),
        ("1000000000000000.01", None, "ledger-amount-unreadable", "more money than there is"),
        ("12..5", None, "ledger-amount-unreadable", "two points"),
        ("", None, "ledger-amount-missing", "nothing"),
    ],
)
def test_amounts_are_read_when_unmistakable(written: str, amount: str | None, code: str, why: str) -> None:
    rows, findings = read(f"XM-1,2024-05-13,,R,,,,{written},KES,actual")
    assert [row.amount for row in rows] == [Decimal(amount) if amount else None], why
    assert codes(findings) == ([(code, 2)] if code else []), why


def test_an_ambiguous_amount_is_read_where_the_column_shows_the_decimal_sign() -> None:
    rows, findings = read('XM-1,2024-05-13,,R,,,,"12,000",KES,actual', 'XM-1,2024-05-13,,R,,,,"1,250.75",KES,actual')
    assert [row.amount for row in rows] == [Decimal(12000), Decimal("1250.75")]
    assert findings == ()
    rows, findings = read(
        'XM-1,2024-05-13,,R,,,,"12,000",KES,actual',
        'XM-1,2024-05-13,,R,,,,"1,250.75",KES,actual',
        'XM-1,2024-05-13,,R,,,,"1.250,75",KES,actual',
    )
    assert [row.amount for row in rows] == [None, Decimal("1250.75"), Decimal("1250.75")]
    assert codes(findings) == [("ledger-amount-ambiguous", 2)]


@pytest.mark.parametrize(
    ("written", "day", "code"),
    [
        ("2024-05-13", date(2024, 5, 13), ""),
        ("2024/05/13", date(2024, 5, 13), ""),
        ("2024-05-13T10:00:00Z", date(2024, 5, 13), ""),
        ("13/05/2024", date(2024, 5, 13), ""),
        ("05/13/2024", date(2024, 5, 13), ""),
        ("05/05/2024", date(2024, 5, 5), ""),
        ("3.5.2024", date(2024, 5, 3), ""),
        ("12/05/2024", None, "ledger-date-ambiguous"),
        ("1950-01-01", date(1950, 1, 1), ""),
        ("1949-12-31", None, "ledger-date-out-of-range"),
        ("2100-12-31", date(2100, 12, 31), ""),
        ("2101-01-01", None, "ledger-date-out-of-range"),
        ("0202-05-13", None, "ledger-date-out-of-range"),
        ("2024-02-30", None, "ledger-date-unreadable"),
        ("spring", None, "ledger-date-unreadable"),
        ("", None, "ledger-date-missing"),
    ],
)
def test_dates_are_read_when_unmistakable(written: str, day: date | None, code: str) -> None:
    rows, findings = read(f"XM-1,{written},,R,,,,5,KES,actual")
    assert [row.date for row in rows] == [day]
    assert codes(findings) == ([(code, 2)] if code else [])


@pytest.mark.parametrize("last", ["planned_actual", "planned|actual", "Planned/Actual", "status", "planned or actual"])
def test_the_last_header_goes_by_several_names(last: str) -> None:
    rows, findings = read("XM-1,2024-05-13,R,5,KES,p", header=f"Programme,DATE,Réceiver,Amount,Currency,{last}\n")
    assert findings == ()
    assert [row.planned for row in rows] == [True]


@pytest.mark.parametrize(
    ("word", "planned"),
    [
        ("planned", True),
        ("Plan", True),
        ("p", True),
        ("budget", True),
        ("ACTUAL", False),
        ("a", False),
        ("spent", False),
    ],
)
def test_planned_and_actual_go_by_several_words(word: str, planned: bool) -> None:
    assert [row.planned for row in read(f"XM-1,2024-05-13,,R,,,,5,KES,{word}")[0]] == [planned]


def test_rows_that_cannot_be_placed_are_left_out_and_said() -> None:
    rows, findings = read(
        "XM-1,2024-05-13,,R,,,,5,KES,perhaps", ",2024-05-13,,R,,,,5,KES,actual", "XM-1,2024-05-13,,R,,,,5,KES,actual"
    )
    assert [row.line for row in rows] == [4]
    assert codes(findings) == [("ledger-planned-actual-unknown", 2), ("ledger-programme-missing", 3)]


def test_unknown_currency_and_receiver_type_are_emptied_and_the_row_is_kept() -> None:
    rows, findings = read("XM-1,2024-05-13,,R,,99,,5,XQQ,actual", "XM-1,2024-05-13,,R,,lrg,,5,kes,actual")
    assert [(row.currency, row.receiver_type) for row in rows] == [("", ""), ("KES", "LRG")]
    assert codes(findings) == [("ledger-receiver-type-unknown", 2), ("ledger-currency-unknown", 2)]


@pytest.mark.parametrize("formula", ["=1+1", '"=HYPERLINK(""http://x"",""y"")"', "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_formulas_are_text_and_said(formula: str) -> None:
    rows, findings = read(f"XM-1,2024-05-13,,{formula},,,,5,KES,actual")
    assert rows[0].receiver == formula.strip('"').replace('""', '"')
    assert codes(findings) == [("table-formula", 2)]


@pytest.mark.parametrize("text", ["- a point in a list", "-", "+254 700 000", "@handle", "A = B"])
def test_what_only_begins_like_a_formula_is_no_finding(text: str) -> None:
    rows, findings = read(f"XM-1,2024-05-13,,{text},,,,5,KES,actual")
    assert (rows[0].receiver, findings) == (text, ())


def test_missing_columns_are_named_and_unknown_ones_said() -> None:
    rows, findings = read("XM-1,R,5,x", header="programme,receiver,amount,colour\n")
    assert rows == ()
    assert [(f.code, f.severity, f.values["columns"]) for f in findings] == [
        ("columns-missing", "error", "date, currency, planned_actual")
    ]
    _, findings = read("XM-1,2024-05-13,,R,,,,5,KES,actual,red", header=HEADER.strip() + ",colour\n")
    assert [(f.code, f.severity, f.values) for f in findings] == [("column-unknown", "info", {"column": "colour"})]


@pytest.mark.parametrize(("above", "found"), [(0, True), (9, True), (10, False)])
def test_the_header_may_stand_up_to_ten_rows_down(above: int, found: bool) -> None:
    rows, findings = read("XM-1,2024-05-13,,R,,,,5,KES,actual", header="A title,,\n" * above + HEADER)
    assert [row.line for row in rows] == ([above + 2] if found else [])
    assert [f.code for f in findings] == ([] if found else ["columns-missing"])
