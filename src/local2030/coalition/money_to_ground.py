"""From a commitment to the ground: which joint programmes stand for it, their money step by step, whom they trained.

    whole(programmes, trainings, {"COM-001": {"JPR-001"}})  ->  sums for each commitment, and one sum over all

A programme under two commitments counts in each of theirs and once in the sum over all. What nobody states is counted
as missing and is never a zero. Amounts of different currencies are never added up: one picture has one currency, and
what is in another is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

STEPS = ("planned", "committed", "disbursed", "local")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProgrammeMoney:
    """The money of one programme. `local_low` to `local_high`: what reached local actors; None: nobody says."""

    id: str
    currency: str
    planned: Decimal | None = None
    committed: Decimal | None = None
    disbursed: Decimal | None = None
    local_low: Decimal | None = None
    local_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """Places in one training; somebody who came to two counts twice. None: nobody says how many."""

    id: str
    programme: str
    women: int | None
    men: int | None
    unsaid: int | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """One step: from `low` to `high`, over `stated` programmes; `missing` others state nothing."""

    low: Decimal
    high: Decimal
    stated: int
    missing: int


@dataclass(frozen=True, slots=True)
class People:
    """Places in trainings. `verified` counts trainings, `uncounted` those that say no number."""

    trainings: int
    verified: int
    women: int
    men: int
    unsaid: int
    uncounted: int

    @property
    def all(self) -> int:
        """All places of which a number is stated."""
        return self.women + self.men + self.unsaid


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands behind a commitment, or behind all of them: `other_currency` are left out of the sums."""

    programmes: tuple[str, ...]
    steps: Mapping[str, Sum]
    people: People
    other_currency: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All commitments. `twice`: programmes tied to several; `unlinked`: commitments without any; `loose`: the reverse."""

    by_commitment: Mapping[str, Ground]
    total: Ground
    twice: tuple[str, ...]
    unlinked: tuple[str, ...]
    loose: tuple[str, ...]


def whole(
    programmes: Iterable[ProgrammeMoney],
    trainings: Iterable[Trained],
    linked: Mapping[str, Collection[str]],
    inside: Mapping[str, str] | None = None,
    currency: str = "USD",
) -> Whole:
    """Each commitment's account and one over all that are linked, every programme once in each.

    `inside`: pledges by the commitment that they are part of, whose account has their programmes too.
    """
    known = {programme.id: programme for programme in programmes}
    given = list(trainings)
    own = {id: set(names) & known.keys() for id, names in linked.items()}
    kept = {id: sorted(names) for id, names in _with_pledges(own, inside or {}).items()}
    counts: dict[str, int] = {}
    for names in own.values():
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return Whole(
        {id: ground(names, known, given, currency) for id, names in kept.items()},
        ground(sorted(counts), known, given, currency),
        tuple(sorted(name for name, number in counts.items() if number > 1)),
        tuple(id for id, names in kept.items() if not names),
        tuple(sorted(known.keys() - counts.keys())),
    )


def ground(
    names: Iterable[str], known: Mapping[str, ProgrammeMoney], trainings: Iterable[Trained], currency: str = "USD"
) -> Ground:
    """The account of these programmes, each once however often it is named."""
    wanted = dict.fromkeys(names)
    found = [known[name] for name in wanted if name in known]
    same = [programme for programme in found if programme.currency == currency]
    return Ground(
        tuple(programme.id for programme in found),
        {step: _sum(same, step) for step in STEPS},
        people(training for training in trainings if training.programme in wanted),
        tuple(programme.id for programme in found if programme.currency != currency),
    )


def people(trainings: Iterable[Trained]) -> People:
    """All trainings together, each once."""
    found = list({training.id: training for training in trainings}.values())
    return People(
        len(found),
        sum(training.verified for training in found),
        sum(training.women or 0 for training in found),
        sum(training.men or 0 for training in found),
        sum(training.unsaid or 0 for training in found),
        sum(training.women is None and training.men is None and training.unsaid is None for training in found),
    )


def _with_pledges(own: Mapping[str, set[str]], inside: Mapping[str, str]) -> dict[str, set[str]]:
    """What is tied to each commitment or to a pledge inside it, however deep; a circle ends where it began."""
    found = {id: set(names) for id, names in own.items()}
    for id, names in own.items():
        seen, above = {id}, inside.get(id)
        while above is not None and above not in seen:
            found.setdefault(above, set()).update(names)
            seen.add(above)
            above = inside.get(above)
    return found


def _sum(programmes: Iterable[ProgrammeMoney], step: str) -> Sum:
    low, high, stated, missing = ZERO, ZERO, 0, 0
    for programme in programmes:
        bounds = _bounds(programme, step)
        if bounds is None:
            missing += 1
        else:
            low, high, stated = low + bounds[0], high + bounds[1], stated + 1
    return Sum(low, high, stated, missing)


def _bounds(programme: ProgrammeMoney, step: str) -> tuple[Decimal, Decimal] | None:
    """What is sure and what is possible. Where money went out and nobody knows to whom, all or nothing may be local."""
    if step != "local":
        value: Decimal | None = getattr(programme, step)
        return None if value is None else (value, value)
    if programme.local_low is not None and programme.local_high is not None:
        return programme.local_low, programme.local_high
    return None if programme.disbursed is None else (ZERO, programme.disbursed)
