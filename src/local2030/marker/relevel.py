"""A recorded score asked again: under another rubric, another definition of "local", other thresholds, or reviewed only.

The same core as `score.py` answers, so with the rubric and definition of the score itself the answer is the score's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.criteria import Criterion, Rubric
from local2030.marker.criterion_levels import (
    Figures,
    Strength,
    left_out,
    levels_held,
    money_unverifiable,
    strength,
)
from local2030.marker.divergence import Divergence, divergence_of
from local2030.marker.levels import GateStep, level_of, reached, top_steps
from local2030.marker.local_share import Share
from local2030.marker.score import ALL_FACTS
from local2030.marker.standing_record import Held, Record
from local2030.marker.thresholds import rubric_with

NOTHING: tuple[Held, ...] = ()
MEMO_LIMIT = 200_000


class CriterionLevel(NamedTuple):
    """One criterion's answer. `state`: scored | unverifiable | not_applicable | not_screened."""

    id: str
    claimed: int | None
    proven: int
    possible: int
    state: str


@dataclass(frozen=True, slots=True)
class Releveled:
    """The level (proven; None where nothing was screened) and possible level, and what they are made of."""

    identifier: str
    level: int | None
    possible: int
    claimed: int | None  # the level that the claims alone would give
    criteria: tuple[CriterionLevel, ...]
    share: Share  # under the definition that was asked
    facts: frozenset[str]
    rubric: Rubric = field(repr=False)

    @property
    def binding(self) -> tuple[GateStep, ...]:
        """The conditions of gates that keep it from its next level; empty at level 3."""
        run = level_of(self.rubric, tuple([c.proven for c in self.criteria]), absent(self.criteria), self.facts)
        return tuple(s for s in top_steps(self.rubric, run) if s.level == run.level + 1 and not s.passed)

    @property
    def divergence(self) -> Divergence | None:
        """How far claim and evidence part; None where nothing is claimed."""
        return divergence_of(
            [(c.id, c.claimed, c.proven, c.state) for c in self.criteria], self.rubric.divergence_words
        )

    @property
    def blind(self) -> float:
        """The part of the applicable criteria that could not be verified."""
        applicable = [c for c in self.criteria if c.state != "not_applicable"]
        return sum(c.state == "unverifiable" for c in applicable) / len(applicable) if applicable else 0.0


class Terms(NamedTuple):
    """What a donor or window asks: a least level, a least share of money, by which definition, by which evidence."""

    minimum_level: int = 0
    minimum_share: Decimal = Decimal(0)
    definition: str | None = None  # None: the rubric's
    only: str = ""  # "reviewed": what people accepted, and measured money


class Eligible(NamedTuple):
    """Whether the terms are met, and if not what is lacking, as codes of the message catalogue."""

    met: bool
    lacks: tuple[str, ...]
    releveled: Releveled


def relevel(
    record: Record, rubric: Rubric, definition: str | None = None, thresholds: Mapping[str, object] | None = None,
    only: str = "",
) -> Releveled:  # fmt: skip
    """The level of a record under a rubric. `thresholds` are numbers of the rubric to be other ones (`thresholds.py`).

    With `only` "reviewed" nothing counts but what people accepted and measured money, as for the advice on a second
    tranche; what is possible stays what evidence doesn't exclude.
    """
    if thresholds:
        rubric = rubric_with(rubric, thresholds)
    criteria = criteria_of(record, rubric, definition, only)
    return put_together(record, rubric, criteria, record.shares[definition or rubric.money.definition])


def eligible(record: Record, rubric: Rubric, terms: Terms) -> Eligible:
    """Whether a programme meets somebody's own terms: the low bound of the share counts, an unknown share isn't 0."""
    found = relevel(record, rubric, terms.definition, None, terms.only)
    lacks = []
    if terms.minimum_level > 0 and found.level is None:
        lacks.append("eligible-not-screened")
    elif (found.level or 0) < terms.minimum_level:
        lacks.append("eligible-level-possible" if found.possible >= terms.minimum_level else "eligible-level-below")
    low, high = found.share.low, found.share.high
    if terms.minimum_share > 0 and (low is None or high is None):
        lacks.append("eligible-share-unknown")
    elif low is not None and high is not None and low < terms.minimum_share:
        lacks.append("eligible-share-possible" if high >= terms.minimum_share else "eligible-share-below")
    return Eligible(not lacks, tuple(lacks), found)


