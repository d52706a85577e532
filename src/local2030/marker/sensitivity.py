"""How a portfolio would look with each threshold of the rubric 20% up and down: who moves, and the levels then.

Only what a threshold touches is asked again: a gate leaves the criteria as they are, a bound of a share changes its
criterion alone. Counts of whole levels move at the next whole number, so many a gate moved by a fifth changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from local2030.marker.criteria import Rubric
from local2030.marker.divergence import divergence_of, word_for
from local2030.marker.levels import reached
from local2030.marker.relevel import CriterionLevel, absent, criteria_of
from local2030.marker.score import ALL_FACTS
from local2030.marker.standing_record import Record
from local2030.marker.thresholds import rubric_with, thresholds_of

ONE = Decimal(1)
FIFTH = Decimal("0.2")


class Variation(NamedTuple):
    """One threshold moved. `levels`: programmes at each proven level then, not screened under None."""

    threshold: str
    direction: str  # down | up
    before: Decimal
    value: Decimal
    up: int  # programmes whose proven level rises
    down: int
    possible_up: int
    possible_down: int
    unverifiable: int  # criteria that can't be verified then, less those now
    words: int  # programmes whose word for the gap between claim and evidence changes
    levels: Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The table: as it is, then each threshold down and up, in the order of the rubric."""

    programmes: int
    by: Decimal
    levels: Mapping[int | None, int]
    possible: Mapping[int, int]
    rows: tuple[Variation, ...]
    rubric_sha256: str

    @property
    def moving(self) -> tuple[Variation, ...]:
        """The rows in which any programme's level moves."""
        return tuple(r for r in self.rows if r.up or r.down or r.possible_up or r.possible_down)


class _Standing(NamedTuple):
    """What the gates see of a programme, and its words."""

    record: Record
    criteria: tuple[CriterionLevel, ...]
    absent: frozenset[str]
    facts: frozenset[str]
    level: int | None
    possible: int
    over: float | None  # the gap between claim and evidence that its word says
    word: str


def varied(
    records: Sequence[Record], rubric: Rubric, by: Decimal = FIFTH, definition: str | None = None, only: str = ""
) -> Sensitivity:
    """The portfolio of these records with each threshold of the rubric moved down and up by that part."""
    definition = definition or rubric.money.definition
    standing = [_standing(record, rubric, definition, only) for record in records]
    rows = []
    for name, value in thresholds_of(rubric).items():
        for direction, factor in (("down", ONE - by), ("up", ONE + by)):
            other = rubric_with(rubric, {name: value * factor})
            row = Variation(name, direction, value, value * factor, 0, 0, 0, 0, 0, 0, {})
            rows.append(_moved(row, standing, other, definition, only))
    return Sensitivity(
        len(standing), by, _levels(s.level for s in standing),
        dict(sorted(Counter(s.possible for s in standing).items())), tuple(rows), rubric.sha256,
    )  # fmt: skip


def _standing(record: Record, rubric: Rubric, definition: str, only: str) -> _Standing:
    criteria = criteria_of(record, rubric, definition, only)
    missing, facts = absent(criteria), frozenset(record.facts)
    level, possible = _asked(record, criteria, missing, facts, rubric)
    return _Standing(record, criteria, missing, facts, level, possible, *_gap(criteria, rubric))


def _asked(
    record: Record, criteria: tuple[CriterionLevel, ...], absent: frozenset[str], facts: frozenset[str], rubric: Rubric
) -> tuple[int | None, int]:
    level = reached(rubric, tuple([c.proven for c in criteria]), absent, facts) if record.screened else None
    return level, reached(rubric, tuple([c.possible for c in criteria]), absent, ALL_FACTS)


def _gap(criteria: tuple[CriterionLevel, ...], rubric: Rubric) -> tuple[float | None, str]:
    found = divergence_of([(c.id, c.claimed, c.proven, c.state) for c in criteria], rubric.divergence_words)
    return (found.over_low, found.word) if found is not None else (None, "")


def _moved(row: Variation, standing: Sequence[_Standing], rubric: Rubric, definition: str, only: str) -> Variation:
    """The row with its counts."""
    name = row.threshold
    if name.startswith("divergence."):
        words = sum(s.over is not None and word_for(s.over, rubric.divergence_words) != s.word for s in standing)
        return row._replace(words=words, levels=_levels(s.level for s in standing))
    if _whole(name) and ceil(row.value) == ceil(row.before):
        return row._replace(levels=_levels(s.level for s in standing))  # whole levels: nothing can move
    of_figures = not name.startswith("L")
    every = name == "coverage_floor"  # which also says whether criteria without figures can be verified
    after = [_again(s, rubric, definition, only, every) for s in standing] if of_figures else list(standing)
    then = [
        (s.level, s.possible) if of_figures and a is s else _asked(s.record, a.criteria, s.absent, s.facts, rubric)
        for s, a in zip(standing, after, strict=True)
    ]
    pairs = list(zip(standing, then, strict=True))
    return row._replace(
        up=sum(_height(level) > _height(s.level) for s, (level, _) in pairs),
        down=sum(_height(level) < _height(s.level) for s, (level, _) in pairs),
        possible_up=sum(possible > s.possible for s, (_, possible) in pairs),
        possible_down=sum(possible < s.possible for s, (_, possible) in pairs),
        unverifiable=sum(_blind(a.criteria) - _blind(s.criteria) for s, a in zip(standing, after, strict=True)),
        words=sum(a.word != s.word for s, a in zip(standing, after, strict=True)),
        levels=_levels(level for level, _ in then),
    )


def _whole(name: str) -> bool:
    """Whether a gate asks a criterion for at least this level."""
    return name.startswith("L") and not name.endswith((".mean", ".most_not_applicable"))


def _again(standing: _Standing, rubric: Rubric, definition: str, only: str, every: bool) -> _Standing:
    """The same where a figure's threshold is another one; itself where nothing changes."""
    criteria = criteria_of(standing.record, rubric, definition, only, () if every else standing.criteria)
    if criteria == standing.criteria:
        return standing
    over, word = _gap(criteria, rubric)
    return standing._replace(criteria=criteria, over=over, word=word)


def _levels(levels: Iterable[int | None]) -> dict[int | None, int]:
    return _ordered(Counter(levels))


def _ordered(levels: Mapping[int | None, int]) -> dict[int | None, int]:
    return {level: levels[level] for level in sorted(levels, key=_height)}


def _height(level: int | None) -> int:
    return -1 if level is None else level


def _blind(criteria: Sequence[CriterionLevel]) -> int:
    return sum(c.state == "unverifiable" for c in criteria)
