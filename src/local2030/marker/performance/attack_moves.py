"""The changes that an attack may be made of: each makes the records look more local, and none brings money or a say.

A move takes a case (activities, claims, ledger) and gives the changed one; who searches puts several together. To have
another kind of attack tried, add a function here, name it in `moves_for`, and give it a cost in attack_costs.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from local2030.marker.criteria import Rubric
from local2030.marker.flows import Recipient
from local2030.marker.performance.attack_costs import AttackCosts
from local2030.marker.score import Score
from local2030.vocabulary.activities import OUTGOING, Activity, Location, Party, Transaction
from local2030.vocabulary.organisations import STRICT
from local2030.vocabulary.programmes import CheckedClaim, ClaimRow, LedgerRow
from local2030.vocabulary.words import fold

FILE = "attack"  # where made-up claims say that they stand
MADE_DAY = date(2025, 1, 15)
NO_RATE_DAY = date(1951, 1, 1)
LOCAL_TYPES = ("11", "24")  # local government; NGO based in the partner country
TOWN = "Municipality"
NAMED = frozenset({"P", "T", "M"})  # evidence that consists in naming what the records hold, or could hold


@dataclass(frozen=True, slots=True)
class Case:
    """What a programme hands in; `ledger` None where none was given."""

    activities: tuple[Activity, ...]
    claims: tuple[CheckedClaim, ...] = ()
    ledger: tuple[LedgerRow, ...] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One change. `kind` names its cost, `attack-<kind>` its words; `receiver` is whom it is about, if anybody."""

    kind: str
    cost: float
    values: Mapping[str, object]
    apply: Callable[[Case], Case]
    receiver: str = ""


def moves_for(case: Case, before: Score, rubric: Rubric, costs: AttackCosts) -> tuple[Move, ...]:
    """All moves that are tried on a case, the cheapest first."""
    found = [
        *_words(case, costs), *_claims(case, before, rubric, costs), *_receivers(case, before, costs),
        *_payments(case, before, costs), *_places(case, costs),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda m: (m.cost, m.kind, str(sorted(m.values.items())))))


def _move(kind: str, costs: AttackCosts, apply: Callable[[Case], Case], whom: str = "", **values: object) -> Move:
    return Move(kind, costs.of[kind], values, apply, whom)


def _words(case: Case, costs: AttackCosts) -> Iterator[Move]:
    def title(c: Case) -> Case:
        first = replace(c.activities[0], title=f"Localized: {c.activities[0].title}",
                        description="Led by municipalities, owned by local actors, localized throughout.")  # fmt: skip
        return replace(c, activities=(first, *c.activities[1:]))

    yield _move("title", costs, title)


def _claims(case: Case, before: Score, rubric: Rubric, costs: AttackCosts) -> Iterator[Move]:
    actor, place = _local_actor(before), _known_place(case, before)
    top = {c.id: c.most.get(before.material.phase, 3) for c in rubric.criteria}
    for scored, criterion in zip(before.criteria, rubric.criteria, strict=True):
        most = top[criterion.id]
        if scored.proven >= most or scored.state == "not_applicable":
            continue
        yield _added("bare-claim", costs, _row(before, criterion.id, most, "", "", ""), None)
        kinds = sorted({kind for rule in criterion.levels[scored.proven :] for need in rule.needs for kind in need})
        for kind in kinds:
            yield _added("empty-claim", costs, _row(before, criterion.id, most, kind, "", ""), None)
            made = _row(before, criterion.id, most, kind, actor, place)
            if kind in NAMED:
                yield _added(f"named-{kind}", costs, replace(made, page=None, quote="", file_or_url=""), None)
            if kind not in NAMED or kind == "T":
                yield _added(f"made-{kind}", costs, made, True)
        if any(_can_be_raised(claim, criterion.id, most) for claim in case.claims):
            yield _move("claim-level", costs, _raised(criterion.id, most), criterion=criterion.id, level=most)
    if any(claim.quote_found and claim.row.kind == "D" and claim.row.date is None for claim in case.claims):
        yield _move("date-claim", costs, _dated)


