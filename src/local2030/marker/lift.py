"""What would lift a score: the datum that narrows the interval most, and the smallest changes that reach the next level.

Both are answers of the gates themselves: each candidate is put in and the gates are asked again. Evidence is weighed
the same way, by taking it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from local2030.marker.criteria import Condition, Rubric
from local2030.marker.criterion_levels import COUNTING, widened
from local2030.marker.levels import level_of
from local2030.marker.score import CriterionScore, Score, figures_of, without

MOST_DATA = 3
PARTNER = frozenset({"local_government_partner"})


class Lift(NamedTuple):
    """One step. `kind` datum: something to publish or hand in so that more is known; step: something to change or show.

    `level` and `possible` are the interval if this alone came out well; `points` the criterion levels gained.
    """

    code: str
    kind: str
    criterion: str
    start: int
    target: int
    points: int
    owner: str
    level: int
    possible: int
    narrows: int  # by how many levels the interval can shrink
    values: Mapping[str, object]


class Weight(NamedTuple):
    """What an evidence item carries: the criterion's proven level and the programme's level without it."""

    criterion_level: int
    level: int


def lift(score: Score, rubric: Rubric) -> tuple[Lift, ...]:
    """Up to three data that narrow the interval most, then the smallest set of steps to the next level."""
    return (*data_wanted(score, rubric)[:MOST_DATA], *steps_to_next(score, rubric))


def data_wanted(score: Score, rubric: Rubric) -> tuple[Lift, ...]:
    """Every datum that isn't known yet, the one that narrows the interval most first."""
    proven, possible = _values(score)
    not_applicable = _not_applicable(score)
    level = score.proven_run.level
    found = []
    for i, criterion in enumerate(score.criteria):
        if criterion.possible <= criterion.proven or criterion.state == "not_applicable":
            continue
        if criterion.state == "scored" and not _has_unknown(criterion, score):
            continue
        well = level_of(rubric, _with(proven, i, criterion.possible), not_applicable, score.facts).level
        badly = level_of(rubric, _with(possible, i, criterion.proven), not_applicable, PARTNER).level
        code, values = _datum(criterion, score)
        narrows = (well - level) + (score.possible - badly)
        rule = rubric.criteria[i].levels[min(criterion.proven, 2)]
        found.append(
            Lift(code, "datum", criterion.id, criterion.proven, criterion.possible, criterion.possible - criterion.proven,
                 rule.owner, well, score.possible, narrows, values)
        )  # fmt: skip
    # Published data settle more than papers do where both narrow alike: money first, then places and results.
    order = {"C4": 0, "C1": 1, "C7": 2, "C5": 3}
    return tuple(sorted(found, key=lambda x: (-x.narrows, order.get(x.criterion, 9), -x.points, x.criterion)))


def steps_to_next(score: Score, rubric: Rubric) -> tuple[Lift, ...]:
    """The fewest criterion levels to gain for the next level, cheapest first; empty at level 3."""
    level = score.proven_run.level
    if level >= 3:
        return ()
    wanted = _cheapest(score, rubric, level + 1)
    proven, _ = _values(score)
    not_applicable = _not_applicable(score)
    steps = []
    for i, (criterion, target) in enumerate(zip(score.criteria, wanted, strict=True)):
        if target <= criterion.proven:
            continue
        rule = rubric.criteria[i].levels[target - 1]
        alone = level_of(rubric, _with(proven, i, target), not_applicable, score.facts).level
        values: dict[str, object] = {
            "next": level + 1,
            "kinds": ", ".join(criterion.missing),
            **_amount_needed(criterion, target, score, rubric),
        }
        steps.append(
            Lift(_step_code(criterion, target), "step", criterion.id, criterion.proven, target, target - criterion.proven, rule.owner, alone,
                 score.possible, 0, values)
        )  # fmt: skip
    if level + 1 == 3 and not score.facts >= PARTNER:
        steps.append(Lift("step-partner", "step", "", 0, 1, 0, "programme team", level, score.possible, 0, {"next": 3}))
    return tuple(sorted(steps, key=lambda s: (s.points, s.criterion)))


def _step_code(criterion: CriterionScore, target: int) -> str:
    """Whether the evidence is there, for that level, and waits only for people to accept it."""
    there = {i.kind for i in criterion.items if i.status in COUNTING and i.level >= target}
    return "step-review" if criterion.missing and there.issuperset(criterion.missing) else "step"


def weights(score: Score, rubric: Rubric) -> dict[int, Weight]:
    """For each checked item, by its `id()`, what would still be proven without it."""
    return {
        id(item): Weight(*without(score, item, rubric))
        for c in score.criteria
        for item in c.items
        if item.status in COUNTING
    }


