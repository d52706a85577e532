"""The level on any past day, out of evidence that has dates: claim line, proven-possible band, money band, as steps.

Everything known of a programme is laid out by the day it counts from; the score of a day is made of what counts by
then, by the same engine as today's. What has no date of its own counts from the day its file was last updated, else
from the day it was handed in: the past is never made to look better known than it was (marker design, section 8).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.score import Score
from local2030.vocabulary.activities import Activity, Transaction
from local2030.vocabulary.programmes import CheckedClaim, LedgerRow

KIND_OF_EVIDENCE = {"": "claim", "D": "document", "A": "attestation"}
MOST_DAYS = 200
NAMED = 5


class Dated(NamedTuple):
    """One thing and the day it counts from. `kind`: activity, facts, transaction, ledger, claim, document,
    attestation, evidence. `assumed`: it has no date of its own."""

    on: date
    kind: str
    ref: str
    thing: Activity | tuple[str, Transaction] | LedgerRow | CheckedClaim
    assumed: bool


class Known(NamedTuple):
    """What is known by a day, in the form that a score is made of. `ledger` None: no row of it counts yet."""

    activities: tuple[Activity, ...]
    ledger: tuple[LedgerRow, ...] | None
    claims: tuple[CheckedClaim, ...]


class Standing(NamedTuple):
    """How a programme stands on a day. `claimed`, `proven`, shares: None where nothing says so."""

    claimed: int | None
    proven: int | None
    possible: int
    share_low: Decimal | None
    share_high: Decimal | None
    coverage: Decimal | None


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on, until the next step. `because`: how many things of each kind began to count on it.

    Where only the ends of months were looked at, in that month.
    """

    on: date
    standing: Standing
    because: Mapping[str, int]
    named: tuple[str, ...]  # the first few of them
    assumed: int  # how many of them have no date of their own


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps in order. `by_month`: there were too many days, so only the ends of months were looked at."""

    steps: tuple[Step, ...]
    days: int
    by_month: bool


ScoreOf = Callable[[Known], Score]


def dated(
    activities: Iterable[Activity], ledger: Iterable[LedgerRow], claims: Iterable[CheckedClaim], handed_in: date
) -> tuple[Dated, ...]:
    """Everything by the day it counts from. `handed_in` stands for what has no date, and nothing is later than it."""
    items: list[Dated] = []
    for activity in activities:
        updated = _day(activity.last_updated) or handed_in
        days = [t.date or t.value_date for t in activity.transactions]
        first = min((d for d in days if d is not None), default=updated)
        items.append(Dated(min(first, updated), "activity", activity.identifier, activity, False))
        items.append(Dated(updated, "facts", activity.identifier, activity, True))
        items += [
            Dated(
                day or updated,
                "transaction",
                f"{activity.identifier}#{t.number}",
                (activity.identifier, t),
                day is None,
            )
            for t, day in zip(activity.transactions, days, strict=True)
        ]
    items += [Dated(r.date or handed_in, "ledger", f"{r.file}:{r.line}", r, r.date is None) for r in ledger]
    items += [
        Dated(c.row.date or handed_in, KIND_OF_EVIDENCE.get(c.row.kind, "evidence"), f"{c.row.file}:{c.row.line}", c,
              c.row.date is None)
        for c in claims
    ]  # fmt: skip
    kept = [item._replace(on=min(item.on, handed_in)) for item in items]
    return tuple(sorted(kept, key=lambda i: (i.on, i.kind, i.ref)))


def known_by(items: Iterable[Dated], day: date) -> Known | None:
    """What counts by the end of that day; None before there is any activity."""
    activities: dict[str, Activity] = {}
    facts: set[str] = set()
    paid: dict[str, list[Transaction]] = {}
    ledger: list[LedgerRow] = []
    claims: list[CheckedClaim] = []
    for item in items:
        if item.on > day:
            continue
        thing = item.thing
        if isinstance(thing, Activity):
            activities[thing.identifier] = thing
            if item.kind == "facts":
                facts.add(thing.identifier)
        elif isinstance(thing, LedgerRow):
            ledger.append(thing)
        elif isinstance(thing, CheckedClaim):
            claims.append(thing)
        else:
            paid.setdefault(thing[0], []).append(thing[1])
    if not activities:
        return None
    whole = tuple(_as_known(a, paid.get(i, []), i in facts) for i, a in sorted(activities.items()))
    ledger.sort(key=lambda r: (r.file, r.line))
    claims.sort(key=lambda c: (c.row.file, c.row.line))
    return Known(whole, tuple(ledger) or None, tuple(claims))


def standing_on(items: Sequence[Dated], day: date, score_of: ScoreOf, definition: str) -> Standing | None:
    """How it stood on that day, scored for that day; None before anything was known."""
    known = known_by(items, day)
    if known is None:
        return None
    score = score_of(known)
    share = score.material.share.by_definition[definition]
    return Standing(score.claimed, score.level, score.possible, share.low, share.high, share.coverage)


def timeline(items: Sequence[Dated], score_of: ScoreOf, definition: str, most_days: int = MOST_DAYS) -> Timeline:
    """The steps of a programme: a day is a step where any of claim, proven, possible, share or coverage changes."""
    days, by_month = days_to_ask(items, most_days)
    steps: list[Step] = []
    asked = date.min
    for day in days:
        standing = standing_on(items, day, score_of, definition)
        new = [i for i in items if asked < i.on <= day]
        asked = day
        if standing is None or (steps and steps[-1].standing == standing):
            continue
        kinds = dict(sorted(Counter(i.kind for i in new).items()))
        steps.append(Step(day, standing, kinds, tuple(i.ref for i in new[:NAMED]), sum(i.assumed for i in new)))
    return Timeline(tuple(steps), len(days), by_month)


def on_day(steps: Sequence[Step], day: date) -> Step | None:
    """The step that holds on that day; None before the first."""
    at = bisect_right([s.on for s in steps], day)
    return steps[at - 1] if at else None


def days_to_ask(items: Iterable[Dated], most: int = MOST_DAYS) -> tuple[tuple[date, ...], bool]:
    """Every day on which something begins to count, or, where those are too many, the ends of their months."""
    days = sorted({i.on for i in items})
    if len(days) <= most:
        return tuple(days), False
    ends = sorted({min(_end_of_month(d), days[-1]) for d in days})
    return tuple(ends), True


def _as_known(activity: Activity, paid: Sequence[Transaction], with_facts: bool) -> Activity:
    transactions = tuple(sorted(paid, key=lambda t: t.number))
    if with_facts:
        return replace(activity, transactions=transactions)
    return replace(activity, transactions=transactions, parties=(), planned=(), budgets=(), locations=(), indicators=(),
                   documents=(), markers=(), related=())  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _end_of_month(day: date) -> date:
    if day.year == date.max.year and day.month == 12:
        return date.max
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first - timedelta(days=1)
