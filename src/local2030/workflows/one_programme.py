"""One programme, out of its activities, its books and its claims: gathers the material and has it scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from local2030.marker.criteria import Rubric
from local2030.marker.evidence import Records, claimed, partners, recorded
from local2030.marker.flows import ZERO, Outflow, joined, outflow, planned_outflow
from local2030.marker.local_share import Links, local_share
from local2030.marker.score import Material, MoneySource, Score, score
from local2030.marker.territories import territories
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import Actor, ActorQuery
from local2030.vocabulary.programmes import CheckedClaim, LedgerRow, VerdictRow
from local2030.vocabulary.published_marker import published_claim
from local2030.vocabulary.words import fold
from local2030.workflows.ledger_money import LedgerReader, choice, difference, places_of, read_books, source_of
from local2030.workflows.verdict_keys import judged

CENT = Decimal("0.01")
MOST = Decimal(10) ** 15  # beyond it a sum is a slip or an attack


@dataclass(frozen=True, slots=True)
class Desk:
    """What every programme of a run is scored with."""

    rubric: Rubric
    classify: Callable[[ActorQuery], Actor]
    rates: RateTable
    currency: str
    phase: str


def score_activities(
    identifier: str, activities: tuple[Activity, ...], desk: Desk, links: Links | None = None,
    claims: Sequence[CheckedClaim] = (), ledger: Sequence[LedgerRow] | None = None,
    verdicts: Sequence[VerdictRow] = (),
) -> Score:  # fmt: skip
    """The score of one programme. Without `links` no other activity is asked about; `ledger` None: none was given.

    `verdicts`: what reviewers decided of its items, and which criteria they let be left out.
    """
    rubric = desk.rubric
    pays = planned_outflow if desk.phase == "design" else outflow
    all_flows = [(a, pays(a, desk.classify, desk.rates, desk.currency, rubric.money)) for a in activities]
    spending, findings = _spending(all_flows)
    flow = joined([f for _, f in spending])
    share = local_share(flow, [a.identifier for a, _ in spending], links)
    flow = _with_left_out(flow, all_flows, spending)
    money = _published(share.total, desk.phase)
    where = territories(_parts(all_flows, spending, share.total), share.total)
    file = books_file = activities[0].file
    if ledger is not None:
        reader = LedgerReader(replace(activities[0], file=ledger[0].file if ledger else file), desk.classify, desk.rates,
                              desk.currency, rubric.money)  # fmt: skip
        books = read_books(ledger, reader)
        code = choice(share, books.share, rubric.money)
        money = source_of(code, desk.phase, share.total, books.share.total)
        findings += difference(ledger, share.total, books.share.total, reader)
        if money.used == "none" and books.flow.no_rate:
            flow = replace(books.flow, recipients=(), total=ZERO)  # nothing in scope, but rows were left out
        if money.used == "ledger":
            flow, share, books_file = books.flow, books.share, ledger[0].file
            where = places_of(books, reader) or territories(_parts(all_flows, spending, share.total), share.total)
    findings += (*flow.findings, *where.findings, *_published_claim(activities))
    met = partners(activities, desk.classify)
    findings += _much_indirect(flow, rubric, file)
    records = Records(activities, flow.recipients, where, met, money.used, file, books_file,
                      books_file if where.from_ledger else file)  # fmt: skip
    items = recorded(records)
    if claims:
        items += claimed(claims, records, desk.classify)
    left_out = {row.criterion: row.reason for row in verdicts if row.verdict == "not-applicable"}
    material = Material(
        identifier, activities[0].title, desk.phase, activities, ((identifier, flow),), share, where, met, tuple(claims),
        judged(items, verdicts), money, left_out, tuple(findings), unread(flow, desk),
    )  # fmt: skip
    return score(material, rubric)


def unread(flow: Outflow, desk: Desk) -> Decimal:
    """What payments without a rate may have been worth, at the nearest rate or else like the mean of the others.

    It is in no sum; it says how much the sums leave open.
    """
    worth = ZERO
    usual = flow.total / flow.payments if flow.payments else ZERO
    for finding in flow.findings:
        if finding.code == "no-rate":
            of = finding.values
            day = str(of["date"])
            factor = desk.rates.nearest_factor(
                str(of["currency"]), date.fromisoformat(day) if day != "?" else None, desk.currency
            )
            worth += usual if factor is None else abs(Decimal(str(of["amount"])) * factor)
    return worth.quantize(CENT) if worth.is_finite() and worth < MOST else MOST


def _much_indirect(flow: Outflow, rubric: Rubric, file: str) -> Iterator[Finding]:
    indirect = flow.excluded.get("indirect_cost", ZERO)
    if flow.total > 0 and indirect > rubric.money.indirect_most * (flow.total + indirect):
        part, most = indirect / (flow.total + indirect), rubric.money.indirect_most
        values = {"percent": f"{part * 100:.1f}", "most": f"{float(most) * 100:g}", "amount": f"{indirect:.2f}"}
        yield Finding("indirect-cost-high", "warning", file, None, values)


def _published_claim(activities: Sequence[Activity]) -> Iterator[Finding]:
    """Said where the aid data bring a level of the marker: it is a claim, whoever published it."""
    for activity in activities:
        level = published_claim((activity,))
        if level is not None:
            yield Finding("published-claim-read", "info", activity.file, activity.line, {"level": level})


def _with_left_out(
    flow: Outflow, flows: Sequence[tuple[Activity, Outflow]], spending: Sequence[tuple[Activity, Outflow]]
) -> Outflow:
    """The programme's payments, with the rows that members who only pass money on had to leave out."""
    if len(flows) == len(spending):
        return flow
    paying = {id(activity) for activity, _ in spending}
    others = [f for activity, f in flows if id(activity) not in paying]
    findings = tuple(x for f in others for x in f.findings if x.code == "no-rate")
    return replace(flow, no_rate=flow.no_rate + sum(f.no_rate for f in others), findings=flow.findings + findings)


