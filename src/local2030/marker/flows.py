"""Who was paid how much: an activity's or a ledger's payments, in one currency, netted by recipient.

Kept out, and shown: indirect cost, transfers inside the reporting organisation, rows whose currency has no rate on
their day. Refunds are netted per recipient; a recipient below zero counts nothing and is a finding (marker design, 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from local2030.marker.criteria import MoneyScope
from local2030.vocabulary.activities import DISBURSEMENT, IMPLEMENTING, INCOMING, OUTGOING, Activity, Party, Transaction
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import CLASSES, Actor, ActorQuery
from local2030.vocabulary.programmes import LedgerRow
from local2030.vocabulary.words import fold

ZERO = Decimal(0)
ONE = Decimal(1)
MICRO = Decimal("0.000001")
BELOW_ZERO = "recipient-below-zero"
LEDGER = "ledger:"  # before the name of a receiver whose own payments are in the same ledger
NOBODY = Actor("UNK", "unknown", "no-receiver", 1.0, "")
Classify = Callable[[ActorQuery], Actor]
_new = tuple.__new__  # twice as fast as the records' own, and this is done for every payment

# What a ledger may write in place of an IATI OrganisationType code.
TYPE_OF_CLASS = {"LRG": "11", "LRGA": "11", "NATGOV": "10", "LCSO": "24", "LPRIV": "72", "LACAD": "80", "INTL": "21"}


class Recipient(NamedTuple):
    """One receiver of money: what it got net of refunds, and which of its own activities the money went to."""

    name: str
    ref: str
    actor: Actor
    amount: Decimal  # in the reporting currency, net, never below zero
    partner: bool  # an implementing partner or sub-grantee, and not only a supplier
    payments: int
    links: tuple[tuple[str, Decimal], ...]  # receiver-activity-id: how much went there
    lines: tuple[int, ...]  # the first few lines where it is named
    net: Decimal = ZERO  # the same before what is below zero was cut off
    key: tuple[str, str] = ("", "")  # by what it is told from others: reference or name, and country


@dataclass(frozen=True, slots=True)
class Outflow:
    """All payments of one activity or ledger. `total` is what is in scope, the sum over all recipients."""

    source: str  # iati | planned | ledger
    recipients: tuple[Recipient, ...]
    total: Decimal
    excluded: Mapping[str, Decimal]  # indirect_cost, internal
    no_rate: int
    outgoing: Mapping[str, Decimal]  # before any exclusion, by the currency they were stated in
    incoming: Decimal  # money that came in to the activity
    incoming_from: Mapping[str, Decimal]  # provider-activity-id: how much came from there
    internal_links: frozenset[str]  # activities of the same organisation that internal transfers went to
    payments: int
    unnamed: int  # payments without any receiver
    findings: tuple[Finding, ...]
    unclear_in: bool = False  # income whose amount can't be read or has no rate
    unclear_out: int = 0  # payments whose amount can't be read or has no rate


def outflow(activity: Activity, classify: Classify, rates: RateTable, currency: str, scope: MoneyScope) -> Outflow:
    """What an activity paid out: its disbursements and expenditures (IATI transaction types 3 and 4)."""
    return _net("iati", activity, activity.transactions, classify, rates, currency, scope)


def planned_outflow(
    activity: Activity, classify: Classify, rates: RateTable, currency: str, scope: MoneyScope
) -> Outflow:
    """What an activity means to pay out: its planned disbursements, for the design phase."""
    rows = tuple(
        Transaction(p.number, DISBURSEMENT, p.value, p.currency, p.value_date or p.start, p.start, p.provider, p.receiver,
                    (), "", "", "", "", p.line)
        for p in activity.planned
    )  # fmt: skip
    return _net("planned", activity, rows, classify, rates, currency, scope)


def ledger_outflow(
    rows: Iterable[LedgerRow], activity: Activity, classify: Classify, rates: RateTable, currency: str,
    scope: MoneyScope, passing_on: Container[str] = (),
) -> Outflow:  # fmt: skip
    """What the team's own books say was paid. `activity` gives the reporting organisation, countries and partners.

    `passing_on` holds the folded names of receivers that are givers in other rows: they are linked to those.
    """
    payments = tuple(
        Transaction(
            i, DISBURSEMENT, row.amount, row.currency, row.date, row.date, None,
            Party(row.receiver, row.receiver_ref, TYPE_OF_CLASS.get(row.receiver_type, row.receiver_type),
                  f"{LEDGER}{fold(row.receiver)}" if fold(row.receiver) in passing_on else ""),
            (), row.receiver if _is_indirect(row.receiver, scope.indirect_phrases) else "", "", "", "", row.line,
        )
        for i, row in enumerate(rows, 1)
    )  # fmt: skip
    return _net("ledger", activity, payments, classify, rates, currency, scope)


def joined(flows: Sequence[Outflow]) -> Outflow:
    """Several activities of one programme as one: refunds in one of them are netted against payments in another."""
    if len(flows) == 1:
        return flows[0]
    by_key: dict[tuple[str, str], list[Recipient]] = {}
    for flow in flows:
        for recipient in flow.recipients:
            by_key.setdefault(recipient.key, []).append(recipient)
    findings = [f for flow in flows for f in flow.findings if f.code != BELOW_ZERO]
    merged = tuple(_merged(parts) for parts in by_key.values())
    below = [f for flow in flows for f in flow.findings if f.code == BELOW_ZERO]
    for whole in merged:
        if whole.net < 0:
            named = next((f for f in below if f.values["receiver"] in (whole.name, whole.ref)), below[0])
            findings.append(replace(named, values={**named.values, "amount": str(whole.net)}))
    excluded: dict[str, Decimal] = {}
    outgoing: dict[str, Decimal] = {}
    incoming_from: dict[str, Decimal] = {}
    for flow in flows:
        for sums, parts_ in ((excluded, flow.excluded), (outgoing, flow.outgoing), (incoming_from, flow.incoming_from)):
            for name, amount in parts_.items():
                sums[name] = sums.get(name, ZERO) + amount
    return Outflow(
        flows[0].source, merged, sum((r.amount for r in merged), ZERO), excluded, sum(f.no_rate for f in flows), outgoing,
        sum((f.incoming for f in flows), ZERO), incoming_from,
        frozenset(link for f in flows for link in f.internal_links), sum(f.payments for f in flows),
        sum(f.unnamed for f in flows), tuple(findings), any(f.unclear_in for f in flows), sum(f.unclear_out for f in flows),
    )  # fmt: skip


def _merged(parts: Sequence[Recipient]) -> Recipient:
    if len(parts) == 1:
        return parts[0]
    net = sum((p.net for p in parts), ZERO)
    links: dict[str, Decimal] = {}
    for part in parts:
        for activity_id, amount in part.links:
            links[activity_id] = links.get(activity_id, ZERO) + amount
    named = next((p for p in parts if p.name), parts[0])
    return Recipient(
        named.name, named.ref or parts[0].ref, parts[0].actor, max(net, ZERO), any(p.partner for p in parts),
        sum(p.payments for p in parts), tuple(links.items()), tuple(n for p in parts for n in p.lines)[:5], net, parts[0].key,
    )  # fmt: skip


class _Receiver(NamedTuple):
    """Whom a payment names, completed. `who` tells it from others: reference, name or type; `internal`: the payer itself."""

    who: str
    name: str
    ref: str
    type: str
    link: str
    partner: bool
    internal: bool


_NO_RECEIVER = _Receiver("", "", "", "", "", False, False)


class _Sum:
    """A recipient in the making."""

    __slots__ = ("amount", "lines", "links", "partner", "payments", "query")

    def __init__(self, query: ActorQuery | None, partner: bool) -> None:
        self.query, self.partner = query, partner
        self.amount, self.payments = ZERO, 0
        self.links: dict[str, Decimal] = {}
        self.lines: list[int] = []


def _net(
    source: str, activity: Activity, rows: Iterable[Transaction], classify: Classify, rates: RateTable, currency: str,
    scope: MoneyScope,
) -> Outflow:  # fmt: skip
    countries = tuple([code for code, _ in activity.countries])
    parties: _Parties | None = None
    met: dict[Party, _Receiver] = {}
    sums: dict[tuple[str, str], _Sum] = {}
    outgoing: dict[str, Decimal] = {}
    excluded = {"indirect_cost": ZERO, "internal": ZERO}
    findings: list[Finding] = []
    incoming = ZERO
    incoming_from: dict[str, Decimal] = {}
    internal_links: set[str] = set()
    no_rate = payments = unnamed = unclear_out = 0
    unclear_in = False
    for row in rows:
        kind = row.type
        if kind not in OUTGOING and kind != INCOMING:
            continue
        _, _, value, unit, day, _, provider, receiver, aid_types, description, country, _, _, line = row
        if value is None:
            unclear_in = unclear_in or kind == INCOMING
            unclear_out += kind != INCOMING
            continue
        factor = ONE if unit == currency else rates.factor(unit, day, currency)
        amount = value if factor is ONE else (value * factor).quantize(MICRO) if factor is not None else None
        if kind == INCOMING:
            if amount is None:
                unclear_in = True
                continue
            incoming += amount
            if provider is not None and provider.activity_id:
                origin = provider.activity_id
                incoming_from[origin] = incoming_from.get(origin, ZERO) + amount
            continue
        outgoing[unit] = outgoing.get(unit, ZERO) + value
        if amount is None:
            no_rate += 1
            unclear_out += 1
            findings.append(_no_rate(activity, row))
            continue
        named = _NO_RECEIVER
        if receiver is not None:
            if receiver not in met:
                parties = parties or _Parties(activity)
                met[receiver] = parties.receiver(receiver)
            named = met[receiver]
        who, name, ref, type_, link, partner, internal = named
        if internal:
            excluded["internal"] += amount
            if link:
                internal_links.add(link)
            continue
        if (aid_types and not scope.indirect_aid_types.isdisjoint(aid_types)) or (
            description and _is_indirect(description, scope.indirect_phrases)
        ):
            excluded["indirect_cost"] += amount
            continue
        payments += 1
        key = (who, country)
        entry = sums.get(key)
        if entry is None:
            asked = (name, ref, type_, "", "", (), (country,) if country else countries)
            entry = sums[key] = _Sum(_new(ActorQuery, asked) if who else None, partner)
        entry.amount += amount
        entry.payments += 1
        if not who:
            unnamed += 1
        if len(entry.lines) < 5:
            entry.lines.append(line)
        if link:
            entry.links[link] = entry.links.get(link, ZERO) + amount
    _without_doubles(sums)
    recipients = tuple(_recipients(sums, activity, classify, findings))
    return Outflow(
        source, recipients, sum((r.amount for r in recipients), ZERO), excluded, no_rate, outgoing, incoming,
        incoming_from, frozenset(internal_links), payments, unnamed, tuple(findings), unclear_in, unclear_out,
    )  # fmt: skip


def _without_doubles(sums: dict[tuple[str, str], _Sum]) -> None:
    """A receiver that some rows give with its reference and others by name alone is one receiver."""
    by_name = {
        (fold(entry.query.name), key[1]): key
        for key, entry in sums.items()
        if entry.query is not None and entry.query.ref and entry.query.name
    }
    for key in [
        key for key, entry in sums.items() if entry.query is not None and not entry.query.ref and key in by_name
    ]:
        double, whole = sums.pop(key), sums[by_name[key]]
        whole.amount += double.amount
        whole.payments += double.payments
        whole.partner = whole.partner or double.partner
        whole.lines = (whole.lines + double.lines)[:5]
        for link, amount in double.links.items():
            whole.links[link] = whole.links.get(link, ZERO) + amount


def _recipients(
    sums: Mapping[tuple[str, str], _Sum], activity: Activity, classify: Classify, findings: list[Finding]
) -> Iterable[Recipient]:
    for key, entry in sums.items():
        query, net = entry.query, entry.amount
        amount = net
        if amount < 0:
            name = (query.name or query.ref) if query else ""
            findings.append(
                Finding(BELOW_ZERO, "warning", activity.file, entry.lines[0],
                        {"receiver": name, "amount": str(amount), "activity": activity.identifier})
            )  # fmt: skip
            amount = ZERO
        links = tuple(entry.links.items())
        actor = classify(query) if query is not None else NOBODY
        partner = entry.partner or bool(links)
        yield _new(
            Recipient,
            (query.name if query else "", query.ref if query else "", actor, amount, partner, entry.payments, links,
             tuple(entry.lines), net, key),
        )  # fmt: skip


class _Parties:
    """The activity's organisations, to complete a receiver that is given by its ref or name alone."""

    __slots__ = ("by_name", "by_ref", "partners", "reporter_name", "reporter_ref")

    def __init__(self, activity: Activity) -> None:
        self.reporter_ref, self.reporter_name = activity.reporter.ref.upper(), fold(activity.reporter.name)
        self.by_ref: dict[str, tuple[str, str]] = {}
        self.by_name: dict[str, tuple[str, str]] = {}
        self.partners: set[str] = set()
        for name, ref, type_, role, _, _ in activity.parties:
            upper, folded = ref.upper(), fold(name)
            if ref:
                known = self.by_ref.get(upper, ("", ""))
                self.by_ref[upper] = (known[0] or name, known[1] or type_)
            if name:
                known = self.by_name.get(folded, ("", ""))
                self.by_name[folded] = (known[0] or ref, known[1] or type_)
            if role == IMPLEMENTING:
                self.partners.update(x for x in (upper, folded) if x)

    def receiver(self, party: Party) -> _Receiver:
        """Who is meant, with what the participating organisations add, and whether it implements."""
        name, ref, type_, link = party
        partner = False
        if name or ref:
            if ref and (not name or not type_):
                other_name, other_type = self.by_ref.get(ref.upper(), ("", ""))
                name, type_ = name or other_name, type_ or other_type
            if name and (not ref or not type_):
                other_ref, other_type = self.by_name.get(fold(name), ("", ""))
                ref, type_ = ref or other_ref, type_ or other_type
            partner = ref.upper() in self.partners or fold(name) in self.partners
        internal = ref.upper() == self.reporter_ref if ref else bool(name) and fold(name) == self.reporter_name
        return _Receiver(ref.upper() or fold(name) or type_, name, ref, type_, link, partner, internal)


def _no_rate(activity: Activity, row: Transaction) -> Finding:
    return Finding(
        "no-rate", "warning", activity.file, row.line,
        {"currency": row.currency or "?", "date": str(row.value_date or "?"), "amount": str(row.value),
         "activity": activity.identifier},
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _is_indirect(text: str, phrases: tuple[str, ...]) -> bool:
    return _phrases(phrases).search(fold(text)) is not None


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True)) + r")(?!\w)"
    )


def by_class(recipients: Iterable[Recipient]) -> dict[str, Decimal]:
    """Money by class of the first recipient; every class is there, unknown among them."""
    sums = dict.fromkeys((str(c) for c in CLASSES), ZERO)
    for recipient in recipients:
        sums[recipient.actor.actor_class] += recipient.amount
    return sums
