"""Evidence for each criterion: what the published records show by themselves, and what the claims' items are worth.

An item is `checked` when a machine could verify it (the quote stands on its page, the payment is in the books, the
place exists, the actor is local), else it stays `submitted` and proves nothing. People accept or reject in the review.
To have something computed for a new criterion, add one function here and call it in `recorded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.flows import Recipient
from local2030.marker.territories import Territories, named_place
from local2030.vocabulary.activities import EXTENDING, IMPLEMENTING, Activity
from local2030.vocabulary.organisations import STRICT, Actor, ActorQuery
from local2030.vocabulary.programmes import CheckedClaim
from local2030.vocabulary.words import fold

OUTCOME = "2"
SURE_ACTOR = 0.8  # below it a name alone is no register entry
SAME_AMOUNT = Decimal("0.01")
STRONG_RULES = ("register", "org-id")  # rule ids that rest on a register: a person's, or a national one


class Item(NamedTuple):
    """One piece of evidence. `level` is the highest level of the criterion that it can support."""

    criterion: str
    kind: str
    status: str  # submitted | checked
    level: int
    code: str
    values: Mapping[str, object]
    file: str
    line: int | None
    element: str
    how_many: int
    page: int | None = None
    quote: str = ""
    sha256: str = ""


class Decision(NamedTuple):
    """What reviewers said of an item: accepted or rejected, and the level that they accepted it for, None as handed in."""

    status: str
    level: int | None = None


def item_key(item: Item) -> str:
    """What names an item for a decision: its criterion, kind and where it stands."""
    return f"{item.criterion}:{item.kind}:{item.file}:{item.line or ''}:{item.element}:{item.code if not item.line else ''}"


def decided(items: Iterable[Item], decisions: Mapping[str, Decision]) -> tuple[Item, ...]:
    """The items with people's decisions (by `item_key`): theirs stand above what a machine could check."""
    found = []
    for item in items:
        decision = decisions.get(item_key(item))
        if decision is not None:
            item = item._replace(status=decision.status, level=item.level if decision.level is None else decision.level)
        found.append(item)
    return tuple(found)


class Partner(NamedTuple):
    """A participating organisation that implements or extends, and who it is."""

    name: str
    ref: str
    role: str
    actor: Actor
    line: int


class Records(NamedTuple):
    """All that the published records and books say of a programme."""

    activities: tuple[Activity, ...]
    flow_recipients: tuple[Recipient, ...]
    territories: Territories
    partners: tuple[Partner, ...]
    source: str  # of the money used: iati | planned | ledger | none
    file: str  # where the activities stand
    money_file: str  # where the payments stand
    places_file: str


def partners(activities: Iterable[Activity], classify: Callable[[ActorQuery], Actor]) -> tuple[Partner, ...]:
    """The organisations that implement or extend; who only funds or accounts is never asked about."""
    found = []
    for activity in activities:
        countries = tuple(code for code, _ in activity.countries)
        for name, ref, type_, role, _, line in activity.parties:
            if role in (IMPLEMENTING, EXTENDING):
                found.append(
                    Partner(name, ref, role, classify(ActorQuery(name, ref, type_, "", role, (), countries)), line)
                )
    return tuple(found)


def recorded(records: Records) -> list[Item]:
    """What the records show by themselves, without any claim."""
    items: list[Item] = []
    _places(records, items)
    _money(records, items)
    _local_work(records, items)
    _results(records, items)
    return items


def _places(records: Records, items: list[Item]) -> None:
    where = records.territories
    if where.below_national:
        line = next(t.line for t in where.places if t.level >= 1)
        values = {"count": where.below_national, "of": len({(t.code, t.point, t.name) for t in where.places})}
        items.append(Item("C1", "P", "checked", 3, "places-below-national", values, records.places_file, line,
                          "location", where.below_national))  # fmt: skip


def _money(records: Records, items: list[Item]) -> None:
    named = sum(r.payments for r in records.flow_recipients if r.name or r.ref)
    payments = sum(r.payments for r in records.flow_recipients)
    if payments:
        element = (
            "ledger row"
            if records.source == "ledger"
            else "transaction"
            if records.source == "iati"
            else "planned-disbursement"
        )
        items.append(Item("C4", "M", "checked", 3, "payments-read", {"count": payments, "named": named}, records.money_file,
                          None, element, payments))  # fmt: skip


