"""The ledger of a team: what it paid or means to pay, to whom, where, as its own books have it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from local2030.formats.tables.cells import amount_of, date_of, decimal_sign_of, text_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import IATI_TYPES, LEDGER
from local2030.formats.tables.table import Row, Value, read_table
from local2030.vocabulary.currencies import CURRENCIES
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.organisations import CLASSES
from local2030.vocabulary.programmes import LedgerRow

PLANNED = frozenset({"planned", "plan", "p", "budget", "budgeted", "commitment"})
ACTUAL = frozenset({"actual", "a", "spent", "paid", "expenditure", "disbursement"})


def read_ledger(source: Path | str | bytes, name: str) -> tuple[tuple[LedgerRow, ...], tuple[Finding, ...]]:
    """The rows of a ledger file. A row without programme, or neither planned nor actual, is left out and said.

    An amount, currency or date that can't be read is None or "" in its row, so that the row is counted as unread.
    """
    table = read_table(source, name, LEDGER)
    sign = decimal_sign_of(row.values.get("amount", "") for row in table.rows)
    rows = (_ledger_row(row, sign, name, table.notes) for row in table.rows)
    return tuple(row for row in rows if row), table.notes.findings()


def _ledger_row(row: Row, sign: str, name: str, notes: Notes) -> LedgerRow | None:
    text = {column: text_of(value) for column, value in row.values.items()}
    if not text["programme"]:
        notes.add("ledger-programme-missing", "error", row.line)
        return None
    planned = _is_planned(text["planned_actual"])
    if planned is None:
        notes.add(
            "ledger-planned-actual-unknown",
            "error",
            row.line,
            text=text["planned_actual"],
        )
        return None
    day, why = date_of(row.values["date"])
    if why or day is None:
        notes.add(f"ledger-{why or 'date-missing'}", "warning", row.line, text=text["date"])
    return LedgerRow(
        programme=text["programme"],
        date=day,
        giver=text.get("giver", ""),
        receiver=text["receiver"],
        receiver_ref=text.get("receiver_ref", ""),
        receiver_type=_receiver_type(text.get("receiver_type", ""), row.line, notes),
        place=text.get("place", ""),
        amount=_amount(row.values["amount"], sign, row.line, notes),
        currency=_currency(text["currency"], row.line, notes),
        planned=planned,
        file=name,
        line=row.line,
    )


def _is_planned(text: str) -> bool | None:
    word = text.casefold()
    return True if word in PLANNED else False if word in ACTUAL else None


def _amount(value: Value, sign: str, line: int, notes: Notes) -> Decimal | None:
    amount, why = amount_of(value, sign)
    if amount is None:
        notes.add(f"ledger-{why or 'amount-missing'}", "error", line, text=text_of(value))
    return amount


def _currency(text: str, line: int, notes: Notes) -> str:
    code = text.upper()
    if code in CURRENCIES:
        return code
    notes.add(
        "ledger-currency-unknown" if code else "ledger-currency-missing",
        "error",
        line,
        text=text,
    )
    return ""


def _receiver_type(text: str, line: int, notes: Notes) -> str:
    code = text.upper()
    if not code or code in IATI_TYPES or code in CLASSES:
        return code
    notes.add("ledger-receiver-type-unknown", "warning", line, text=text)
    return ""