def _values(score: Score) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(c.proven for c in score.criteria), tuple(c.possible for c in score.criteria)


def _not_applicable(score: Score) -> frozenset[str]:
    return frozenset(c.id for c in score.criteria if c.state == "not_applicable")


def _with(values: tuple[int, ...], index: int, value: int) -> tuple[int, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _has_unknown(criterion: CriterionScore, score: Score) -> bool:
    """A scored criterion still has something to be known where money went to unknown receivers."""
    return criterion.id == "C4" and (score.material.share.unknown > 0 or score.material.unread > 0)


def _datum(criterion: CriterionScore, score: Score) -> tuple[str, dict[str, object]]:
    if criterion.id == "C4":
        unknown = [r for r in score.recipients if r.actor.actor_class == "UNK"]
        no_rate = sum(flow.no_rate for _, flow in score.material.flows)
        if unknown:
            amount = sum((r.amount for r in unknown), Decimal(0))
            unnamed = sum(flow.unnamed for _, flow in score.material.flows)
            count = sum(r.payments for r in unknown)
            return ("datum-receivers" if unnamed else "datum-receiver-class"), {"count": count, "amount": str(amount)}
        if no_rate:
            return "datum-rates", {"count": no_rate}
        return "datum-payments", {}
    if criterion.id == "C1" and not score.material.territories.below_national:
        return "datum-places", {"count": len(score.material.territories.places)}
    if criterion.id == "C7" and not criterion.items:
        return "datum-results", {}
    return "datum-evidence", {"kinds": ", ".join(criterion.missing)}


def _cheapest(score: Score, rubric: Rubric, level: int) -> tuple[int, ...]:
    """The criterion levels to reach: for each way through the gates the least sum, then the one least out of reach."""
    conditions = [c for gate in rubric.gates if gate.level <= level for c in gate.conditions]
    mean = max((c.at_least for c in conditions if c.kind == "mean"), default=0.0)
    best: tuple[tuple[float, ...], tuple[int, ...]] | None = None
    for way in ways([c for c in conditions if c.kind != "mean"]):
        target = [max(c.proven, way.get(c.id, 0)) for c in score.criteria]
        _fill(target, score, rubric, mean)
        gained = sum(target) - sum(c.proven for c in score.criteria)
        out_of_reach = sum(max(0, t - c.possible) for t, c in zip(target, score.criteria, strict=True))
        cost = (gained + out_of_reach, gained, *target)
        if best is None or cost < best[0]:
            best = (cost, tuple(target))
    return best[1] if best is not None else tuple(c.proven for c in score.criteria)


def ways(conditions: Sequence[Condition]) -> Iterator[dict[str, int]]:
    """Every way to satisfy the conditions, as the least level of each criterion; means and facts are left to the caller."""
    for combination in product(*(list(_options(c)) for c in conditions)):
        merged: dict[str, int] = {}
        for option in combination:
            for criterion, value in option.items():
                merged[criterion] = max(value, merged.get(criterion, 0))
        yield merged


def _options(condition: Condition) -> Iterator[dict[str, int]]:
    if condition.kind == "criterion":
        yield {condition.name: int(condition.at_least)}
    elif condition.kind == "any":
        for part in condition.parts:
            if part.kind != "not_applicable":
                yield from _options(part)
    elif condition.kind == "all":
        yield from ways(condition.parts)
    else:
        yield {}


def _fill(target: list[int], score: Score, rubric: Rubric, mean: float) -> None:
    """Raise the criteria that are nearest to hand until the mean is reached."""
    applicable = [i for i, c in enumerate(score.criteria) if c.state != "not_applicable"]
    while applicable and sum(target[i] for i in applicable) < mean * len(applicable):
        open_ = [i for i in applicable if target[i] < rubric.criteria[i].most.get(score.material.phase, 3)]
        if not open_:
            return
        target[min(open_, key=lambda i: _effort(i, target[i], score))] += 1


def _effort(index: int, reached: int, score: Score) -> tuple[int, int, int, int]:
    criterion = score.criteria[index]
    beyond = int(reached >= criterion.possible)
    not_claimed = int((criterion.claimed or 0) <= reached)
    return beyond, not_claimed, reached, index


def _amount_needed(criterion: CriterionScore, target: int, score: Score, rubric: Rubric) -> dict[str, object]:
    figures = figures_of(score.material, rubric)
    share = widened(figures)
    rule = next(c for c in rubric.criteria if c.id == criterion.id).levels[target - 1]
    for measure in rule.measures:
        if measure.name == "local_share" and share.low is not None:
            missing = (measure.at_least - share.low) * score.material.share.total / (1 - figures.left_out)
            return {"amount": str(max(Decimal(0), missing).quantize(Decimal("0.01")))}
    return {}