def criteria_of(
    record: Record, rubric: Rubric, definition: str | None = None, only: str = "",
    kept: tuple[CriterionLevel, ...] = (),
) -> tuple[CriterionLevel, ...]:  # fmt: skip
    """Each criterion of the rubric for a record, in the rubric's order; those that no figure decides as in `kept`."""
    out = left_out(record.total, record.unread, record.indirect, rubric.money)
    figures = Figures(record.shares[definition or rubric.money.definition], out)
    if kept:
        return tuple([
            _criterion(c, record, rubric, figures, only) if c.measured else old
            for c, old in zip(rubric.criteria, kept, strict=True)
        ])  # fmt: skip
    return tuple([_criterion(c, record, rubric, figures, only) for c in rubric.criteria])


def put_together(record: Record, rubric: Rubric, criteria: tuple[CriterionLevel, ...], share: Share) -> Releveled:
    """The gates asked with what is proven, what is possible and what is claimed."""
    missing, facts = absent(criteria), frozenset(record.facts)
    level = reached(rubric, tuple([c.proven for c in criteria]), missing, facts) if record.screened else None
    possible = reached(rubric, tuple([c.possible for c in criteria]), missing, ALL_FACTS)
    claimed = record.published
    if any(c.claimed is not None for c in criteria):
        stated = tuple([c.proven if c.claimed is None else c.claimed for c in criteria])
        claimed = reached(rubric, stated, missing, ALL_FACTS)
    return Releveled(record.identifier, level, possible, claimed, criteria, share, facts, rubric)


def absent(criteria: Iterable[CriterionLevel]) -> frozenset[str]:
    """The criteria that are not applicable."""
    return frozenset([c.id for c in criteria if c.state == "not_applicable"])


def _criterion(criterion: Criterion, record: Record, rubric: Rubric, figures: Figures, only: str) -> CriterionLevel:
    name = criterion.id
    claimed = record.claims.get(name)
    if criterion.may_be_not_applicable and name in record.not_applicable:
        return CriterionLevel(name, claimed, 0, 0, "not_applicable")
    items = record.items.get(name, NOTHING)
    if criterion.measured:
        kinds = strength(criterion, items, only).kinds
        proven, possible = levels_held(criterion, record.phase, kinds, figures, rubric.money)
        blind = money_unverifiable(figures, rubric.money, proven, possible)
        return CriterionLevel(name, claimed, proven, possible, "unverifiable" if blind else "scored")
    held, proven, possible = _unmeasured(criterion, record.phase, items, figures, rubric, only)
    return CriterionLevel(name, claimed, proven, possible, _state(criterion, held, items, claimed, figures, rubric))


_memo: dict[tuple[object, ...], tuple[Strength, int, int]] = {}


def _unmeasured(
    criterion: Criterion, phase: str, items: tuple[Held, ...], figures: Figures, rubric: Rubric, only: str
) -> tuple[Strength, int, int]:
    """Without figures the same evidence gives the same answer, and an archive holds the same few kinds over and over."""
    key = (rubric.sha256, criterion.id, phase, only, items)
    found = _memo.get(key)
    if found is None:
        held = strength(criterion, items, only)
        found = (held, *levels_held(criterion, phase, held.kinds, figures, rubric.money))
        if len(_memo) < MEMO_LIMIT:
            _memo[key] = found
    return found


def _state(
    criterion: Criterion, held: Strength, items: tuple[Held, ...], claimed: int | None, figures: Figures, rubric: Rubric
) -> str:
    if held.number:
        return "scored"
    if items or claimed is not None:
        return "unverifiable"
    coverage = figures.share.coverage
    if "M" in criterion.kinds and coverage is not None:
        return "scored" if coverage >= rubric.money.coverage_floor else "unverifiable"
    return "not_screened"
