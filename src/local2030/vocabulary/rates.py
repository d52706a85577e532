"""Rate tables: the one that we ship, and the one a user brings. A bad row is a finding and never a silent guess."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import Rate, RateTable

COLUMNS = ("date", "currency", "usd_per_unit")
MAX_BYTES = 20_000_000
MAX_ROW_FINDINGS = 100
_SMALLEST, _LARGEST = Decimal("1e-12"), Decimal("1e6")
SHIPPED_SOURCE = "European Central Bank, reference rates, monthly averages (shipped with local2030, for information)"
_SHIPPED = Path(__file__).parent / "data" / "rates.csv"


@cache
def shipped_rates() -> RateTable:
    """Our own table: monthly averages of the ECB's reference rates since 1999, for information only."""
    table, findings = read_rates(_SHIPPED.read_bytes(), "rates.csv")
    if findings:
        raise AssertionError(f"the shipped rate table is damaged: {findings[0]}")
    table.source = SHIPPED_SOURCE
    return table


def read_rates(content: bytes, name: str) -> tuple[RateTable, tuple[Finding, ...]]:
    """The table a user's CSV holds (columns date, currency, usd_per_unit) and what was wrong in which line.

    UTF-8 with or without BOM, comma, semicolon or tab; with a semicolon or tab the decimal sign may be a comma.
    Lines that begin with `#` are comments. A file without the columns gives an empty table and an error.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    rates: dict[tuple[date, str], Rate] = {}
    findings: list[Finding] = []
    for rate in _rows(content, name, findings):
        key = (rate.day, rate.currency)
        before = rates.setdefault(key, rate)
        if before.usd_per_unit != rate.usd_per_unit:
            values = {"date": rate.day.isoformat(), "currency": rate.currency}
            findings.append(Finding("rate-repeated", "warning", name, None, values))
            rates[key] = rate
    table = RateTable(rates.values(), source=name, sha256=sha256)
    return table, _shortened(findings, name)


def _rows(content: bytes, name: str, findings: list[Finding]) -> Iterator[Rate]:
    """The readable rates in file order; what can't be read goes to `findings`."""
    if len(content) > MAX_BYTES:
        values: dict[str, object] = {"bytes": len(content), "limit": MAX_BYTES}
        findings.append(Finding("rates-too-large", "error", name, None, values))
        return
    lines = _lines(content)
    start = next(
        (i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")),
        None,
    )
    sign = "," if start is None else max(",;\t", key=lines[start].count)
    header = [] if start is None else [cell.strip().strip('"').lower() for cell in lines[start].split(sign)]
    if start is None or not set(COLUMNS) <= set(header):
        values = {"columns": ", ".join(COLUMNS), "found": ", ".join(header)[:200]}
        findings.append(
            Finding(
                "rates-columns",
                "error",
                name,
                1 if start is None else start + 1,
                values,
            )
        )
        return
    places = [header.index(column) for column in COLUMNS]
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if line.strip() and not line.startswith("#"):
            cells = line.split(sign) if '"' not in line else next(csv.reader([line], delimiter=sign))
            rate = _rate(
                cells,
                places,
                sign,
                Finding("rate-unreadable", "error", name, number),
                findings,
            )
            if rate is not None:
                yield rate


def _lines(content: bytes) -> list[str]:
    """The file's lines as text; a letter that isn't UTF-8 spoils its own line only."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _rate(
    cells: list[str],
    places: list[int],
    sign: str,
    bad: Finding,
    findings: list[Finding],
) -> Rate | None:
    """The rate a line holds, or None and a finding that names the cell."""
    day_text, currency, worth = ((cells[i].strip() if i < len(cells) else "") for i in places)
    wrong, text = "", ""
    day, value = (
        _day(day_text),
        _number(worth.replace(",", ".") if sign != "," else worth),
    )
    if day is None:
        wrong, text = "date", day_text
    elif len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        wrong, text = "currency", currency
    elif value is None or not _SMALLEST <= value <= _LARGEST or (currency.upper() == "USD" and value != 1):
        wrong, text = "usd_per_unit", worth
    else:
        return Rate(day, currency.upper(), value)
    findings.append(
        Finding(
            bad.code,
            bad.severity,
            bad.file,
            bad.line,
            {"column": wrong, "value": text[:80]},
        )
    )
    return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2100 else None


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if text.isascii() and len(text) <= 40 else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def _shortened(findings: list[Finding], name: str) -> tuple[Finding, ...]:
    """At most a hundred findings, the rest as a count."""
    if len(findings) <= MAX_ROW_FINDINGS:
        return tuple(findings)
    rest = Finding("rates-more", "error", name, None, {"count": len(findings) - MAX_ROW_FINDINGS})
    return (*findings[:MAX_ROW_FINDINGS], rest)
