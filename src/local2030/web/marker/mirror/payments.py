"""What was paid to local governments, by year: from the very files of an upload, in the currencies they state.

A score has one sum for each receiver; whoever received it remembers years and tranches. The account of the money is the
one that the score used: the team's books or the published aid data.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from local2030.vocabulary.folding import fold
from local2030.web.marker.models import Upload
from local2030.web.marker.scoring import folder_of

OUT = frozenset({"3", "4"})
MOST = 20_000  # payments to local governments of one upload


class Payment(NamedTuple):
    """One payment to a receiver, as it is stated."""

    identifier: str
    name: str
    ref: str
    year: int | None
    amount: Decimal
    currency: str
    planned: bool


def payments_of(upload: Upload, wanted: Mapping[str, frozenset[str]], used: Mapping[str, str]) -> list[Payment]:
    """The payments to wanted receivers (folded names and references, by programme). `used`: ledger or iati, by programme."""
    by_books = {identifier for identifier in wanted if used.get(identifier) == "ledger"}
    found: list[Payment] = []
    if upload.ledger and by_books:
        found += _wanted(_of_ledger(upload), wanted, by_books)
    by_data = set(wanted) - by_books
    if by_data:
        found += _wanted(_of_data(upload), wanted, by_data)
    return found[:MOST]


def by_year(payments: Iterable[Payment]) -> dict[str, Any]:
    """Sums for what a page states: actual ones by year and currency, their totals, and what is planned."""
    years: dict[tuple[int, str], Decimal] = {}
    totals: dict[str, Decimal] = {}
    planned: dict[str, Decimal] = {}
    for one in payments:
        if one.planned:
            planned[one.currency] = planned.get(one.currency, Decimal(0)) + one.amount
            continue
        key = (one.year or 0, one.currency)
        years[key] = years.get(key, Decimal(0)) + one.amount
        totals[one.currency] = totals.get(one.currency, Decimal(0)) + one.amount
    listed = [
        {"year": year or None, "currency": currency, "amount": _plain(amount)}
        for (year, currency), amount in sorted(years.items())
    ]
    return {
        "years": listed,
        "totals": {currency: _plain(amount) for currency, amount in sorted(totals.items())},
        "planned": {currency: _plain(amount) for currency, amount in sorted(planned.items())},
    }


def _wanted(
    rows: Iterable[Payment], wanted: Mapping[str, frozenset[str]], programmes: Iterable[str]
) -> Iterator[Payment]:
    taken = frozenset(programmes)
    for row in rows:
        if row.identifier in taken and ({fold(row.name), row.ref.upper()} - {""}) & wanted[row.identifier]:
            yield row


def _of_ledger(upload: Upload) -> Iterator[Payment]:
    from local2030.formats.tables.ledger import read_ledger

    rows, _findings = read_ledger(folder_of(upload) / upload.ledger, upload.ledger)
    for row in rows:
        if row.amount is not None and row.currency:
            year = row.date.year if row.date else None
            yield Payment(row.programme, row.receiver, row.receiver_ref, year, row.amount, row.currency, row.planned)


def _of_data(upload: Upload) -> Iterator[Payment]:
    from local2030.formats.activities import open_sources, read_source

    with tempfile.TemporaryDirectory() as spool:
        for source in open_sources((str(folder_of(upload) / upload.name),), spool=Path(spool)):
            for read in read_source(source):
                if read.activity is not None:
                    yield from _of_activity(read.activity)


def _of_activity(activity: Any) -> Iterator[Payment]:
    for row in activity.transactions:
        if row.type in OUT and row.receiver is not None and row.value is not None and row.currency:
            day = row.date or row.value_date
            yield Payment(activity.identifier, row.receiver.name, row.receiver.ref, day.year if day else None,
                          row.value, row.currency, False)  # fmt: skip
    for plan in activity.planned:
        if plan.receiver is not None and plan.value is not None and plan.currency:
            yield Payment(activity.identifier, plan.receiver.name, plan.receiver.ref, plan.start.year if plan.start else None,
                          plan.value, plan.currency, True)  # fmt: skip


def _plain(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01')):f}"
