"""The short localization check: a few questions on the marker's own criteria, answered in ten minutes.

    answered({"places": "named", "share": "more"}, check(), rubric())  ->  the level of each criterion, and the level

Its result is a claim and nothing else: it says where a programme would stand if every answer were shown. Criteria whose
questions weren't answered stay open, from 0 to 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local2030.marker.criteria import Rubric
from local2030.marker.levels import level_of
from local2030.marker.score import ALL_FACTS, NO_FACTS
from local2030.methods.signed_files import signed_file

MOST_QUESTIONS = 12
FILE = Path(__file__).parent / "localization_check.yaml"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, and the level of the criterion up to which it speaks."""

    code: str
    level: int
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question on one criterion."""

    id: str
    criterion: str
    text: Mapping[str, str]
    options: tuple[Option, ...]

    def option(self, code: str) -> Option | None:
        """The answer of that code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Check:
    """All questions in their order, how long they take, and who signs for them."""

    version: str
    sha256: str
    minutes: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the answers claim. `levels` holds the criteria that were answered; the level runs from `low` to `high`."""

    levels: Mapping[str, int]
    low: int
    high: int
    open: tuple[str, ...]  # criteria without an answer


@cache
def check() -> Check:
    """The questions that hold now."""
    top, _head, digest = signed_file(FILE)
    questions = tuple(
        Question(q["id"], q["criterion"], q["text"],
                 tuple(Option(o["code"], int(o["level"]), o["text"]) for o in q["options"]))
        for q in top["questions"]
    )  # fmt: skip
    if len(questions) > MOST_QUESTIONS or len({q.id for q in questions}) != len(questions):
        raise ValueError(f"{FILE.name}: at most {MOST_QUESTIONS} questions, each with its own id")
    return Check(top["version"], digest, int(top["minutes"]), questions)


def answered(answers: Mapping[str, str], asked: Check, rubric: Rubric) -> Answered:
    """The levels that answers claim, by id of the question; unknown ids and codes are as if nothing was answered.

    Of two questions on a criterion the lower answer counts, and one that is open leaves the other's answer.
    """
    levels: dict[str, int] = {}
    for question in asked.questions:
        option = question.option(answers.get(question.id, ""))
        if option is not None and rubric.criterion(question.criterion) is not None:
            levels[question.criterion] = min(option.level, levels.get(question.criterion, 3))
    low = tuple(levels.get(c.id, 0) for c in rubric.criteria)
    high = tuple(levels.get(c.id, 3) for c in rubric.criteria)
    return Answered(
        levels,
        level_of(rubric, low, frozenset(), NO_FACTS).level if levels else 0,
        level_of(rubric, high, frozenset(), ALL_FACTS).level,
        tuple(c.id for c in rubric.criteria if c.id not in levels),
    )
