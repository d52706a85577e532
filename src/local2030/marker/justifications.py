"""Comply or explain: which justifications an assessment needs, and what one lacks. The rules are a signed file.

needs(Standing(level=1, target=2, ...), rules())  ->  (Need("below-window", ""),)
faults(Given(...), rules())                       ->  findings, empty where it will do
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from local2030.methods.signed_files import signed_file
from local2030.vocabulary.findings import Finding

FILE = Path(__file__).parent / "justification_rules.yaml"
REPEATED = 0.3  # part of runs of letters that differ, below which a text says the same over and over
CAUSES = ("below-window", "not-applicable", "gap-large", "level-fell")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold now, with the hash of their file."""

    version: str
    sha256: str
    least: int
    most: int
    similar: float
    gap_words: frozenset[str]
    straight_line: int
    claims_on_one_document: int
    programmes_on_one_document: int
    causes: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]


class Stands(NamedTuple):
    """What decides over justifications: the level with what is expected of it and what it was, the gap, what is left out."""

    level: int | None
    target: int | None = None  # of the money window; None without one
    former: int | None = None  # of the assessment before; None without one
    gap_word: str = ""
    left_out: tuple[str, ...] = ()


class Need(NamedTuple):
    """A justification that is needed. `criterion` is "" unless one criterion is meant."""

    cause: str
    criterion: str


class Given(NamedTuple):
    """A justification as it is handed in."""

    reason: str
    text: str
    action: str = ""
    owner: str = ""
    due: date | None = None
    no_action: bool = False
    approver: bool = False  # somebody else agreed that nothing is done


@cache
def rules() -> Rules:
    """The rules that hold now."""
    top, _head, digest = signed_file(FILE)
    if tuple(top["causes"]) != CAUSES:
        raise ValueError(f"{FILE.name}: the causes must be {', '.join(CAUSES)}")
    return Rules(
        top["version"], digest, int(top["text"]["least"]), int(top["text"]["most"]), float(top["similar"]),
        frozenset(top["gap_words"]), int(top["straight_line"]), int(top["claims_on_one_document"]),
        int(top["programmes_on_one_document"]), top["causes"], top["reasons"],
    )  # fmt: skip


def needs(stands: Stands, held: Rules) -> tuple[Need, ...]:
    """The justifications that are needed, in the order of the rules. A level that isn't known is below any target."""
    level = -1 if stands.level is None else stands.level
    found = []
    if stands.target is not None and level < stands.target:
        found.append(Need("below-window", ""))
    found += [Need("not-applicable", criterion) for criterion in stands.left_out]
    if stands.gap_word in held.gap_words:
        found.append(Need("gap-large", ""))
    if stands.former is not None and level < stands.former:
        found.append(Need("level-fell", ""))
    return tuple(found)


def faults(given: Given, held: Rules, today: date) -> tuple[Finding, ...]:
    """What a justification lacks, each with its column."""
    found = []

    def wrong(code: str, column: str, **values: object) -> None:
        found.append(Finding(code, "error", values={"column": column, **values}))

    text = " ".join(given.text.split())
    if given.reason not in held.reasons:
        wrong("justification-reason-unknown", "reason")
    if not held.least <= len(text) <= held.most:
        wrong("justification-text-length", "text", least=held.least, most=held.most, found=len(text))
    elif _repeats(text):
        wrong("justification-text-empty", "text")
    if given.no_action:
        if not given.approver:
            wrong("justification-approver-missing", "approver")
    elif not given.action.strip():
        wrong("justification-action-missing", "action")
    else:
        if not given.owner.strip():
            wrong("justification-owner-missing", "action_owner")
        if given.due is None or given.due < today:
            wrong("justification-due-missing", "action_due")
    return tuple(found)


def _repeats(text: str) -> bool:
    """Whether a text is mostly one phrase over and over; works in any script."""
    runs = [text[i : i + 5] for i in range(len(text) - 4)]
    return bool(runs) and len(set(runs)) < REPEATED * len(runs)
