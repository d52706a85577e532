"""What a change of the rubric would do, told before it is voted on: the impact statement of a rubric bill.

Every programme is scored again under the new rubric from the same material; nothing else changes. The money was read
under the old rubric's scope: if the new one counts other money, `money_scope_changed` says that the shares would have
to be read again. Expected agreement can see through the gates only: how reviewers would score a reworded criterion
nobody knows before they do, so reworded criteria are listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from local2030.marker.criteria import Rubric
from local2030.marker.levels import level_of, top_steps
from local2030.marker.performance.cheating import Cheating, cost_of_cheating
from local2030.marker.performance.records import LEVEL, Case, Rated, in_order, scores_by_unit
from local2030.marker.performance.settings import Settings
from local2030.marker.score import ALL_FACTS, Score, score
from local2030.methods.agreement import krippendorff_alpha
from local2030.methods.ratings import Agreement


class Move(NamedTuple):
    """One programme under both rubrics: proven and possible level; None where nothing was screened."""

    programme: str
    before: int | None
    before_possible: int
    after: int | None
    after_possible: int


class Binding(NamedTuple):
    """How many programmes a condition of a gate keeps from the next level, and how many it keeps alone."""

    level: int
    kind: str
    name: str
    threshold: float
    programmes: int
    alone: int


@dataclass(frozen=True, slots=True)
class Impact:
    """The statement. `moves` are those whose proven or possible level changes, by programme."""

    before: str  # rubric ids and hashes
    before_sha256: str
    after: str
    after_sha256: str
    programmes: int
    moves: tuple[Move, ...]
    up: int
    down: int
    wider: int  # whose interval would be wider
    binding_before: tuple[Binding, ...]
    binding_after: tuple[Binding, ...]
    changed_criteria: tuple[str, ...]
    money_scope_changed: bool
    agreement_before: Agreement
    agreement_after: Agreement
    cheating_before: tuple[Cheating, ...]
    cheating_after: tuple[Cheating, ...]
    settings_sha256: str


def impact(scores: Sequence[Score], old: Rubric, new: Rubric, rows: Iterable[Rated], settings: Settings) -> Impact:
    """What the new rubric would change for these programmes; `rows` are reviews, for the expected agreement."""
    rows = in_order(rows)
    again = [score(s.material, new) for s in scores]
    pairs = sorted(zip(scores, again, strict=True), key=lambda p: p[0].material.identifier)
    every = [Move(a.material.identifier, a.level, a.possible, b.level, b.possible) for a, b in pairs]
    known = {c.id: c for c in old.criteria}
    names = {*known, *(c.id for c in new.criteria)}
    changed = sorted(i for i in names if known.get(i) != new.criterion(i))
    return Impact(
        old.id, old.sha256, new.id, new.sha256, len(every),
        tuple(m for m in every if (m.before, m.before_possible) != (m.after, m.after_possible)),
        sum(_height(m.after) > _height(m.before) for m in every), sum(_height(m.after) < _height(m.before) for m in every),
        sum(m.after_possible - (m.after or 0) > m.before_possible - (m.before or 0) for m in every),
        binding(scores, old), binding(again, new), tuple(changed), old.money != new.money,
        expected_agreement(rows, old, settings), expected_agreement(rows, new, settings),
        cost_of_cheating(old, settings), cost_of_cheating(new, settings), settings.sha256,
    )  # fmt: skip


def binding(scores: Iterable[Score], rubric: Rubric) -> tuple[Binding, ...]:
    """Which conditions keep programmes from their next level, the one that binds most often first."""
    often: Counter[tuple[int, str, str, float]] = Counter()
    alone: Counter[tuple[int, str, str, float]] = Counter()
    for each in scores:
        if each.level is None or each.level >= 3:
            continue
        failed = [
            (s.level, s.kind, s.name, s.threshold)
            for s in top_steps(rubric, each.proven_run)
            if s.level == each.level + 1 and not s.passed
        ]
        often.update(failed)
        if len(failed) == 1:
            alone.update(failed)
    return tuple(
        Binding(*key, n, alone[key]) for key, n in sorted(often.items(), key=lambda x: (-x[1], -alone[x[0]], x[0]))
    )


def expected_agreement(rows: Iterable[Rated], rubric: Rubric, settings: Settings) -> Agreement:
    """Alpha (ordinal) of the level, if every reviewer's own criterion scores went through this rubric's gates."""
    vectors: defaultdict[tuple[Case, str], dict[str, int]] = defaultdict(dict)
    for (case, criterion), given in scores_by_unit(rows).items():
        if criterion != LEVEL:
            for rater, value in given.items():
                vectors[case, rater][criterion] = value
    ids = [c.id for c in rubric.criteria]
    raters = sorted({rater for _, rater in vectors})
    levels: defaultdict[Case, dict[str, int]] = defaultdict(dict)
    for (case, rater), found in vectors.items():
        if all(c in found for c in ids):
            levels[case][rater] = level_of(rubric, tuple(found[c] for c in ids), facts=ALL_FACTS).level
    table = [[given.get(r) for r in raters] for _, given in sorted(levels.items())]
    pairs = sum(len(given) > 1 for given in levels.values())
    if 0 < pairs < settings.least_units:
        return Agreement("alpha-ordinal", None, None, None, pairs, 0, len(raters), "performance-too-few")
    return krippendorff_alpha(table, "ordinal", settings.replicates, settings.seed)


def _height(level: int | None) -> int:
    return -1 if level is None else level
