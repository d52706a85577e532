"""A rubric read from its files and checked: the criteria, the gates, what counts as money.

A rubric is a folder: `rubric.yaml` (the head), a file for each criterion, `gates.yaml` and `money.yaml`. The SHA-256
over all of them stands in every result. Reading gathers every mistake before it complains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import EVIDENCE_KINDS

SHIPPED = Path(__file__).parent / "rubrics"
LATEST = "2.0"
HEAD = ("author", "reviewer", "date", "next_review")
MEASURES = ("local_share", "direct_part")
FACTS = ("local_government_partner",)


@dataclass(frozen=True, slots=True)
class Measure:
    """A computed figure that must reach a threshold."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one level of a criterion asks: one of the sets of evidence kinds, and every measure."""

    level: int
    anchor: Mapping[str, str]
    needs: tuple[frozenset[str], ...]
    measures: tuple[Measure, ...]
    step: Mapping[str, str]
    owner: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the rubric with its three levels."""

    id: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    reason: Mapping[str, str]
    kinds: tuple[str, ...]
    most: Mapping[str, int]
    may_be_not_applicable: bool
    levels: tuple[LevelRule, ...]
    head: Mapping[str, str]
    machine_most: Mapping[str, int] = field(default_factory=dict)  # kind: what it supports until a person accepts it
    measured: bool = False  # whether figures and not documents decide it


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a gate, as a tree. `kind`: mean, criterion, any, all, fact, not_applicable."""

    kind: str
    name: str = ""
    at_least: float = 0.0
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions of one level; those of the levels below must hold too."""

    level: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class MoneyScope:
    """What counts as money of the programme."""

    definition: str
    coverage_floor: Decimal
    ledger_least_share: Decimal
    sources_agree_within: Decimal
    indirect_aid_types: frozenset[str]
    indirect_phrases: tuple[str, ...]
    indirect_most: Decimal = Decimal(1)  # indirect cost above this part of all counts as money of unknown receivers
    unread_most: Decimal = Decimal(1)  # above this part of money that was left out nothing is said of the rest


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric, ready to be applied."""

    id: str
    version: str
    title: str
    status: str
    adopted_by: str | None
    head: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    level_names: Mapping[int, Mapping[str, str]]
    divergence_words: tuple[tuple[float, str], ...]
    most_not_applicable_at_3: float  # a whole number, but where thresholds are varied
    money: MoneyScope
    sha256: str
    folder: Path

    def criterion(self, criterion_id: str) -> Criterion | None:
        """The criterion of that id, or None."""
        return next((c for c in self.criteria if c.id == criterion_id), None)


@cache
def rubric(rubric_id: str = LATEST) -> Rubric:
    """The shipped rubric of that id."""
    return read_rubric(SHIPPED / rubric_id)


def read_rubric(folder: Path) -> Rubric:
    """The rubric in that folder. All mistakes are told at once, as a `WrongUse`."""
    mistakes = check_rubric(folder)
    if mistakes:
        raise WrongUse(
            Finding(
                "rubric-invalid",
                "error",
                str(folder.name),
                None,
                {"mistakes": "; ".join(mistakes), "count": len(mistakes)},
            )
        )
    top, gates, money = (_load(folder / f"{name}.yaml") for name in ("rubric", "gates", "money"))
    return Rubric(
        id=str(top["id"]), version=str(top["version"]), title=top["title"], status=top["status"],
        adopted_by=top.get("adopted_by"), head=_head(top),
        criteria=tuple(_criterion(_load(folder / f"{c.lower()}.yaml")) for c in top["criteria"]),
        gates=tuple(Gate(g["level"], tuple(_condition(c) for c in g["conditions"])) for g in gates["gates"]),
        level_names=top["levels"],
        divergence_words=tuple((float(w["below"]), w["word"]) for w in gates["divergence_words"]),
        most_not_applicable_at_3=int(gates["most_not_applicable_at_level_3"]),
        money=_money(money), sha256=rubric_sha256(folder), folder=folder,
    )  # fmt: skip


