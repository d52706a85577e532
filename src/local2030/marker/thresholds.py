"""Every number of a rubric that decides something, by name, and the same rubric with some of them other ones.

Names: `C4.2.local_share` (a measure at a level of a criterion), `L2.mean`, `L2.C4` and `L2.C4-2` where a gate asks a
criterion twice, `L3.most_not_applicable`, `coverage_floor`, `indirect_most`, `unread_most`, `divergence.some` (the bound of a word).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from local2030.marker.criteria import Condition, Criterion, Gate, LevelRule, Rubric

SCOPE = ("coverage_floor", "indirect_most", "unread_most")


def thresholds_of(rubric: Rubric) -> dict[str, Decimal]:
    """Name and value of every threshold, in the order of the rubric."""
    found: dict[str, Decimal] = {}
    for criterion in rubric.criteria:
        for rule in criterion.levels:
            found |= {_measure(criterion, rule, m.name): m.at_least for m in rule.measures}
    for gate in rubric.gates:
        seen: Counter[str] = Counter()
        for condition in gate.conditions:
            for name, value in _named(condition, gate.level, seen):
                found[name] = Decimal(str(value))
    found["L3.most_not_applicable"] = Decimal(rubric.most_not_applicable_at_3)
    found |= {name: getattr(rubric.money, name) for name in SCOPE}
    found |= {f"divergence.{word}": Decimal(str(below)) for below, word in rubric.divergence_words[:-1]}
    return found


def rubric_with(rubric: Rubric, thresholds: Mapping[str, object]) -> Rubric:
    """The rubric with these thresholds instead of its own; `KeyError` for a name that it doesn't have.

    Its hash tells that it is another one, so no answer is mistaken for one of the rubric's own.
    """
    return _with(
        rubric.sha256, _Hidden(rubric), tuple(sorted((name, str(value)) for name, value in thresholds.items()))
    )


class _Hidden:
    """A rubric as an argument that all rubrics of one hash share, since a rubric itself has no hash of Python's."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden) and other.rubric.sha256 == self.rubric.sha256

    def __hash__(self) -> int:
        return hash(self.rubric.sha256)


@lru_cache(maxsize=512)
def _with(sha256: str, hidden: _Hidden, changed: tuple[tuple[str, str], ...]) -> Rubric:
    rubric, new = hidden.rubric, {name: Decimal(value) for name, value in changed}
    known = thresholds_of(rubric)
    for name in new:
        if name not in known:
            raise KeyError(name)
    return replace(
        rubric,
        criteria=tuple(_criterion(c, new) for c in rubric.criteria),
        gates=tuple(_gate(g, new) for g in rubric.gates),
        most_not_applicable_at_3=float(new.get("L3.most_not_applicable", rubric.most_not_applicable_at_3)),
        money=replace(
            rubric.money,
            coverage_floor=new.get("coverage_floor", rubric.money.coverage_floor),
            indirect_most=new.get("indirect_most", rubric.money.indirect_most),
            unread_most=new.get("unread_most", rubric.money.unread_most),
        ),
        divergence_words=tuple(
            (float(new.get(f"divergence.{word}", Decimal(str(below)))), word) for below, word in rubric.divergence_words
        ),
        sha256=hashlib.sha256(f"{sha256} {changed}".encode()).hexdigest(),
    )


def _measure(criterion: Criterion, rule: LevelRule, name: str) -> str:
    return f"{criterion.id}.{rule.level}.{name}"


def _named(condition: Condition, level: int, seen: Counter[str]) -> Iterator[tuple[str, float]]:
    for part in condition.parts:
        yield from _named(part, level, seen)
    if condition.kind in ("mean", "criterion"):
        yield _name(condition, level, seen), condition.at_least


def _name(condition: Condition, level: int, seen: Counter[str]) -> str:
    name = f"L{level}.{condition.name or condition.kind}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _criterion(criterion: Criterion, new: Mapping[str, Decimal]) -> Criterion:
    if not any(rule.measures for rule in criterion.levels):
        return criterion
    rules = []
    for rule in criterion.levels:
        measures = (replace(m, at_least=new.get(_measure(criterion, rule, m.name), m.at_least)) for m in rule.measures)
        rules.append(replace(rule, measures=tuple(measures)))
    return replace(criterion, levels=tuple(rules))


def _gate(gate: Gate, new: Mapping[str, Decimal]) -> Gate:
    seen: Counter[str] = Counter()
    return Gate(gate.level, tuple(_condition(c, gate.level, new, seen) for c in gate.conditions))


def _condition(condition: Condition, level: int, new: Mapping[str, Decimal], seen: Counter[str]) -> Condition:
    parts = tuple(_condition(part, level, new, seen) for part in condition.parts)
    if condition.kind not in ("mean", "criterion"):
        return replace(condition, parts=parts)
    value = new.get(_name(condition, level, seen))
    return replace(condition, parts=parts, at_least=condition.at_least if value is None else float(value))
