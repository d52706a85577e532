"""The team's own books beside the published aid data: compared, never added up.

A row whose giver is the receiver of another row passes on money that was counted there; it is followed as a link, so
that the same money isn't counted at two places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.criteria import MoneyScope
from local2030.marker.flows import LEDGER, ZERO, Outflow, ledger_outflow
from local2030.marker.local_share import Linked, LocalShare, Passed, local_share
from local2030.marker.score import MoneySource
from local2030.marker.territories import Territories, ledger_territories
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import Actor, ActorQuery
from local2030.vocabulary.programmes import LedgerRow
from local2030.vocabulary.words import fold
from local2030.workflows.circles import circles


class Books(NamedTuple):
    """What a ledger says: the money the programme paid, the share that reached local actors, the places named."""

    flow: Outflow
    share: LocalShare
    rows: tuple[LedgerRow, ...]  # those that spend the programme's money, and not what was passed on


class LedgerReader(NamedTuple):
    """How a ledger's rows are read: for which activity, by which rules, in which currency."""

    activity: Activity
    classify: Callable[[ActorQuery], Actor]
    rates: RateTable
    currency: str
    scope: MoneyScope

    def outflow(self, rows: Sequence[LedgerRow], passing_on: dict[str, list[LedgerRow]] | None = None) -> Outflow:
        """The payments of these rows."""
        return ledger_outflow(
            rows, self.activity, self.classify, self.rates, self.currency, self.scope, passing_on or {}
        )


class LedgerLinks:
    """What receivers passed on, as the same ledger has it."""

    def __init__(self, reader: LedgerReader, passed_on: dict[str, list[LedgerRow]], rows: Sequence[LedgerRow]) -> None:
        self.memo: dict[tuple[str, int, int], Passed | None] = {}
        self._reader, self._passed_on, self._rows = reader, passed_on, rows
        self._found: dict[str, Linked | None] = {}

    def find(self, activity_id: str) -> Linked | None:
        """What the receiver of that link passed on."""
        if activity_id not in self._found:
            self._found[activity_id] = self._link(activity_id.removeprefix(LEDGER))
        return self._found[activity_id]

    def funded_by(self, activity_id: str) -> Sequence[Linked]:
        """A ledger tells payments by their giver only."""
        return ()

    def _link(self, name: str) -> Linked | None:
        rows = self._passed_on.get(name)
        if not rows:
            return None
        received = self._reader.outflow([r for r in self._rows if fold(r.receiver) == name])
        passed = self._reader.outflow(rows, self._passed_on)
        flow = replace(passed, incoming=received.total, unclear_in=bool(received.unclear_out))
        return Linked(f"{LEDGER}{name}", "", rows[0].giver, self._reader.classify(ActorQuery(name=rows[0].giver)), flow)


def read_books(rows: Sequence[LedgerRow], reader: LedgerReader) -> Books:
    """A ledger's money, each unit counted once, at the programme's own payments; what was odd travels with it."""
    reporter = reader.activity.reporter
    own = {fold(reporter.name), fold(reporter.ref), ""}
    spending, passed_on = _cut(rows, own)
    if not spending and rows:  # a circle of givers: the first one pays
        spending, passed_on = _cut(rows, own | {fold(rows[0].giver)})
    flow = reader.outflow(spending, passed_on)
    links = LedgerLinks(reader, passed_on, rows) if passed_on else None
    share = local_share(flow, (), links)
    if passed_on:
        whole = reader.outflow(rows)
        findings = (
            *(f for f in whole.findings if f.code == "no-rate"),
            *(f for f in flow.findings if f.code != "no-rate"),
        )
        flow = replace(flow, no_rate=whole.no_rate, findings=(*findings, *_circles(rows, reader.activity.file)))
    return Books(flow, share, tuple(spending))


def _cut(rows: Sequence[LedgerRow], own: set[str]) -> tuple[list[LedgerRow], dict[str, list[LedgerRow]]]:
    """The rows that spend the programme's money, and by giver those that pass on what another row paid."""
    names = {fold(row.receiver_ref): fold(row.receiver) for row in rows if row.receiver_ref}
    receivers = {fold(row.receiver) for row in rows} - own
    spending: list[LedgerRow] = []
    passed_on: dict[str, list[LedgerRow]] = {}
    for row in rows:
        giver = names.get(fold(row.giver), fold(row.giver))
        if giver in receivers and giver != fold(row.receiver):
            passed_on.setdefault(giver, []).append(row)
        else:
            spending.append(row)
    return spending, passed_on


def _circles(rows: Sequence[LedgerRow], file: str) -> list[Finding]:
    edges: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for row in rows:
        if row.giver and row.receiver:
            edges.setdefault(fold(row.giver), []).append(fold(row.receiver))
            lines.setdefault(fold(row.giver), row.line)
    return [
        Finding(
            "circular-chain",
            "warning",
            file,
            lines[group[0]],
            {"count": len(group), "activities": ", ".join(group[:5])},
        )
        for group in circles(edges)
    ]


def choice(published: LocalShare, ledger: LocalShare, scope: MoneyScope) -> str:
    """Which account of the money is used, as the code of the reason."""
    if ledger.total <= 0:
        return "money-ledger-empty" if published.total > 0 else "money-none"
    if published.total <= 0:
        return "money-ledger-only"
    if ledger.total < published.total * scope.ledger_least_share:
        return "money-ledger-incomplete"
    known = published.by_definition[scope.definition].coverage or ZERO
    stated = ledger.by_definition[scope.definition].coverage or ZERO
    return "money-ledger-clearer" if stated > known else "money-iati-clearer"


def source_of(code: str, phase: str, published: Decimal, ledger: Decimal) -> MoneySource:
    """The account used, with what each of the two states."""
    used = (
        "ledger"
        if code in ("money-ledger-only", "money-ledger-clearer")
        else "planned"
        if phase == "design"
        else "iati"
    )
    if used != "ledger" and published <= 0:
        used = "none"
    return MoneySource(used, code, published or None, ledger or None)


def difference(
    rows: Sequence[LedgerRow], published: Decimal, ledger: Decimal, reader: LedgerReader
) -> tuple[Finding, ...]:
    """A finding where the two accounts are too far apart."""
    within = reader.scope.sources_agree_within
    if published <= 0 or ledger <= 0 or abs(ledger - published) / published <= within:
        return ()
    values = {
        "ledger": f"{ledger:.2f}", "iati": f"{published:.2f}", "currency": reader.currency,
        "activity": reader.activity.identifier, "percent": f"{within * 100:.0f}",
    }  # fmt: skip
    return (Finding("money-sources-differ", "warning", rows[0].file, rows[0].line, values),)


def places_of(books: Books, reader: LedgerReader) -> Territories | None:
    """The places that the ledger names, each with the money of its rows; None where it names none."""
    if not any(row.place for row in books.rows):
        return None
    by_place: dict[str, list[LedgerRow]] = {}
    for row in books.rows:
        by_place.setdefault(row.place, []).append(row)
    parts = [(rows[0], reader.outflow(rows).total) for rows in by_place.values()]
    countries = tuple(code for code, _ in reader.activity.countries)
    return ledger_territories([row for row, _ in parts], [amount for _, amount in parts], countries)