def _added(kind: str, costs: AttackCosts, row: ClaimRow, found: bool | None) -> Move:
    claim = CheckedClaim(row, found, "0" * 64 if found else "", None)
    return _move(kind, costs, lambda c: replace(c, claims=(*c.claims, claim)), criterion=row.criterion,
                 level=row.claimed_level, evidence=row.kind)  # fmt: skip


def _row(before: Score, criterion: str, level: int, kind: str, actor: str, place: str) -> ClaimRow:
    made = bool(actor or place)
    return ClaimRow(
        before.material.identifier, "", criterion, level, kind, "made-up.pdf" if kind else "", 1 if made else None,
        "a sentence that stands in it" if made else "", MADE_DAY if made else None, "", place, actor, None, "", "", FILE, 1,
    )  # fmt: skip


def _local_actor(before: Score) -> str:
    """A local actor that the programme's records name, the largest first, else an invented one."""
    paid = sorted(before.recipients, key=lambda r: -r.amount)
    known = [r.name for r in paid if r.name and r.actor.actor_class in STRICT]
    known += [p.name for p in before.material.partners if p.name and p.actor.actor_class in STRICT]
    return known[0] if known else TOWN


def _known_place(case: Case, before: Score) -> str:
    """The name of a place below the country that the records hold, else of any place that they name."""
    named = [t.name for t in before.material.territories.places if t.name and t.level >= 1]
    named += [claim.row.place for claim in case.claims if claim.row.place]
    named += [row.place for row in case.ledger or () if row.place]
    return named[0] if named else TOWN


def _can_be_raised(claim: CheckedClaim, criterion: str, most: int) -> bool:
    row = claim.row
    return row.criterion == criterion and bool(row.kind) and (row.claimed_level or 0) < most


def _raised(criterion: str, most: int) -> Callable[[Case], Case]:
    def raised(claim: CheckedClaim) -> CheckedClaim:
        if not _can_be_raised(claim, criterion, most):
            return claim
        return replace(claim, row=replace(claim.row, claimed_level=most))

    return lambda c: replace(c, claims=tuple(raised(claim) for claim in c.claims))


def _dated(case: Case) -> Case:
    def dated(claim: CheckedClaim) -> CheckedClaim:
        return claim if claim.row.date else replace(claim, row=replace(claim.row, date=MADE_DAY))

    return replace(case, claims=tuple(dated(claim) for claim in case.claims))


def _receivers(case: Case, before: Score, costs: AttackCosts) -> Iterator[Move]:
    for who in _not_local(before, costs.most_receivers):
        name = who.name or who.ref
        for code in LOCAL_TYPES:
            yield _move("retype", costs, _relabelled(who, type_=code), name, receiver=name, type=code)
            if who.ref:
                yield _move(
                    "retype-without-ref", costs, _relabelled(who, type_=code, ref=""), name, receiver=name, type=code
                )
        to = f"{TOWN} of {name}"
        yield _move("rename", costs, _relabelled(who, to=to, ref="", type_="11"), to, receiver=name, to=to)


def _payments(case: Case, before: Score, costs: AttackCosts) -> Iterator[Move]:
    local = sorted((r for r in before.recipients if r.actor.actor_class in STRICT and r.name), key=lambda r: -r.amount)
    for who in _not_local(before, costs.most_receivers):
        name = who.name or who.ref
        yield _move("split", costs, _each_payment(who, lambda t: _halves(t, t.receiver)), name, receiver=name)
        yield _move("overhead", costs, _each_payment(who, _as_overhead, "overheads"), receiver=name)
        yield _move("date-payment", costs, _each_payment(who, _without_rate, day=NO_RATE_DAY), receiver=name)
        if local:
            to = local[0]
            party = Party(to.name, to.ref, "", "")
            apply = _each_payment(who, lambda t, p=party: _halves(t, p), half_to=to)  # type: ignore[misc]
            yield _move("split-to-local", costs, apply, receiver=name, to=to.name)


def _places(case: Case, costs: AttackCosts) -> Iterator[Move]:
    def place(c: Case) -> Case:
        first = c.activities[0]
        made = Location(
            len(first.locations) + 1, "", "", "1", (), (("A4", "1", "XX-01"),), None, "", "", "", None, first.line
        )
        return replace(c, activities=(replace(first, locations=(*first.locations, made)), *c.activities[1:]))

    yield _move("place", costs, place)


