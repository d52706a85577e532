"""In which states a thing waits for somebody, read from the files of stages: no workflow is known here.

A move that asks for a reason sends back, drops or refuses: it is open, but nobody waits for it. What is left is the way
onward, and a thing waits for whoever may go it. A state that the calendar moves by itself is work under way: it calls
for somebody only when its day is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from local2030.methods.stages import SYSTEM, Move, Stages, moves_from
from local2030.web.accounts.matrix import EVERYWHERE
from local2030.web.registry.kinds import kinds, stages_of

Sort = Literal["waiting", "returned", "under way"]


@dataclass(frozen=True, slots=True)
class Wait:
    """A state in which things of a kind wait. `narrow`: roles with a scope, or the maker; `wide`: those who hold all."""

    kind: str
    state: str
    sort: Sort
    moves: tuple[Move, ...]
    narrow: frozenset[str]
    wide: frozenset[str]


@cache
def waits() -> tuple[Wait, ...]:
    """Every state of every kind that waits for people."""
    found = []
    for kind in kinds():
        stages = stages_of(kind)
        for state in stages.states if stages else ():
            wait = _wait(kind, stages, state)  # type: ignore[arg-type]
            if wait is not None:
                found.append(wait)
    return tuple(found)


@cache
def wait_of(kind: str, state: str) -> Wait | None:
    """What a thing of the kind waits for in the state."""
    return next((wait for wait in waits() if (wait.kind, wait.state) == (kind, state)), None)


def _wait(kind: str, stages: Stages, state: str) -> Wait | None:
    onward = tuple(move for move in moves_from(stages, state) if not move.reason and set(move.who) - {SYSTEM})
    if stages.states[state].ends or not onward:
        return None
    who = frozenset(role for move in onward for role in move.who) - {SYSTEM}
    return Wait(kind, state, _sort(stages, state), onward, who - EVERYWHERE, who & EVERYWHERE)


def _sort(stages: Stages, state: str) -> Sort:
    into = [move for move in stages.moves if move.to == state and move.start != state and set(move.who) - {SYSTEM}]
    if into and all(move.reason for move in into) and _leads_back(stages, state, {move.start for move in into}):
        return "returned"
    return "under way" if stages.states[state].automatic else "waiting"


def _leads_back(stages: Stages, state: str, sources: set[str]) -> bool:
    """Whether the way onward comes again to where things came from: they were sent back, and not let through."""
    seen = {state}
    ahead = [move.to for move in moves_from(stages, state) if not move.reason]
    while ahead:
        place = ahead.pop()
        if place in sources:
            return True
        if place not in seen:
            seen.add(place)
            ahead += [move.to for move in moves_from(stages, place) if not move.reason]
    return False