def rubric_sha256(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files of the rubric, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def check_rubric(folder: Path) -> tuple[str, ...]:
    """Every mistake in a rubric's files, each with its file; empty where all is well."""
    mistakes: list[str] = []
    if not (folder / "rubric.yaml").is_file():
        return (f"{folder.name}: there is no rubric.yaml",)
    top = _checked(folder / "rubric.yaml", ("id", "version", "title", "status", "criteria", "levels"), mistakes)
    gates = _checked(folder / "gates.yaml", ("gates", "divergence_words", "most_not_applicable_at_level_3"), mistakes)
    _checked(folder / "money.yaml", ("definition_for_levels", "coverage_floor", "indirect_cost"), mistakes)
    ids = [str(c) for c in top.get("criteria", [])]
    for criterion_id in ids:
        mistakes += _criterion_mistakes(folder / f"{criterion_id.lower()}.yaml", criterion_id)
    known = set(ids)
    levels = [g.get("level") for g in gates.get("gates", []) if isinstance(g, dict)]
    if gates and levels != [1, 2, 3]:
        mistakes.append(f"gates.yaml: the gates must be for levels 1, 2 and 3 in this order, found {levels}")
    for gate in gates.get("gates", []):
        for condition in gate.get("conditions", []):
            mistakes += _condition_mistakes(condition, known, gate.get("level"))
    return tuple(mistakes)


def _checked(path: Path, keys: Sequence[str], mistakes: list[str]) -> dict[str, Any]:
    try:
        loaded = _load(path)
    except (OSError, yaml.YAMLError) as trouble:
        mistakes.append(f"{path.name}: can't be read ({str(trouble).splitlines()[0]})")
        return {}
    if not isinstance(loaded, dict):
        mistakes.append(f"{path.name}: must be a table of keys")
        return {}
    mistakes += [f"{path.name}: {key} is missing" for key in (*keys, *HEAD) if key not in loaded]
    return loaded


def _criterion_mistakes(path: Path, criterion_id: str) -> list[str]:
    mistakes: list[str] = []
    loaded = _checked(
        path, ("id", "title", "question", "reason", "most", "may_be_not_applicable", "kinds", "levels"), mistakes
    )
    if not loaded:
        return mistakes
    if loaded.get("id") != criterion_id:
        mistakes.append(f"{path.name}: id is {loaded.get('id')!r}, must be {criterion_id!r}")
    levels = loaded.get("levels") or {}
    if sorted(levels) != [1, 2, 3]:
        mistakes.append(f"{path.name}: levels must be 1, 2 and 3")
    for kind, most in (loaded.get("machine_most") or {}).items():
        if kind not in (loaded.get("kinds") or ()) or most not in (0, 1, 2, 3):
            mistakes.append(
                f"{path.name}: machine_most names a kind of the criterion with a level 0 to 3, found {kind}: {most}"
            )
    for number, rule in levels.items():
        for kinds in rule.get("needs") or [[]]:
            if not kinds or any(kind not in EVIDENCE_KINDS for kind in kinds):
                mistakes.append(
                    f"{path.name}: level {number} needs kinds out of {', '.join(EVIDENCE_KINDS)}, found {kinds}"
                )
        for measure in rule.get("measures") or []:
            if measure.get("measure") not in MEASURES:
                mistakes.append(
                    f"{path.name}: level {number} asks for the measure {measure.get('measure')!r}, known: {', '.join(MEASURES)}"
                )
        mistakes += [
            f"{path.name}: level {number} lacks {key}" for key in ("anchor", "step", "owner") if not rule.get(key)
        ]
    return mistakes


def _condition_mistakes(condition: object, known: set[str], level: object) -> list[str]:
    where = f"gates.yaml: level {level}"
    if not isinstance(condition, dict):
        return [f"{where}: a condition must be a table, found {condition!r}"]
    if "any" in condition or "all" in condition:
        parts = condition.get("any") or condition.get("all") or []
        return [mistake for part in parts for mistake in _condition_mistakes(part, known, level)]
    for key in ("criterion", "not_applicable"):
        if key in condition:
            return [] if condition[key] in known else [f"{where}: unknown criterion {condition[key]!r}"]
    if "fact" in condition:
        return [] if condition["fact"] in FACTS else [f"{where}: unknown fact {condition['fact']!r}"]
    return (
        [] if "mean" in condition else [f"{where}: a condition needs mean, criterion, any, all, fact or not_applicable"]
    )


def _load(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _head(loaded: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(loaded[key]) for key in HEAD}


def _criterion(loaded: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=loaded["id"], title=loaded["title"], question=loaded["question"], reason=loaded["reason"],
        kinds=tuple(loaded["kinds"]), most=loaded["most"], may_be_not_applicable=bool(loaded["may_be_not_applicable"]),
        levels=tuple(_level(number, loaded["levels"][number]) for number in (1, 2, 3)), head=_head(loaded),
        machine_most=loaded.get("machine_most") or {},
        measured=any(loaded["levels"][number].get("measures") for number in (1, 2, 3)),
    )  # fmt: skip


def _level(number: int, loaded: Mapping[str, Any]) -> LevelRule:
    return LevelRule(
        level=number, anchor=loaded["anchor"], needs=tuple(frozenset(kinds) for kinds in loaded["needs"]),
        measures=tuple(Measure(m["measure"], Decimal(str(m["at_least"]))) for m in loaded.get("measures") or []),
        step=loaded["step"], owner=loaded["owner"],
    )  # fmt: skip


def _condition(loaded: Mapping[str, Any]) -> Condition:
    for kind in ("any", "all"):
        if kind in loaded:
            return Condition(kind, parts=tuple(_condition(part) for part in loaded[kind]))
    if "mean" in loaded:
        return Condition("mean", at_least=float(loaded["mean"]))
    if "criterion" in loaded:
        return Condition("criterion", loaded["criterion"], float(loaded["at_least"]))
    if "fact" in loaded:
        return Condition("fact", loaded["fact"])
    return Condition("not_applicable", loaded["not_applicable"])


def _money(loaded: Mapping[str, Any]) -> MoneyScope:
    return MoneyScope(
        definition=loaded["definition_for_levels"], coverage_floor=Decimal(str(loaded["coverage_floor"])),
        ledger_least_share=Decimal(str(loaded["ledger_least_share_of_iati"])),
        sources_agree_within=Decimal(str(loaded["sources_agree_within"])),
        indirect_aid_types=frozenset(loaded["indirect_cost"]["aid_types"]),
        indirect_phrases=tuple(loaded["indirect_cost"]["phrases"]),
        indirect_most=Decimal(str(loaded["indirect_cost"].get("most_share", 1))),
        unread_most=Decimal(str(loaded.get("unread_most_share", 1))),
    )  # fmt: skip