def _not_local(before: Score, most: int) -> list[Recipient]:
    named = [r for r in before.recipients if (r.name or r.ref) and r.amount > 0 and r.actor.actor_class not in STRICT]
    return sorted(named, key=lambda r: (-r.amount, r.name, r.ref))[:most]


def _same(who: Recipient, name: str, ref: str) -> bool:
    return (bool(who.ref) and ref.upper() == who.ref.upper()) or (bool(who.name) and fold(name) == fold(who.name))


def _relabelled(who: Recipient, *, type_: str, to: str | None = None, ref: str | None = None) -> Callable[[Case], Case]:
    """Everywhere that a receiver is named: as receiver, as participating organisation, in the ledger."""

    def party(found: Party | None) -> Party | None:
        if found is None or not _same(who, found.name, found.ref):
            return found
        return found._replace(name=to or found.name or who.name, ref=found.ref if ref is None else ref, type=type_)

    def activity(a: Activity) -> Activity:
        parties = tuple(
            p._replace(name=to or p.name, ref=p.ref if ref is None else ref, type=type_)
            if _same(who, p.name, p.ref)
            else p
            for p in a.parties
        )
        paid = tuple(t._replace(receiver=party(t.receiver)) for t in a.transactions)
        planned = tuple(t._replace(receiver=party(t.receiver)) for t in a.planned)
        return replace(a, parties=parties, transactions=paid, planned=planned)

    def row(r: LedgerRow) -> LedgerRow:
        if not _same(who, r.receiver, r.receiver_ref):
            return r
        return replace(
            r, receiver=to or r.receiver, receiver_ref=r.receiver_ref if ref is None else ref, receiver_type=type_
        )

    return lambda c: _changed(c, activity, row)


def _each_payment(
    who: Recipient, change: Callable[[Transaction], tuple[Transaction, ...]], overhead: str = "", *,
    day: date | None = None, half_to: Recipient | None = None,
) -> Callable[[Case], Case]:  # fmt: skip
    """Every payment to a receiver changed; the ledger's rows in the same way, as far as a ledger can say it."""

    def activity(a: Activity) -> Activity:
        paid: list[Transaction] = []
        for t in a.transactions:
            meant = t.type in OUTGOING and t.receiver is not None and _same(who, t.receiver.name, t.receiver.ref)
            paid += change(t) if meant else (t,)
        return replace(a, transactions=tuple(paid))

    def rows(r: LedgerRow) -> tuple[LedgerRow, ...]:
        if not _same(who, r.receiver, r.receiver_ref):
            return (r,)
        if overhead:
            return (replace(r, receiver=f"{r.receiver} {overhead}"),)
        if day is not None:
            return (replace(r, date=day),)
        if r.amount is None:
            return (r,)
        half = (r.amount / 2).quantize(Decimal("0.01"))
        other = replace(r, amount=r.amount - half)
        if half_to is not None:
            other = replace(other, receiver=half_to.name, receiver_ref=half_to.ref, receiver_type="")
        return replace(r, amount=half), other

    def changed(c: Case) -> Case:
        ledger = None if c.ledger is None else tuple(new for r in c.ledger for new in rows(r))
        return replace(c, activities=tuple(activity(a) for a in c.activities), ledger=ledger)

    return changed


def _halves(t: Transaction, to: Party | None) -> tuple[Transaction, ...]:
    if t.value is None:
        return (t,)
    half = (t.value / 2).quantize(Decimal("0.01"))
    return t._replace(value=half), t._replace(value=t.value - half, receiver=to)


def _as_overhead(t: Transaction) -> tuple[Transaction, ...]:
    return (t._replace(description="Overheads"),)


def _without_rate(t: Transaction) -> tuple[Transaction, ...]:
    return (t._replace(value_date=NO_RATE_DAY),)


def _changed(case: Case, activity: Callable[[Activity], Activity], row: Callable[[LedgerRow], LedgerRow]) -> Case:
    ledger = None if case.ledger is None else tuple(row(r) for r in case.ledger)
    return replace(case, activities=tuple(activity(a) for a in case.activities), ledger=ledger)
