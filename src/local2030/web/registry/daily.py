"""States that go by their date: what the calendar moves today, for every kind of thing, with nobody acting.

The database is asked for those that can be due at all, by the conditions of the files of stages; the stages themselves
decide. Each move is a transaction of its own, so that one that fails keeps no other back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from local2030.methods.stages import Automatic, Condition, Stages, moves_from
from local2030.web.registry.changing import Outdated, Refused, Unfit, move_by_date
from local2030.web.registry.kinds import kinds, stages_of
from local2030.web.registry.models import Thing

AT_ONCE = 500
MOST_STEPS = 5  # moves of one thing on one day: accepted, on track, at risk, late
log = logging.getLogger("local2030.daily")


def daily_moves(today: date) -> str | None:
    """Makes the moves of the day and says how many; twice on one day is as good as once."""
    moved = failed = 0
    for thing in candidates(today):
        try:
            moved += _moved(thing, today)
        except (Refused, Outdated, Unfit):
            continue  # somebody came between; tomorrow asks anew
        except Exception:
            log.exception("%s could not be moved by its date", thing.serial)
            failed += 1
    if failed:
        return _("%(moved)s moves by date; %(failed)s failed and are in the log.") % {"moved": moved, "failed": failed}
    return _("%(moved)s moves by date.") % {"moved": moved} if moved else None


def candidates(today: date) -> Iterator[Thing]:
    """Things that may have to move today, a bounded number at a time; some of them need not."""
    wanted = _may_be_due(today)
    if wanted is None:
        return
    last = 0
    while True:
        rows = Thing.objects.filter(wanted, pk__gt=last).order_by("pk")
        batch = list(rows.prefetch_related("evidence", "parts", "links", "linked_from", "reviews")[:AT_ONCE])
        yield from batch
        if len(batch) < AT_ONCE:
            return
        last = batch[-1].pk


def _moved(thing: Thing, today: date) -> int:
    found: Thing | None = thing
    for count in range(MOST_STEPS):
        found = move_by_date(found, today) if found is not None else None
        if found is None:
            return count
    return MOST_STEPS


def _may_be_due(today: date) -> Q | None:
    """The condition on rows; None if no kind moves by date."""
    found: Q | None = None
    for code in kinds():
        stages = stages_of(code)
        for state, automatic in _automatic(stages) if stages else ():
            here = Q(kind=code, state=state) & _time(automatic, today)
            found = here if found is None else found | here
    return found


def _automatic(stages: Stages) -> Iterator[tuple[str, Automatic]]:
    """Each state with a move that the calendar can make out of it."""
    for code, state in stages.states.items():
        ways = {way.to for way in moves_from(stages, code)}
        yield from ((code, automatic) for automatic in state.automatic if automatic.to in ways)


def _time(automatic: Automatic, today: date) -> Q:
    found = Q()
    if automatic.after_days is not None or automatic.after_months is not None:
        shortest = 28 * (automatic.after_months or 0) + (automatic.after_days or 0)
        latest = datetime.combine(today - timedelta(days=shortest - 1), time(), UTC)
        found &= Q(state_since__lt=latest)
    for condition in automatic.when:
        found &= _condition(condition, today)
    return found


def _condition(condition: Condition, today: date) -> Q:
    """A condition of the stages as one on rows: never narrower than it, wider where the database can't tell."""
    values, kind = condition.values, condition.kind
    if kind == "all":
        found = Q()
        for part in condition.parts:
            found &= _condition(part, today)
        return found
    if kind == "any":
        parts = [_condition(part, today) for part in condition.parts]
        found = Q()
        for part_found in parts if all(parts) else ():
            found |= part_found
        return found
    if kind in ("confirmed", "unconfirmed"):
        names = [f"fields__{name}" for name in values["fields"]]
        return Q(**dict.fromkeys(names, True)) if kind == "confirmed" else Q()
    if kind == "past" and list(values["fields"]) == ["due"]:
        return Q(due__lt=today)
    if kind in ("reached", "until") and values["field"] == "due":
        months, days = values.get("months", 0), values.get("days", 0)
        short, long = sorted((28 * months + days, 31 * months + days))
        return (
            Q(due__lte=today - timedelta(days=short)) if kind == "reached" else Q(due__gt=today - timedelta(days=long))
        )
    return Q()
