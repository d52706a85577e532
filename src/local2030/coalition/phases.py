"""The phases of joint programmes over time: how many stood in which phase on which day.

A history is written a line each, "2024-05-01: implementation". What can't be read is named and left out, and a programme
counts from its first line on; before it, nobody says where it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

PHASES = ("pipeline", "design", "implementation", "closed")


class Phase(NamedTuple):
    """A phase and the day since when a programme is in it."""

    since: date
    phase: str


class Standing(NamedTuple):
    """From this day on, until the next: how many programmes were in each phase, every phase named."""

    on: date
    counts: Mapping[str, int]


def read_phases(lines: Iterable[str]) -> tuple[tuple[Phase, ...], tuple[str, ...]]:
    """The phases by day, and the lines that are none: no day, no phase of ours, or a second phase on the same day."""
    found: dict[date, Phase] = {}
    wrong: list[str] = []
    for line in lines:
        day, _colon, phase = str(line).partition(":")
        since = _day(day)
        if since is None or phase.strip() not in PHASES or since in found:
            wrong.append(str(line))
        else:
            found[since] = Phase(since, phase.strip())
    return tuple(found[since] for since in sorted(found)), tuple(wrong)


def phase_on(phases: Sequence[Phase], day: date) -> str | None:
    """The phase on that day; None before the first."""
    return next((found.phase for found in reversed(phases) if found.since <= day), None)


def standings(programmes: Iterable[Sequence[Phase]]) -> tuple[Standing, ...]:
    """Each day on which a programme changed its phase, with the counts from that day on."""
    changes = sorted((found.since, number, found.phase) for number, phases in enumerate(programmes) for found in phases)
    now: dict[int, str] = {}
    steps: dict[date, Standing] = {}
    for since, number, phase in changes:
        now[number] = phase
        counted = Counter(now.values())
        steps[since] = Standing(since, {name: counted[name] for name in PHASES})
    return tuple(steps.values())


def line_of(since: date, phase: str) -> str:
    """The line of a history."""
    return f"{since.isoformat()}: {phase}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