def _local_work(records: Records, items: list[Item]) -> None:
    paid = [r for r in records.flow_recipients if r.actor.actor_class in STRICT and r.amount > 0]
    if paid:
        with_agreement = any(r.links for r in paid)
        lines = [line for r in paid for line in r.lines]
        items.append(Item("C5", "M", "checked", 2 if with_agreement else 1, "local-actors-paid",
                          {"count": len(paid), "names": _names(r.name or r.ref for r in paid)}, records.money_file,
                          lines[0] if lines else None, "transaction", sum(r.payments for r in paid)))  # fmt: skip
    local = [p for p in records.partners if p.actor.actor_class in STRICT]
    if local:
        items.append(Item("C5", "T", "checked", 1, "local-partners-named",
                          {"count": len(local), "names": _names(p.name or p.ref for p in local)}, records.file,
                          local[0].line, "participating-org", len(local)))  # fmt: skip
    registered = [
        (name, actor, line)
        for name, actor, line in (
            *((r.name or r.ref, r.actor, r.lines[0] if r.lines else None) for r in paid),
            *((p.name or p.ref, p.actor, p.line) for p in local),
        )
        if actor.rule.startswith(STRONG_RULES)
    ]
    if registered:
        items.append(Item("C5", "T", "checked", 3, "local-actors-registered",
                          {"count": len(registered), "names": _names(n for n, _, _ in registered)}, records.money_file,
                          registered[0][2], "receiver-org", len(registered)))  # fmt: skip


def _results(records: Records, items: list[Item]) -> None:
    """Counts are level 1, outcomes with baseline and target for a place level 2.

    Level 3 can't be read from a file: that the values came from a local source, on time, somebody local has to say.
    """
    indicators = [i for a in records.activities for i in a.indicators if i.baselines or i.targets or i.actuals]
    if not indicators:
        return
    tracked = [i for i in indicators if i.result_type == OUTCOME and i.placed_baselines and i.placed_targets]
    reported = [i for i in tracked if i.placed_actuals]
    level, chosen, code = 1, indicators, "results-counted"
    if tracked:
        level, chosen = 2, reported or tracked
        code = "outcomes-reported-by-place" if reported else "outcomes-tracked-by-place"
    values = {"count": len(chosen), "of": len(indicators)}
    items.append(
        Item("C7", "R", "checked", level, code, values, records.file, chosen[0].line, "result/indicator", len(chosen))
    )


def claimed(claims: Sequence[CheckedClaim], records: Records, classify: Callable[[ActorQuery], Actor]) -> list[Item]:
    """The claims' evidence items, each checked as far as a machine can; rows without a kind are bare claims."""
    countries = tuple(dict.fromkeys(code for a in records.activities for code, _ in a.countries))
    items = []
    for claim in claims:
        if claim.row.kind:
            code, values = _check(claim, records, classify, countries)
            status = "checked" if code in CHECKED_CODES else "submitted"
            row = claim.row
            worth = _worth(claim, records, classify, countries)
            named = {"actor": row.actor, "place": row.place, "document": row.file_or_url, **values}
            page, quote, digest = row.page, row.quote, claim.sha256
            if row.in_confidence:  # counted, not named
                named, page, quote, digest = dict.fromkeys(named, WITHHELD), None, "", ""
            items.append(
                Item(
                    row.criterion,
                    row.kind,
                    status,
                    worth,
                    code,
                    named,
                    row.file,
                    row.line,
                    "row",
                    1,
                    page,
                    quote,
                    digest,
                )
            )
    return items


def _worth(
    claim: CheckedClaim, records: Records, classify: Callable[[ActorQuery], Actor], countries: tuple[str, ...]
) -> int:
    """The level an item can support: as claimed, but at most what it is.

    A result that names no place counts something, and no more; values reached (level 3) need a local actor as source.
    What a document supports without a person's word is bounded by the rubric (`machine_most`).
    """
    level = claim.row.claimed_level or 0
    if claim.row.kind == "M":
        return min(level, _worth_of_payment(claim, records, classify, countries))
    if claim.row.kind == "T":
        return min(level, _worth_of_actor(claim, records, classify, countries))
    if claim.row.kind != "R":
        return level
    if named_place(claim.row.place, countries)[2] < 1:
        return min(level, 1)
    local = _actor(claim.row.actor, records, classify, countries).actor_class in STRICT if level > 2 else False
    return level if local else min(level, 2)


def _worth_of_payment(
    claim: CheckedClaim, records: Records, classify: Callable[[ActorQuery], Actor], countries: tuple[str, ...]
) -> int:
    """A payment shows that a local actor was paid (1), or under a sub-agreement with records of its own (2); no more."""
    paid = _paid(claim.row.actor, records)
    if not records.flow_recipients and claim.quote_found:
        return int(_actor(claim.row.actor, records, classify, countries).actor_class in STRICT)
    if paid is None or paid.actor.actor_class not in STRICT:
        return 0
    return 2 if paid.links else 1


