"""What aid data say of a joint programme itself: its budget, what is committed, its phase, its places.

Nothing is guessed: a budget in several currencies, one that covers only some years of the programme, or a status that is
no phase, is None. Of several budgets for one period the last one in the file holds (a revised budget stands after the
original).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from local2030.coalition.phases import Phase
from local2030.vocabulary.activities import Activity

PHASE_OF = {"1": "pipeline", "2": "implementation", "3": "implementation", "4": "closed", "5": "closed"}
COMMITMENT = "2"
MOST_PLACES = 100
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class JointFacts:
    """None, or empty: the data don't say. `as_of`: the day of the data; `since`: since when the phase holds."""

    as_of: date | None
    budget: Decimal | None
    committed: Decimal | None
    currency: str
    phase: str
    since: date | None
    places: tuple[str, ...]


def facts_of(identifier: str, activities: Sequence[Activity]) -> JointFacts:
    """The facts of a programme from its activities; the one that bears its identifier tells the phase, and the money
    where it states any, so that parent and children aren't added up.
    """
    own = [activity for activity in activities if activity.identifier == identifier] or list(activities)
    first = own[0] if own else None
    budget, currency = _budget(own)
    if budget is None:
        budget, currency = _budget(activities)
    as_of = max((day for a in activities if (day := _day(a.last_updated))), default=None)
    phase = PHASE_OF.get(first.status, "") if first is not None else ""
    return JointFacts(as_of, budget, _committed(activities, currency), currency, phase, _since(phase, first, as_of), _places(activities))  # fmt: skip


def next_line(history: Sequence[Phase], phase: str, since: date | None, today: date) -> Phase | None:
    """The step that the data add to a history; None where they say the same, or what can't follow it.

    A programme in design is "in preparation" to aid data, which know no design. No step is before the last one.
    """
    now = history[-1].phase if history else ""
    if not phase or phase == now or (phase == "pipeline" and now == "design"):
        return None
    earliest = history[-1].since if history else date.min
    day = since if since is not None and earliest < since <= today else today
    return Phase(day, phase) if day > earliest else None


def _budget(activities: Sequence[Activity]) -> tuple[Decimal | None, str]:
    periods: dict[tuple[str, date | None, date | None], tuple[Decimal, str]] = {}
    for activity in activities:
        for budget in activity.budgets:
            if budget.value is not None:
                periods[activity.identifier, budget.start, budget.end] = (budget.value, budget.currency)
    currencies = {currency for _value, currency in periods.values()}
    if len(currencies) != 1 or not _covers([(start, end) for _id, start, end in periods], activities):
        return None, ""
    return sum((value for value, _currency in periods.values()), Decimal(0)), currencies.pop()


def _covers(periods: Iterable[tuple[date | None, date | None]], activities: Iterable[Activity]) -> bool:
    """Whether the budgets reach from the programme's first to its last month; where a day isn't stated, they may."""
    listed, whole = list(periods), list(activities)
    firsts, starts = [start for start, _end in listed if start], [a.start for a in whole if a.start]
    lasts, ends = [end for _start, end in listed if end], [a.end for a in whole if a.end]
    return not (
        (firsts and starts and min(firsts) - min(starts) > MONTH) or (lasts and ends and max(ends) - max(lasts) > MONTH)
    )


def _committed(activities: Iterable[Activity], currency: str) -> Decimal | None:
    """Outgoing commitments in the budget's currency; None where there is none, or one in another currency."""
    rows = [t for activity in activities for t in activity.transactions if t.type == COMMITMENT and t.value is not None]
    if not rows or {t.currency for t in rows} != {currency or rows[0].currency}:
        return None
    return sum((t.value for t in rows if t.value is not None), Decimal(0))


def _since(phase: str, activity: Activity | None, as_of: date | None) -> date | None:
    if activity is None:
        return as_of
    stated = {"implementation": activity.start, "closed": activity.end}.get(phase)
    return stated or as_of


def _places(activities: Iterable[Activity]) -> tuple[str, ...]:
    names = (location.name.strip() for activity in activities for location in activity.locations)
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_PLACES]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
