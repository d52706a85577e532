"""Whether each stage of a cooperation framework has the local engagement that it asks for, told before its deadline.

What a stage asks for is a signed data file: how many consultations, how many local governments taking part, which part
of their inputs answered (traced to a paragraph or budget line, or to a reason why not). A stage that lacks any of it
turns amber so many days before its deadline, and stays late after it; without a deadline that is said, not green.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from local2030.methods.signed_files import signed_file

FILE = Path(__file__).parent / "engagement.yaml"
STAGES = ("analysis", "design", "implementation", "review")

Light = Literal["met", "to-come", "amber", "late", "undated"]


class Asked(NamedTuple):
    """What a stage asks for; `answered` is the least part of the inputs that must have an answer."""

    consultations: int
    governments: int
    answered: float
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Engagement:
    """The signed file: what each stage asks for, and from how many days before its deadline a lack is told."""

    stages: Mapping[str, Asked]
    amber_days: int
    sha256: str


class Consultation(NamedTuple):
    """One consultation: the stage it belongs to, its day (None: not held yet), and which local governments took part."""

    stage: str
    day: date | None
    governments: frozenset[str]


class Input(NamedTuple):
    """What a local government said in a stage, and whether that has an answer."""

    stage: str
    answered: bool


class Lack(NamedTuple):
    """What is missing: `what` is consultations, governments or answers; `have` of `need`."""

    what: str
    have: int
    need: int


class StageLight(NamedTuple):
    """How a stage stands: its light, what it lacks, its deadline and the days left (below zero: since it passed)."""

    stage: str
    light: Light
    lacks: tuple[Lack, ...]
    due: date | None
    days_left: int | None


@cache
def engagement() -> Engagement:
    """The signed policy of this package."""
    top, _head, sha256 = signed_file(FILE)
    stages = {name: _asked(top["stages"][name]) for name in STAGES}
    return Engagement(stages, int(top["amber_days"]), sha256)


def lights(
    deadlines: Mapping[str, date | None],
    consultations: Iterable[Consultation],
    inputs: Iterable[Input],
    today: date,
    policy: Engagement | None = None,
) -> tuple[StageLight, ...]:
    """Every stage in order with its light. A consultation that is still to come counts for nothing yet."""
    policy = policy or engagement()
    held = [c for c in consultations if c.day is not None and c.day <= today]
    said = list(inputs)
    return tuple(
        _light(stage, policy.stages[stage], deadlines.get(stage), [c for c in held if c.stage == stage],
               [i for i in said if i.stage == stage], today, policy.amber_days)
        for stage in STAGES
    )  # fmt: skip


def _light(
    stage: str, asked: Asked, due: date | None, held: list[Consultation], inputs: list[Input], today: date, amber: int
) -> StageLight:
    lacks = tuple(_lacks(asked, held, inputs))
    left = None if due is None else (due - today).days
    light: Light
    if not lacks:
        light = "met"
    elif left is None:
        light = "undated"
    elif left < 0:
        light = "late"
    else:
        light = "amber" if left <= amber else "to-come"
    return StageLight(stage, light, lacks, due, left)


def _lacks(asked: Asked, held: list[Consultation], inputs: list[Input]) -> Iterable[Lack]:
    if len(held) < asked.consultations:
        yield Lack("consultations", len(held), asked.consultations)
    governments = len(frozenset().union(*(c.governments for c in held))) if held else 0
    if governments < asked.governments:
        yield Lack("governments", governments, asked.governments)
    answered = sum(i.answered for i in inputs)
    need = -(-len(inputs) * round(asked.answered * 1000) // 1000)  # rounded up, without a float's dust
    if answered < need:
        yield Lack("answers", answered, need)


def _asked(of: Mapping[str, Any]) -> Asked:
    asked = Asked(int(of["consultations"]), int(of["governments"]), float(of["answered"]), of["words"])
    if asked.consultations < 0 or asked.governments < 0 or not 0 <= asked.answered <= 1:
        raise ValueError(f"{FILE.name}: a stage asks for less than nothing or more than all")
    return asked