def _published(total: Decimal, phase: str) -> MoneySource:
    """Where the money is read from when there is no ledger."""
    if total <= 0:
        return MoneySource("none", "money-none", None, None)
    if phase == "design":
        return MoneySource("planned", "money-planned", total, None)
    return MoneySource("iati", "money-iati-only", total, None)


def _parts(
    flows: Sequence[tuple[Activity, Outflow]], spending: Sequence[tuple[Activity, Outflow]], total: Decimal
) -> list[tuple[Activity, Decimal]]:
    """Each activity with its part of the money in scope; those that only pass money on are there for their places."""
    if len(flows) == 1:
        return [(flows[0][0], total)]
    paid = {id(activity): flow.total for activity, flow in spending}
    whole = sum(paid.values(), ZERO)
    share = {key: amount / whole if whole > 0 else Decimal(1) / len(paid) for key, amount in paid.items()}
    return [(activity, total * share.get(id(activity), ZERO)) for activity, _ in flows]


def _spending(
    flows: Sequence[tuple[Activity, Outflow]],
) -> tuple[Sequence[tuple[Activity, Outflow]], list[Finding]]:
    """The activities whose payments are the programme's: those that live on another member's money add nothing.

    A transfer inside one organisation is no payment to anybody, so what its other activity then pays is direct.
    """
    if len(flows) == 1:
        return flows, []
    members = {activity.identifier: (activity, flow) for activity, flow in flows}
    funded: set[str] = set()
    findings = []
    for activity, flow in flows:
        for recipient in flow.recipients:
            funded.update(ref for ref, amount in recipient.links if amount > 0 and ref != activity.identifier)
        for origin, amount in flow.incoming_from.items():
            if origin not in members or origin == activity.identifier:
                continue
            payer, paid = members[origin]
            if payer.reporter.ref and payer.reporter.ref.upper() == activity.reporter.ref.upper():
                continue
            funded.add(activity.identifier)
            if not _pays(paid, activity):
                values = {"activity": activity.identifier, "payer": origin, "amount": f"{amount:.2f}"}
                findings.append(Finding("income-not-paid-out", "warning", activity.file, activity.line, values))
    rest = [(activity, flow) for activity, flow in flows if activity.identifier not in funded]
    return rest or flows[:1], findings  # a circle of activities that all live on each other: the first one pays


def _pays(flow: Outflow, activity: Activity) -> bool:
    """Whether a payment to that activity, or to the organisation that reports it, is among these."""
    name, ref = fold(activity.reporter.name), activity.reporter.ref.upper()
    return any(
        activity.identifier in dict(r.links) or (ref and r.ref.upper() == ref) or (name and fold(r.name) == name)
        for r in flow.recipients
    )


def tally(material: Material) -> dict[str, float]:
    """What can be known from this programme, as counts that add up over a file."""
    payments = sum(flow.payments for _, flow in material.flows)
    return {
        "payments": payments,
        "named": payments - sum(flow.unnamed for _, flow in material.flows),
        "below": material.territories.below_national,
        "results": sum(len(activity.indicators) for activity in material.activities),
        "money": float(material.share.total),
        "known": float(material.share.total - material.share.unknown),
    }
