"""What reviewers of a Hub application are asked, from its signed file: groups of like questions with their guideline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local2030.methods.signed_files import signed_file, worded


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that every reviewer scores. `criterion`: the id of the Coalition's criterion behind it."""

    code: str
    text: Mapping[str, str]
    criterion: str
    group: str


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that are like each other, and how to judge them."""

    code: str
    title: Mapping[str, str]
    guideline: Mapping[str, str]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The whole form of a review: its groups, the words of the scores and of the recommendations."""

    version: str
    sha256: str
    low: int
    high: int
    scale: Mapping[int, Mapping[str, str]]
    groups: tuple[QuestionGroup, ...]
    recommendations: Mapping[str, Mapping[str, str]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order."""
        return tuple(question for group in self.groups for question in group.questions)

    def score_words(self, score: int, language: str) -> str:
        """A score and what it means."""
        return f"{score}: {worded(self.scale[score], language)}"


@cache
def hub_questions() -> Questionnaire:
    """The questions that hold now."""
    top, _head, digest = signed_file(Path(__file__).parent / "hub_questions.yaml")
    groups = tuple(
        QuestionGroup(
            group["code"],
            group["title"],
            group["guideline"],
            tuple(Question(q["code"], q["text"], q["criterion"], group["code"]) for q in group["questions"]),
        )
        for group in top["groups"]
    )
    return Questionnaire(
        top["version"], digest, top["low"], top["high"], top["scale"], groups, top["recommendations"]
    )  # fmt: skip
