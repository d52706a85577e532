"""What is written into a template is read back the same, and nothing in it can be run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.formats import tables
from local2030.formats.tables.claims import read_claims
from local2030.formats.tables.group import read_group
from local2030.formats.tables.ledger import read_ledger
from local2030.formats.tables.register import read_register
from local2030.formats.tables.safe import plain_cell, safe_cell
from local2030.formats.tables.shapes import CLAIMS, GROUP, LEDGER, REGISTER
from local2030.formats.tables.templates import (
    Format,
    claims_template,
    group_template,
    ledger_template,
    register_template,
)
from local2030.vocabulary.messages import catalogue
from local2030.vocabulary.programmes import ClaimRow, LedgerRow

# Cells are trimmed on reading; a spreadsheet can't hold control characters; formulas are the next test's matter.
texts = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cn", "Co")), max_size=30).map(str.strip)
plain = texts.filter(lambda text: text[:1] not in tuple("=+-@'"))
filled = plain.filter(bool)
amounts = st.decimals(-(10**11), 10**11, places=2, allow_nan=False, allow_infinity=False)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
ledger_rows = st.builds(
    LedgerRow, programme=filled, date=days, giver=plain, receiver=plain, receiver_ref=plain,
    receiver_type=st.sampled_from(["", "11", "22", "LRG"]), place=plain, amount=amounts,
    currency=st.sampled_from(["USD", "KES"]), planned=st.booleans(), file=st.just("f"), line=st.just(0),
)  # fmt: skip
claim_rows = st.builds(
    ClaimRow, programme=filled, phase=st.sampled_from(["", "design", "monitoring"]),
    criterion=st.sampled_from(["C1", "C8"]), claimed_level=st.none() | st.integers(0, 3),
    kind=st.sampled_from(["", "D", "A", "T"]), file_or_url=plain, page=st.none() | st.integers(1, 999), quote=plain,
    date=st.none() | days, period=plain, place=plain, actor=plain, amount=st.none() | amounts,
    currency=st.sampled_from(["", "USD"]), by=plain, file=st.just("f"), line=st.just(0),
)  # fmt: skip


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ledger_rows, min_size=1, max_size=8))
def test_a_filled_ledger_reads_back_equal_and_without_findings(fmt: Format, rows: list[LedgerRow]) -> None:
    read, findings = read_ledger(ledger_template(fmt, rows), "f")
    assert findings == ()
    assert [_at_zero(row) for row in read] == rows


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(claim_rows, min_size=1, max_size=8))
def test_filled_claims_read_back_equal_and_without_findings(fmt: Format, rows: list[ClaimRow]) -> None:
    read, findings = read_claims(claims_template(fmt, rows), "f")
    assert findings == ()
    assert [_at_zero(row) for row in read] == rows


def _at_zero(row: Any) -> Any:
    """The record with line 0: where it stood in the file is not what is compared."""
    return replace(row, line=0)


@given(text=st.text(st.sampled_from("=+-@'\t\r\n a1.(\uff1d"), max_size=6) | st.text(max_size=20))
def test_a_cell_made_safe_comes_back_as_it_was_and_never_begins_a_formula(text: str) -> None:
    safe = safe_cell(text)
    assert plain_cell(safe) == text
    try:
        float(safe)
    except ValueError:
        assert safe.lstrip(" \u00a0")[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") or not safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
        ("- item", "'- item"), ("  =1", "'  =1"), ("-5", "-5"), ("-5.25", "-5.25"), ("+5", "+5"), ("-5+cmd|x!A", "'-5+cmd|x!A"),
        ("'=1", "''=1"), ("Nyeri", "Nyeri"), ("'t Hooft", "'t Hooft"), ("", ""),
    ],
)  # fmt: skip
def test_only_what_could_run_gets_an_apostrophe(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_a_hostile_name_goes_out_safe_and_comes_back_the_same() -> None:
    row = LedgerRow("P", date(2024, 5, 13), "", "=HYPERLINK(1)", "", "", "", Decimal("-5.00"), "USD", False, "f", 0)
    cells = list(csv.reader(io.StringIO(ledger_template("csv", [row]).decode("utf-8-sig"))))[1]
    assert (cells[3], cells[7]) == ("'=HYPERLINK(1)", "-5.00")
    for fmt in ("csv", "xlsx"):
        read, findings = read_ledger(ledger_template(fmt, [row]), "f")
        assert (read[0].receiver, read[0].amount, findings) == ("=HYPERLINK(1)", Decimal(-5), ())


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_an_empty_template_has_every_column_and_no_row(fmt: Format) -> None:
    for content, read in (
        (ledger_template(fmt), read_ledger),
        (claims_template(fmt), read_claims),
        (register_template(fmt), read_register),
        (group_template(fmt), read_group),
    ):
        assert read(content, "f") == ((), ())  # type: ignore[operator]


def test_the_ledger_has_exactly_the_columns_of_the_manual() -> None:
    head = ledger_template("csv").decode("utf-8-sig").strip()
    assert head == "programme,date,giver,receiver,receiver_ref,receiver_type,place,amount,currency,planned_actual"
    head = claims_template("csv").decode("utf-8-sig").strip()
    assert head == (
        "programme,phase,criterion,claimed_level,kind,file_or_url,page,quote,date,period,place,actor,amount,currency,by,"
        "in_confidence"
    )


def test_every_column_has_words_of_help() -> None:
    for shape in (LEDGER, CLAIMS, REGISTER, GROUP):
        for column in shape.columns:
            assert f"{shape.kind}-column-{column.name.replace('_', '-')}" in catalogue("en")


def test_every_finding_of_the_room_has_words() -> None:
    room = Path(tables.__file__).parent
    codes = set(re.findall(r'notes\.add\(\s*"([a-z-]+)"', "".join(p.read_text() for p in room.glob("*.py"))))
    for kind in ("ledger", "claims", "register"):
        codes |= {f"{kind}-{why}" for why in ("date-unreadable", "date-ambiguous", "date-out-of-range")}
    for kind in ("ledger", "claims"):
        codes |= {f"{kind}-{why}" for why in ("amount-unreadable", "amount-ambiguous", "currency-unknown")}
    codes |= {"ledger-amount-missing", "ledger-date-missing", "ledger-currency-missing", "table-more-of-the-same"}
    assert len(codes) > 30
    assert codes - set(catalogue("en")) == set()
