"""One programme, out of its activities, its books and its claims: gathers the material and has it scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from local2030.marker.criteria import Rubric
from local2030.marker.evidence import Records, claimed, partners, recorded
from local2030.marker.flows import ZERO, Outflow, ledger_outflow, outflow, planned_outflow
from local2030.marker.local_share import Links, LocalShare, local_share
from local2030.marker.score import Material, MoneySource, Score, score
from local2030.marker.territories import Territories, ledger_territories, territories
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import Actor, ActorQuery
from local2030.vocabulary.programmes import CheckedClaim, LedgerRow


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
    claims: Sequence[CheckedClaim] = (), ledger: Sequence[LedgerRow] = (),
) -> Score:  # fmt: skip
    """The score of one programme. Without `links` no other activity is asked about."""
    rubric = desk.rubric
    pays = planned_outflow if desk.phase == "design" else outflow
    all_flows = [(a, pays(a, desk.classify, desk.rates, desk.currency, rubric.money)) for a in activities]
    spending = _spending(all_flows)
    flows = tuple((a.identifier, flow) for a, flow in spending)
    share = local_share(flows, links)
    money, findings = MoneySource("none", "money-none", None, None), [f for _, flow in flows for f in flow.findings]
    if share.total > 0:
        planned = desk.phase == "design"
        money = MoneySource(
            "planned" if planned else "iati", "money-planned" if planned else "money-iati-only", share.total, None
        )
    where = territories([(a, flow.total) for a, flow in _with_places(all_flows, spending)], share.total)
    if ledger:
        flows, share, where, money, more = _with_ledger(ledger, activities, desk, flows, share, where)
        findings += more
    findings += where.findings
    met = partners(activities, desk.classify)
    recipients = tuple(r for _, flow in flows for r in flow.recipients)
    file = activities[0].file
    books = ledger[0].file if money.used == "ledger" else file
    records = Records(activities, recipients, where, met, money.used, file, books, books if where.from_ledger else file)
    items = recorded(records)
    if claims:
        items += claimed(claims, records, desk.classify)
    material = Material(
        identifier, activities[0].title, desk.phase, activities, flows, share, where, met, tuple(claims), tuple(items),
        money, {}, tuple(findings),
    )  # fmt: skip
    return score(material, rubric)


def _spending(flows: Sequence[tuple[Activity, Outflow]]) -> list[tuple[Activity, Outflow]]:
    """The activities whose payments are the programme's: those that live on another member's money add nothing.

    A transfer inside one organisation is no payment to anybody, so what its other activity then pays is direct.
    """
    if len(flows) == 1:
        return list(flows)
    members = {activity.identifier for activity, _ in flows}
    reporter = {activity.identifier: activity.reporter.ref.upper() for activity, _ in flows}
    funded: set[str] = set()
    for activity, flow in flows:
        for recipient in flow.recipients:
            funded.update(ref for ref, amount in recipient.links if amount > 0 and ref != activity.identifier)
        for origin in flow.incoming_from:
            same = reporter.get(origin) == activity.reporter.ref.upper() and activity.reporter.ref
            if origin in members and origin != activity.identifier and not same:
                funded.add(activity.identifier)
    rest = [(activity, flow) for activity, flow in flows if activity.identifier not in funded]
    return rest or [flows[0]]  # a circle of activities that all live on each other: the first one pays


def _with_places(
    flows: Sequence[tuple[Activity, Outflow]], spending: Sequence[tuple[Activity, Outflow]]
) -> Sequence[tuple[Activity, Outflow]]:
    """The spending activities, and the others for their places only (they spend no money of their own)."""
    if len(flows) == len(spending):
        return spending
    ids = {id(activity) for activity, _ in spending}
    nothing = Outflow("iati", (), ZERO, {}, 0, {}, ZERO, {}, frozenset(), 0, 0, ())
    return [(a, flow if id(a) in ids else nothing) for a, flow in flows]


def _with_ledger(
    ledger: Sequence[LedgerRow], activities: tuple[Activity, ...], desk: Desk,
    flows: tuple[tuple[str, Outflow], ...], share: LocalShare, where: Territories,
) -> tuple[tuple[tuple[str, Outflow], ...], LocalShare, Territories, MoneySource, list[Finding]]:  # fmt: skip
    """Published money and the ledger compared, never added up: the one that knows more of the receivers is used."""
    scope, first = desk.rubric.money, activities[0]

    def books(rows: Sequence[LedgerRow]) -> Outflow:
        return ledger_outflow(rows, first, desk.classify, desk.rates, desk.currency, scope)

    flow = books(ledger)
    stated = local_share(((f"ledger:{first.identifier}", flow),))
    findings = list(flow.findings)
    published, total = share.total, stated.total
    if published > 0 and total > 0 and abs(total - published) / published > scope.sources_agree_within:
        values = {
            "ledger": f"{total:.2f}", "iati": f"{published:.2f}", "currency": desk.currency, "activity": first.identifier,
            "percent": f"{scope.sources_agree_within * 100:.0f}",
        }  # fmt: skip
        findings.append(Finding("money-sources-differ", "warning", ledger[0].file, ledger[0].line, values))
    code = _choice(share, stated, scope.ledger_least_share, scope.definition)
    source = "planned" if desk.phase == "design" else "iati"
    if code not in ("money-ledger-only", "money-ledger-clearer"):
        used = source if published > 0 else "none"
        return flows, share, where, MoneySource(used, code, published or None, total or None), findings
    if any(row.place for row in ledger):
        by_place: dict[str, list[LedgerRow]] = {}
        for row in ledger:
            by_place.setdefault(row.place, []).append(row)
        parts = [(rows[0], books(rows).total) for rows in by_place.values()]
        countries = tuple(code_ for code_, _ in first.countries)
        placed = ledger_territories([row for row, _ in parts], [amount for _, amount in parts], countries)
        where = placed if placed.below_national or not where.places else where
    money = MoneySource("ledger", code, published or None, total)
    return ((f"ledger:{first.identifier}", flow),), stated, where, money, findings


def _choice(published: LocalShare, ledger: LocalShare, least: Decimal, definition: str) -> str:
    if ledger.total <= 0:
        return "money-iati-only" if published.total > 0 else "money-none"
    if published.total <= 0:
        return "money-ledger-only"
    if ledger.total < published.total * least:
        return "money-ledger-incomplete"
    known = published.by_definition[definition].coverage or ZERO
    stated = ledger.by_definition[definition].coverage or ZERO
    return "money-ledger-clearer" if stated > known else "money-iati-clearer"


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
