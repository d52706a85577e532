"""What it costs to reach a level by claims alone: the cheapest set of evidence that would have to be made up.

Exact: for each way through the gates, the least cost of the criterion levels that also reach the mean, over all
choices (dynamic programming over the sum). Costs per kind of evidence stand in the audit's settings and are a guess in
days; what they are good for is comparing one rubric with another, and one gate with the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from local2030.marker.criteria import Condition, Criterion, Rubric
from local2030.marker.criterion_levels import strength
from local2030.marker.lift import ways
from local2030.marker.performance.settings import Settings
from local2030.marker.score import Score

NOTHING: Mapping[str, int] = {}
NO_KINDS: Mapping[str, Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Forgery:
    """One criterion raised by made-up evidence: from, to, the kinds to make up, their cost."""

    criterion: str
    start: int
    target: int
    kinds: tuple[str, ...]
    measured: bool  # a computed figure must be reached as well
    cost: float
    reviewed: bool = False  # people must accept it first


@dataclass(frozen=True, slots=True)
class Cheating:
    """The cheapest way to a level. `cost` None: no way at all under this rubric."""

    level: int
    cost: float | None
    forgeries: tuple[Forgery, ...]
    facts: tuple[str, ...]


def cost_of_cheating(
    rubric: Rubric, settings: Settings, phase: str = "monitoring", proven: Mapping[str, int] = NOTHING,
    kinds: Mapping[str, Mapping[str, int]] = NO_KINDS, not_applicable: frozenset[str] = frozenset(),
    facts: frozenset[str] = frozenset(),
) -> tuple[Cheating, ...]:  # fmt: skip
    """For levels 1, 2, 3 the cheapest set of unproven claims, from nothing or from what is proven already.

    `kinds` holds for a criterion the kinds that are there and the highest level that each supports.
    """
    steps = [_steps(c, settings, phase, proven.get(c.id, 0), kinds.get(c.id, {})) for c in rubric.criteria]
    found = []
    for gate in rubric.gates:
        conditions = [c for g in rubric.gates if g.level <= gate.level for c in g.conditions]
        found.append(_cheapest(gate.level, conditions, rubric, steps, not_applicable, facts, settings))
    return tuple(found)


def cheapest_lift(score: Score, rubric: Rubric, settings: Settings) -> Cheating | None:
    """The cheapest made-up evidence that lifts this programme by one level or more; None at level 3."""
    levels = {c.id: c.proven for c in score.criteria}
    held = {
        c.id: [(i.kind, i.status, i.level, 1) for i in score.material.items if i.criterion == c.id]
        for c in rubric.criteria
    }
    kinds = {c.id: strength(c, held[c.id]).kinds for c in rubric.criteria}
    absent = frozenset(c.id for c in score.criteria if c.state == "not_applicable")
    every = cost_of_cheating(rubric, settings, score.material.phase, levels, kinds, absent, score.facts)
    above = [c for c in every if c.level > score.proven_run.level and c.cost is not None]
    return min(above, key=lambda c: (c.cost or 0.0, c.level), default=None)


def _steps(
    criterion: Criterion, settings: Settings, phase: str, proven: int, held: Mapping[str, int]
) -> list[Forgery | None]:
    """The cheapest forgery for each level 0 to 3 or more of a criterion; None where it can't be reached."""
    most = criterion.most.get(phase, 3)
    exact: list[Forgery | None] = [Forgery(criterion.id, proven, proven, (), False, 0.0)] * (proven + 1)
    for rule in criterion.levels[proven:]:
        if rule.level > most:
            exact.append(None)
            continue
        best: Forgery | None = None
        for need in rule.needs:
            lacking = tuple(sorted(k for k in need if held.get(k, 0) < rule.level))
            people = any(criterion.machine_most.get(k, 3) < rule.level for k in lacking)
            cost = math.fsum(settings.kind_costs[k] for k in lacking) + settings.measure_cost * bool(rule.measures)
            cost += settings.review_cost * people
            made = Forgery(criterion.id, proven, rule.level, lacking, bool(rule.measures), cost, people)
            if best is None or (cost, lacking) < (best.cost, best.kinds):
                best = made
        exact.append(best)
    for level in range(len(exact) - 2, proven, -1):  # a higher level may cost less than a lower one
        here, higher = exact[level], exact[level + 1]
        if higher is not None and (here is None or higher.cost < here.cost):
            exact[level] = higher
    return exact


def _cheapest(
    level: int, conditions: Sequence[Condition], rubric: Rubric, steps: Sequence[Sequence[Forgery | None]],
    not_applicable: frozenset[str], facts: frozenset[str], settings: Settings,
) -> Cheating:  # fmt: skip
    wanted = tuple(sorted({c.name for c in conditions if c.kind == "fact"} - facts))
    mean = max((c.at_least for c in conditions if c.kind == "mean"), default=0.0)
    counted = [i for i, c in enumerate(rubric.criteria) if c.id not in not_applicable]
    if any(c.kind == "not_applicable" and c.name not in not_applicable for c in conditions):
        return Cheating(level, None, (), wanted)
    if level == 3 and len(not_applicable) > rubric.most_not_applicable_at_3:
        return Cheating(level, None, (), wanted)
    least_sum = math.ceil(mean * len(counted) - 1e-9)
    best: tuple[float, tuple[Forgery, ...]] | None = None
    for way in _distinct(
        ways([_without_absent(c, not_applicable) for c in conditions if c.kind not in ("mean", "fact")])
    ):
        if any(criterion in not_applicable for criterion in way):
            continue
        found = _choice([(steps[i], way.get(rubric.criteria[i].id, 0)) for i in counted], least_sum)
        if found is not None and (best is None or found[0] < best[0] - 1e-12):
            best = found
    if best is None:
        return Cheating(level, None, (), wanted)
    return Cheating(level, best[0] + settings.fact_cost * len(wanted), best[1], wanted)


def _without_absent(condition: Condition, not_applicable: frozenset[str]) -> Condition:
    """A choice that is met because a criterion doesn't apply asks nothing."""
    met = condition.kind == "not_applicable" and condition.name in not_applicable
    met = met or (
        condition.kind == "any"
        and any(p.kind == "not_applicable" and p.name in not_applicable for p in condition.parts)
    )
    return Condition("all") if met else condition


def _distinct(found: Iterable[Mapping[str, int]]) -> list[dict[str, int]]:
    return [dict(way) for way in sorted({tuple(sorted(way.items())) for way in found})]


def _choice(
    criteria: Sequence[tuple[Sequence[Forgery | None], int]], least_sum: int
) -> tuple[float, tuple[Forgery, ...]] | None:
    """The cheapest levels, each at least as wanted, whose sum is at least that; sums above it count as it."""
    table: dict[int, tuple[float, tuple[Forgery, ...]]] = {0: (0.0, ())}
    for options, least in criteria:
        following: dict[int, tuple[float, tuple[Forgery, ...]]] = {}
        seen = [o for i, o in enumerate(options) if o is not None and i >= least]
        for reached, (cost, chosen) in table.items():
            for option in dict.fromkeys(seen):
                total = min(least_sum, reached + option.target)
                candidate = (cost + option.cost, (*chosen, option) if option.target > option.start else chosen)
                if total not in following or candidate[0] < following[total][0] - 1e-12:
                    following[total] = candidate
        table = following
    return table.get(least_sum)
