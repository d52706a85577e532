"""The impact statement of a rubric bill over an archive of compact records: the same statement as `impact.py`, no file read.

Every record is asked under the rubric that is in force and under the bill's; nothing else changes. The money was read
under the scope of its own rubric: if the bill counts other money, `money_scope_changed` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from local2030.marker.criteria import Rubric
from local2030.marker.performance.cheating import cost_of_cheating
from local2030.marker.performance.impact import Binding, Impact, Move, expected_agreement
from local2030.marker.performance.records import Rated, in_order
from local2030.marker.performance.settings import Settings
from local2030.marker.relevel import Releveled, relevel
from local2030.marker.standing_record import Record


def archive_impact(
    records: Iterable[Record], old: Rubric, new: Rubric, rows: Iterable[Rated], settings: Settings
) -> Impact:
    """What the new rubric would change; `rows` are reviews, for the agreement that is to be expected."""
    rows, records = in_order(rows), sorted(records, key=lambda r: r.identifier)
    before = [relevel(record, old) for record in records]
    after = [relevel(record, new) for record in records]
    every = [Move(a.identifier, a.level, a.possible, b.level, b.possible) for a, b in zip(before, after, strict=True)]
    known = {c.id: c for c in old.criteria}
    names = {*known, *(c.id for c in new.criteria)}
    changed = sorted(name for name in names if _asked(known.get(name)) != _asked(new.criterion(name)))
    return Impact(
        old.id, old.sha256, new.id, new.sha256, len(every),
        tuple(m for m in every if (m.before, m.before_possible) != (m.after, m.after_possible)),
        sum(_height(m.after) > _height(m.before) for m in every), sum(_height(m.after) < _height(m.before) for m in every),
        sum(_width(m.after, m.after_possible) > _width(m.before, m.before_possible) for m in every),
        binding_conditions(before), binding_conditions(after), tuple(changed), old.money != new.money,
        expected_agreement(rows, old, settings), expected_agreement(rows, new, settings),
        cost_of_cheating(old, settings), cost_of_cheating(new, settings), settings.sha256,
    )  # fmt: skip


def binding_conditions(found: Sequence[Releveled]) -> tuple[Binding, ...]:
    """Which conditions of gates keep programmes from their next level, the one that binds most often first."""
    often: Counter[tuple[int, str, str, float]] = Counter()
    alone: Counter[tuple[int, str, str, float]] = Counter()
    for each in found:
        if each.level is None or each.level >= 3:
            continue
        failed = [(s.level, s.kind, s.name, s.threshold) for s in each.binding]
        often.update(failed)
        if len(failed) == 1:
            alone.update(failed)
    ordered = sorted(often.items(), key=lambda found: (-found[1], -alone[found[0]], found[0]))
    return tuple(Binding(*key, number, alone[key]) for key, number in ordered)


def _asked(criterion: object) -> object:
    """A criterion without its head: who signed the file doesn't change what is asked."""
    if criterion is None:
        return None
    return tuple(
        getattr(criterion, name)
        for name in ("title", "question", "kinds", "most", "may_be_not_applicable", "levels", "machine_most")
    )


def _height(level: int | None) -> int:
    return -1 if level is None else level


def _width(level: int | None, possible: int) -> int:
    return possible - (level or 0)
