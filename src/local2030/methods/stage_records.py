"""What a workflow is made of: states, moves, and the file they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from local2030.methods.stage_conditions import Condition
from local2030.vocabulary.findings import Finding

SYSTEM = "system"  # a move by date, not by hand
GRANTED = ("SEC", "UN", "RC", "LRG", "HUB", "KSN", "DON", "COM", "WG", "SC")
# owner: whoever made the thing; reviewer: whoever has a review of it; mover: whoever brought it into its state.
ROLES = frozenset({*GRANTED, "owner", "reviewer", "mover", "PUB", SYSTEM})

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Automatic:
    """A move that the system makes once the thing has been so long in its state and all conditions hold."""

    to: str
    after_days: int | None
    after_months: int | None
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state, what it is called, and until when a thing should have left it."""

    code: str
    words: Words
    ends: bool
    due_days: int | None
    due_months: int | None
    automatic: tuple[Automatic, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one state to another. `excluded` roles may not make it whatever else they hold.

    `sets`: the fields that may be filled in with the move itself, such as the day of a signature.
    """

    start: str
    to: str
    words: Words
    who: tuple[str, ...]
    excluded: tuple[str, ...]
    needs: tuple[Condition, ...]
    reason: bool
    sets: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The states that it leads out of."""
        return (self.start,)


@dataclass(frozen=True, slots=True)
class Stages:
    """A whole workflow as its signed file has it. `fields`: the words for each field that a condition reads."""

    kind: str
    title: Words
    head: Mapping[str, str]
    sha256: str
    start: str
    fields: Mapping[str, Words]
    states: Mapping[str, State]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move is refused, as a code, and everything that is lacking for it.

    `missing`: short names for machines: a field, "evidence", "part:lead", "reviews", "role:SEC"; `lacks`: the same as
    codes and values, to be said in words.
    """

    reason: str
    missing: tuple[str, ...] = ()
    lacks: tuple[Finding, ...] = ()
