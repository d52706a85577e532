"""How much of a programme's money reaches local actors: an interval with its coverage, for five readings of "local".

`low` treats a receiver whose class isn't known as not local, `high` as local. Money is counted at its first receiver
(`direct`), or behind exactly one intermediary (`via1`); behind more it is shown (`via2plus`) and not counted. What an
intermediary passed on is what its linked activity paid to local actors, as a part of all that came in there.
Source of the method: marker design, section 3; the Grand Bargain's "as directly as possible".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple, Protocol

from local2030.marker.flows import MICRO, ZERO, Outflow, Recipient
from local2030.vocabulary.organisations import DEFINITIONS, Actor, counts_as_local
from local2030.vocabulary.words import fold

ONE = Decimal(1)
DEEPEST = 4  # intermediaries behind the first that a payment is followed through


class Share(NamedTuple):
    """The share under one definition. `low`, `high`, `coverage` are None where no money is in scope."""

    low: Decimal | None
    high: Decimal | None
    coverage: Decimal | None
    direct: Decimal
    via1: Decimal
    via2plus: Decimal


class Linked(NamedTuple):
    """An activity on the far side of a link: who reports it, as what, and what it paid."""

    identifier: str
    reporter_ref: str
    reporter_name: str
    reporter: Actor
    outflow: Outflow


class Passed(NamedTuple):
    """What an activity passed on, in sums: to local actors, to unknown ones, to local ones behind another, of what."""

    local: Decimal
    unknown: Decimal
    further: Decimal
    incoming: Decimal
    open: bool  # it also paid sums that can't be read or have no rate: then all of the rest may have been local

    def parts(self, given: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        """Of each unit that we gave it: to local actors at least, at most, and to local actors behind another.

        If we gave more than it states as income, its income is understated, and what we gave is the whole.
        """
        whole = max(self.incoming, given)
        low = min(ONE, self.local / whole)
        high = ONE if self.open else min(ONE, (self.local + self.unknown) / whole)
        return low, high, min(ONE - low, self.further / whole)


class Links(Protocol):
    """Where linked activities are looked up; the workflow knows all the files.

    `memo` keeps what was found of a linked activity, so that a dense net of links is walked once and not once a path.
    """

    memo: dict[tuple[str, int, int], Passed | None]

    def find(self, activity_id: str) -> Linked | None:
        """The activity of that identifier, if it is in any file."""

    def funded_by(self, activity_id: str) -> Sequence[Linked]:
        """The activities that name this one as the provider of money that came in to them."""


@dataclass(frozen=True, slots=True)
class LocalShare:
    """All definitions side by side, and the sums they are made of."""

    by_definition: Mapping[str, Share]
    total: Decimal
    local_procurement: Decimal
    unknown: Decimal  # paid to receivers whose class isn't known
    linked: bool  # whether another activity had a say in it


NO_MONEY = LocalShare({d: Share(None, None, None, ZERO, ZERO, ZERO) for d in DEFINITIONS}, ZERO, ZERO, ZERO, False)


def local_share(flow: Outflow, members: Sequence[str] = (), links: Links | None = None) -> LocalShare:
    """The local share of a programme, out of what it paid; `members` are the activities that paid it.

    A payment into another activity that isn't known, or states no income, leaves open what reached local actors: it
    counts as unknown. Without `links` no payment is followed.
    """
    recipients = flow.recipients
    total = sum((r.amount for r in recipients), ZERO)
    if total <= 0:
        return NO_MONEY
    sums: dict[tuple[str, str, bool], Decimal] = {}
    for r in recipients:
        key = (r.actor.actor_class, r.actor.reach, r.partner)
        sums[key] = sums.get(key, ZERO) + r.amount
    procurement = sum((v for (c, _, partner), v in sums.items() if c == "LPRIV" and not partner), ZERO)
    unknown = sum((v for (c, _, _), v in sums.items() if c == "UNK"), ZERO)
    chains = list(_chains(flow, members, links)) if links is not None else []
    given: dict[str, Decimal] = {}  # to each linked activity, by all of our payments together
    for _, amount, linked in chains:
        if linked is not None:
            given[linked.identifier] = given.get(linked.identifier, ZERO) + amount
    shares = {}
    for i, definition in enumerate(DEFINITIONS):
        direct = sum((v for key, v in sums.items() if is_local(*key)[i]), ZERO)
        via1 = via1_high = via2 = unclear = ZERO
        for recipient, amount, linked in chains:
            if is_local(recipient.actor.actor_class, recipient.actor.reach, recipient.partner)[i]:
                continue
            passed = _passed_on(linked, i, links, DEEPEST) if linked is not None and links is not None else None
            if passed is None or linked is None:
                unclear += amount if recipient.actor.actor_class != "UNK" else ZERO
                continue
            low, high, further = passed.parts(given[linked.identifier])
            via1 += (amount * low).quantize(MICRO)
            # What went to a receiver of unknown class is in the upper bound already.
            via1_high += amount * high if recipient.actor.actor_class != "UNK" else amount * low
            via2 += (amount * further).quantize(MICRO)
        known_local = direct + via1
        upper = min(total, direct + via1_high + unknown + unclear)
        shares[definition] = Share(
            min(ONE, known_local / total),
            max(known_local, upper) / total,
            (total - unknown - unclear) / total,
            direct,
            via1,
            via2,
        )
    return LocalShare(shares, total, procurement, unknown, bool(chains))


@cache
def is_local(actor_class: str, reach: str, partner: bool) -> tuple[bool, ...]:
    """For each definition in order: is money to such a receiver local money? Goods bought from a firm are not."""
    if actor_class == "LPRIV" and not partner:
        return (False,) * len(DEFINITIONS)
    return tuple(counts_as_local(definition, actor_class, reach) for definition in DEFINITIONS)


def _chains(flow: Outflow, members: Sequence[str], links: Links) -> Iterable[tuple[Recipient, Decimal, Linked | None]]:
    """Each payment into another activity: (receiver, amount, that activity, None where it is in no file)."""
    own = frozenset(members)
    funded = {linked.identifier: linked for member in members if member for linked in links.funded_by(member)}
    for recipient in flow.recipients:
        left = recipient.amount
        followed = set()
        for activity_id, amount in recipient.links:
            followed.add(activity_id)
            if activity_id not in own and amount > 0 and left > 0:
                yield recipient, min(amount, left), links.find(activity_id)
            left -= max(amount, ZERO)
        for linked in funded.values():
            if (
                left > 0
                and linked.identifier not in followed
                and linked.identifier not in own
                and _same(recipient, linked)
            ):
                received = sum((linked.outflow.incoming_from.get(m, ZERO) for m in members), ZERO)
                amount = min(left, received)
                if amount > 0:
                    yield recipient, amount, linked
                    left -= amount


def _same(recipient: Recipient, linked: Linked) -> bool:
    if recipient.ref and linked.reporter_ref:
        return recipient.ref.upper() == linked.reporter_ref.upper()
    return bool(recipient.name) and fold(recipient.name) == fold(linked.reporter_name)


def _passed_on(linked: Linked, definition: int, links: Links, depth: int) -> Passed | None:
    """What a linked activity passed on; None where its income isn't known whole, so that no part of it can be told.

    Beyond `depth` further intermediaries nothing is followed, so that circles and long chains come to an end.
    """
    key = (linked.identifier, definition, depth)
    if key not in links.memo:
        links.memo[key] = _sums_passed_on(linked, definition, links, depth)
    return links.memo[key]


def _sums_passed_on(linked: Linked, definition: int, links: Links, depth: int) -> Passed | None:
    flow = linked.outflow
    if flow.incoming <= 0 or flow.unclear_in:
        return None
    local = unknown = further = ZERO
    for r in flow.recipients:
        if is_local(r.actor.actor_class, r.actor.reach, r.partner)[definition]:
            local += r.amount
            continue
        if r.actor.actor_class == "UNK":
            unknown += r.amount
        for activity_id, amount in r.links if depth > 0 else ():
            beyond = links.find(activity_id) if activity_id != linked.identifier else None
            passed = _passed_on(beyond, definition, links, depth - 1) if beyond is not None else None
            if passed is not None:
                given = min(amount, r.amount)
                low, _, behind = passed.parts(given)
                further += given * (low + behind)
    for other in links.funded_by(linked.identifier):
        reports_it = other.identifier != linked.identifier and not any(_same(r, other) for r in flow.recipients)
        if reports_it and is_local(other.reporter.actor_class, other.reporter.reach, True)[definition]:
            local += other.outflow.incoming_from.get(linked.identifier, ZERO)
    return Passed(local, unknown, further, flow.incoming, bool(flow.unclear_out))
