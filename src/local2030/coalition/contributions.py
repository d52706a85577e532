"""What each entity promised, delivered and owes, beside the median of its peers. Nothing counts twice.

A promise that is the same as another, or overlaps it, is one. A promise made in parts isn't counted again as a whole.
What all promised together counts for each, apart from what an entity promised in its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal

from local2030.coalition.overlaps import OVERLAPS, SAME, groups

DELIVERED = frozenset({"verified", "closed"})
LEFT = frozenset({"dropped", "merged"})
Standing = Literal["delivered", "late", "open"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment, pledge or step. `actors`: entities and groups that promised it; `part_of`: the wholes it is in."""

    id: str
    actors: tuple[str, ...]
    state: str
    due: date | None = None
    part_of: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One entity's account. Each member of `pledges` is a group of promises that count as one, named by their ids.

    `own`: the part of them that it promised in its own name; the medians are those of the other entities.
    """

    entity: str
    pledges: tuple[tuple[str, ...], ...]
    own: tuple[tuple[str, ...], ...]
    delivered: tuple[tuple[str, ...], ...]
    late: tuple[tuple[str, ...], ...]
    peers_pledges: float | None
    peers_delivered: float | None
    peers_late: float | None


def contributions(
    entities: Sequence[str],
    promises: Sequence[Promise],
    today: date,
    members: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Contribution, ...]:
    """An account for every entity, in their order. `members`: the entities of each group, such as "all-members"."""
    live = [promise for promise in promises if promise.state not in LEFT]
    accounts = {entity: _account(entity, live, today, members or {}) for entity in entities}
    return tuple(
        Contribution(
            entity,
            pledges,
            own,
            delivered,
            late,
            *(_median(len(account[n]) for other, account in accounts.items() if other != entity) for n in (0, 2, 3)),
        )
        for entity, (pledges, own, delivered, late) in accounts.items()
    )


_Groups = tuple[tuple[str, ...], ...]


def _account(
    entity: str, promises: Sequence[Promise], today: date, members: Mapping[str, Sequence[str]]
) -> tuple[_Groups, _Groups, _Groups, _Groups]:
    """Pledges, own, delivered and late of one entity."""
    its = {p.id: p for p in promises if any(a == entity or entity in members.get(a, ()) for a in p.actors)}
    for whole in _wholes(its):
        its.pop(whole, None)
    ties = [(p.id, other, relation) for p in its.values() for relation, other in p.links]
    same = groups(its, [(one, other) for one, other, relation in ties if relation == SAME])
    pledges = groups(its, [(one, other) for one, other, relation in ties if relation in (SAME, OVERLAPS)])
    pledge_of = {id: pledge for pledge in pledges for id in pledge}
    parts: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for one in same:
        parts.setdefault(pledge_of[one[0]], []).append(one)
    standing = {
        pledge: _whole_standing([_standing([its[id] for id in one], today) for one in parts[pledge]])
        for pledge in pledges
    }
    own = tuple(pledge for pledge in pledges if any(entity in its[id].actors for id in pledge))
    delivered = tuple(pledge for pledge in pledges if standing[pledge] == "delivered")
    return pledges, own, delivered, tuple(pledge for pledge in pledges if standing[pledge] == "late")


def _wholes(its: Mapping[str, Promise]) -> set[str]:
    """All promises, at any height, of which the entity has promised a part."""
    found: set[str] = set()
    waiting = [whole for promise in its.values() for whole in promise.part_of if whole != promise.id]
    while waiting:
        whole = waiting.pop()
        if whole not in found:
            found.add(whole)
            waiting += its[whole].part_of if whole in its else ()
    return found


def _standing(copies: Sequence[Promise], today: date) -> Standing:
    """How one promise stands that may be written several times: delivered if any copy says so."""
    if any(promise.state in DELIVERED for promise in copies):
        return "delivered"
    is_late = any(promise.state == "late" or (promise.due and promise.due < today) for promise in copies)
    return "late" if is_late else "open"


def _whole_standing(parts: Sequence[Standing]) -> Standing:
    """Overlapping promises are delivered when all are, and late when one is."""
    if "late" in parts:
        return "late"
    return "delivered" if set(parts) == {"delivered"} else "open"


def _median(numbers: Iterable[int]) -> float | None:
    found = list(numbers)
    return float(median(found)) if found else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How the other entities lie: a median never stands without the lowest and the highest of them."""

    low: int
    median: float
    high: int


def peers(accounts: Sequence[Contribution], entity: str) -> Mapping[str, Spread]:
    """The spread of the other entities by "pledges", "own", "delivered" and "late"; empty where there is no other."""
    others = [account for account in accounts if account.entity != entity]
    if not others:
        return {}
    counts = {
        "pledges": [len(account.pledges) for account in others],
        "own": [len(account.own) for account in others],
        "delivered": [len(account.delivered) for account in others],
        "late": [len(account.late) for account in others],
    }
    return {name: Spread(min(found), float(median(found)), max(found)) for name, found in counts.items()}
