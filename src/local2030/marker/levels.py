"""The gates: from criteria to a level 0-3, asked twice, once with what is proven and once with what is possible.

Gates, not an average; cumulative: the level is the highest whose gates all hold (marker design, section 5).
"""

from __future__ import annotations

from typing import NamedTuple

from local2030.marker.criteria import Condition, Rubric

MEMO_LIMIT = 50_000


class GateStep(NamedTuple):
    """One condition of a gate: what was found, what was wanted, and whether it held."""

    level: int
    kind: str  # mean | criterion | fact | not_applicable | any | all | most_not_applicable
    name: str
    value: float
    threshold: float
    passed: bool


class LevelResult(NamedTuple):
    """The level, the mean of the applicable criteria, and each condition that was asked."""

    level: int
    mean: float
    steps: tuple[GateStep, ...]


_memo: dict[tuple[object, ...], LevelResult] = {}


def level_of(
    rubric: Rubric,
    values: tuple[int, ...],
    not_applicable: frozenset[str] = frozenset(),
    facts: frozenset[str] = frozenset(),
) -> LevelResult:
    """The highest level whose gates all hold for these criterion levels, given in the rubric's order.

    Criteria that are not applicable are left out of the mean; `facts` names those facts that are true.
    Equal questions are answered once: a portfolio asks the same few thousand times over.
    """
    key = (rubric.sha256, values, not_applicable, facts)
    found = _memo.get(key)
    if found is None:
        found = _level_of(rubric, values, not_applicable, facts)
        if len(_memo) < MEMO_LIMIT:
            _memo[key] = found
    return found


def reached(rubric: Rubric, values: tuple[int, ...], not_applicable: frozenset[str], facts: frozenset[str]) -> int:
    """The level alone, for those who ask thousands of times and need no steps; equal to `level_of(...).level`."""
    by_id = dict(zip([c.id for c in rubric.criteria], values, strict=True))
    for absent in not_applicable:
        by_id[absent] = -1  # a criterion that isn't applicable meets no threshold
    applicable = len(values) - len(not_applicable)
    mean = (sum(by_id.values()) + len(not_applicable)) / applicable if applicable else 0.0
    level = 0
    for gate in rubric.gates:
        if gate.level == 3 and len(not_applicable) > rubric.most_not_applicable_at_3:
            break
        for condition in gate.conditions:  # plain loops: an archive is asked a million times
            if not _holds(condition, by_id, mean, not_applicable, facts):
                return level
        level = gate.level
    return level


def _holds(
    condition: Condition, values: dict[str, int], mean: float, not_applicable: frozenset[str], facts: frozenset[str]
) -> bool:
    kind = condition.kind
    if kind == "criterion":
        value = values[condition.name]
        return value >= 0 and value >= condition.at_least
    if kind == "mean":
        return mean >= condition.at_least
    if kind == "any" or kind == "all":
        for part in condition.parts:
            if _holds(part, values, mean, not_applicable, facts) == (kind == "any"):
                return kind == "any"
        return kind == "all"
    return condition.name in (facts if kind == "fact" else not_applicable)


def _level_of(
    rubric: Rubric, values: tuple[int, ...], not_applicable: frozenset[str], facts: frozenset[str]
) -> LevelResult:
    by_id = {c.id: v for c, v in zip(rubric.criteria, values, strict=True)}
    applicable = [v for c, v in by_id.items() if c not in not_applicable]
    mean = sum(applicable) / len(applicable) if applicable else 0.0
    steps: list[GateStep] = []
    level, open_ = 0, True
    for gate in rubric.gates:
        held = [_ask(c, gate.level, by_id, not_applicable, facts, mean, steps) for c in gate.conditions]
        if gate.level == 3:
            most, count = rubric.most_not_applicable_at_3, len(not_applicable)
            steps.append(GateStep(3, "most_not_applicable", "", count, most, count <= most))
            held.append(count <= most)
        open_ = open_ and all(held)
        if open_:
            level = gate.level
    return LevelResult(level, mean, tuple(steps))


def _ask(
    condition: Condition, level: int, values: dict[str, int], not_applicable: frozenset[str], facts: frozenset[str],
    mean: float, steps: list[GateStep],
) -> bool:  # fmt: skip
    kind, name, threshold = condition.kind, condition.name, condition.at_least
    if kind in ("any", "all"):
        held = [_ask(part, level, values, not_applicable, facts, mean, steps) for part in condition.parts]
        value, threshold = float(sum(held)), 1.0 if kind == "any" else float(len(held))
        passed = value >= threshold
    elif kind == "mean":
        value, passed = mean, mean >= threshold
    elif kind == "criterion":
        value = float(values[name])
        passed = name not in not_applicable and value >= threshold
    else:
        passed = name in (facts if kind == "fact" else not_applicable)
        value, threshold = float(passed), 1.0
    steps.append(GateStep(level, kind, name, value, threshold, passed))
    return passed


def top_steps(rubric: Rubric, result: LevelResult) -> list[GateStep]:
    """The steps of whole conditions; the parts of an `any` or `all` that stand before it in the trace are left out.

    An `any` or `all` has no name of its own, so it is given those of its parts.
    """
    steps, at = [], 0
    for gate in rubric.gates:
        for condition in gate.conditions:
            at += _length(condition) - 1
            step = result.steps[at]
            steps.append(step._replace(name=_named(condition)) if condition.parts else step)
            at += 1
        if at < len(result.steps) and result.steps[at].kind == "most_not_applicable":
            steps.append(result.steps[at])
            at += 1
    return steps


def _length(condition: Condition) -> int:
    return 1 + sum(_length(part) for part in condition.parts)


def _named(condition: Condition) -> str:
    return condition.name or "+".join(_named(part) for part in condition.parts)