def _worth_of_actor(
    claim: CheckedClaim, records: Records, classify: Callable[[ActorQuery], Actor], countries: tuple[str, ...]
) -> int:
    """A local actor shows something of a programme that pays it or names it as partner, more where a register has it."""
    if not _is_met(claim.row.actor, records):
        return 2 if claim.quote_found else 0
    strong = _actor(claim.row.actor, records, classify, countries).rule.startswith(STRONG_RULES)
    return 3 if strong else 2


def _is_met(name: str, records: Records) -> bool:
    """Whether the programme's own records pay that actor or name it as one that implements or extends."""
    wanted = fold(name)
    met = [(r.name, r.ref) for r in records.flow_recipients if r.amount > 0]
    met += [(p.name, p.ref) for p in records.partners]
    return bool(wanted) and any(wanted in (fold(other), fold(ref)) for other, ref in met)


def _paid(name: str, records: Records) -> Recipient | None:
    """The receiver of that name or reference, if it was paid."""
    for recipient in records.flow_recipients:
        same = fold(name) == fold(recipient.name) or (recipient.ref and name.upper() == recipient.ref.upper())
        if name and same and recipient.amount > 0:
            return recipient
    return None


WITHHELD = "(in confidence)"
CHECKED_CODES = frozenset({"quote-found", "payment-found", "place-found", "actor-local", "attestation-found"})


def _check(
    claim: CheckedClaim, records: Records, classify: Callable[[ActorQuery], Actor], countries: tuple[str, ...]
) -> tuple[str, dict[str, object]]:
    row = claim.row
    if row.kind == "P":
        code, _, level = named_place(row.place, countries)
        return ("place-found", {"code": code, "level": level}) if level >= 1 else ("place-not-found", {})
    if row.kind == "M":
        return _payment(claim, records)
    if row.kind == "T":
        actor = _actor(row.actor, records, classify, countries)
        sure = actor.actor_class in STRICT and (actor.rule.startswith(STRONG_RULES) or actor.confidence >= SURE_ACTOR)
        values: dict[str, object] = {"class": actor.actor_class, "rule": actor.rule}
        if sure and not _is_met(row.actor, records) and not claim.quote_found:
            return "actor-not-met", values
        return ("actor-local" if sure else "actor-not-sure"), values
    if not claim.quote_found:
        return _not_found(claim), {}
    if row.kind == "D" and row.date is None:
        return "document-undated", {}
    if row.kind == "A":
        actor = _actor(row.actor, records, classify, countries)
        local = actor.actor_class in STRICT
        return ("attestation-found" if local else "attestation-not-local"), {
            "class": actor.actor_class,
            "rule": actor.rule,
        }
    return "quote-found", {}


def _not_found(claim: CheckedClaim) -> str:
    if claim.quote_found is None:
        return "nothing-to-look-in"
    return "quote-on-other-page" if claim.found_on_page else "quote-not-found"


def _payment(claim: CheckedClaim, records: Records) -> tuple[str, dict[str, object]]:
    """A money item holds where the books show at least that much to that actor, within a hundredth."""
    row, recipient = claim.row, _paid(claim.row.actor, records)
    if recipient is not None:
        if row.amount is None or recipient.amount >= row.amount * (1 - SAME_AMOUNT):
            return "payment-found", {"amount": str(recipient.amount)}
        return "payment-smaller", {"amount": str(recipient.amount), "claimed": str(row.amount)}
    if claim.quote_found and not records.flow_recipients:
        return "quote-found", {}
    return "payment-not-found", {}


def _actor(name: str, records: Records, classify: Callable[[ActorQuery], Actor], countries: tuple[str, ...]) -> Actor:
    """Who an organisation of a claim is: as the programme's own records know it, else by its name."""
    wanted = fold(name)
    known = [(r.name, r.ref, r.actor) for r in records.flow_recipients]
    known += [(p.name, p.ref, p.actor) for p in records.partners]
    for other_name, ref, actor in known:
        if wanted and wanted in (fold(other_name), fold(ref)):
            return actor
    return classify(ActorQuery(name=name, countries=countries))


def _names(names: Iterable[str], most: int = 3) -> str:
    different = list(dict.fromkeys(n for n in names if n))
    return ", ".join(different[:most]) + ("…" if len(different) > most else "")
