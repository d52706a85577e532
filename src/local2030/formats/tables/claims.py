"""The claims of a team: one row for each evidence item, or a bare claim of a level without any."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path

from local2030.formats.tables.cells import (
    amount_of,
    date_of,
    decimal_sign_of,
    text_of,
    whole_of,
)
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import CLAIMS
from local2030.formats.tables.table import Row, read_table
from local2030.vocabulary.currencies import CURRENCIES
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import EVIDENCE_KINDS, ClaimRow

CRITERIA = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")
PHASES = {
    "": "",
    "design": "design",
    "monitoring": "monitoring",
    "both": "",
    "d": "design",
    "m": "monitoring",
}
KIND_WORDS = {
    "document": "D",
    "money": "M",
    "place": "P",
    "result": "R",
    "attestation": "A",
    "register": "T",
}


def read_claims(
    source: Path | str | bytes, name: str, *, criteria: Collection[str] = CRITERIA
) -> tuple[tuple[ClaimRow, ...], tuple[Finding, ...]]:
    """The rows of a claims file. A row without programme, of no known criterion or phase, is left out and said.

    An unknown kind makes a bare claim of the row: the level is still claimed, but nothing stands for it.
    `criteria` are those of the rubric.
    """
    table = read_table(source, name, CLAIMS)
    sign = decimal_sign_of(row.values.get("amount", "") for row in table.rows)
    known = {criterion.casefold(): criterion for criterion in criteria}
    rows = (_claim_row(row, sign, known, name, table.notes) for row in table.rows)
    return tuple(row for row in rows if row), table.notes.findings()


def _claim_row(row: Row, sign: str, criteria: dict[str, str], name: str, notes: Notes) -> ClaimRow | None:
    text = {column: text_of(value) for column, value in row.values.items()}
    criterion, phase = (
        criteria.get(text["criterion"].casefold()),
        PHASES.get(text.get("phase", "").casefold()),
    )
    if not text["programme"]:
        notes.add("claims-programme-missing", "error", row.line)
    if criterion is None:
        notes.add("claims-criterion-unknown", "error", row.line, text=text["criterion"])
    if phase is None:
        notes.add("claims-phase-unknown", "error", row.line, text=text.get("phase", ""))
    if not text["programme"] or criterion is None or phase is None:
        return None
    return ClaimRow(
        programme=text["programme"],
        phase=phase,
        criterion=criterion,
        claimed_level=_level(row, text["claimed_level"], notes),
        kind=_kind(text["kind"], row.line, notes),
        file_or_url=text["file_or_url"],
        page=_page(row, text.get("page", ""), notes),
        quote=text.get("quote", ""),
        date=_date(row, text.get("date", ""), notes),
        period=text.get("period", ""),
        place=text.get("place", ""),
        actor=text.get("actor", ""),
        amount=_amount(row, sign, notes),
        currency=_currency(text.get("currency", ""), row.line, notes),
        by=text.get("by", ""),
        file=name,
        line=row.line,
        in_confidence=text.get("in_confidence", "").casefold() not in ("", "no", "n", "false", "0"),
    )


def _level(row: Row, text: str, notes: Notes) -> int | None:
    level = whole_of(row.values["claimed_level"])
    if level in (0, 1, 2, 3):
        return level
    if text:
        notes.add("claims-level-unknown", "error", row.line, text=text)
    return None


def _kind(text: str, line: int, notes: Notes) -> str:
    kind = KIND_WORDS.get(text.casefold(), text.upper())
    if not kind or kind in EVIDENCE_KINDS:
        return kind
    notes.add("claims-kind-unknown", "error", line, text=text)
    return ""


def _page(row: Row, text: str, notes: Notes) -> int | None:
    page = whole_of(row.values.get("page", ""))
    if page is not None and page >= 1:
        return page
    if text:
        notes.add("claims-page-unreadable", "warning", row.line, text=text)
    return None


def _date(row: Row, text: str, notes: Notes) -> date | None:
    day, why = date_of(row.values.get("date", ""))
    if why:
        notes.add(f"claims-{why}", "warning", row.line, text=text)
    return day


def _amount(row: Row, sign: str, notes: Notes) -> Decimal | None:
    value = row.values.get("amount", "")
    amount, why = amount_of(value, sign)
    if why:
        notes.add(f"claims-{why}", "error", row.line, text=text_of(value))
    return amount


def _currency(text: str, line: int, notes: Notes) -> str:
    code = text.upper()
    if not code or code in CURRENCIES:
        return code
    notes.add("claims-currency-unknown", "error", line, text=text)
    return ""
