"""Social dividends: which indicators of livelihoods, services and inclusion are watched beside which transition.

The link is a signed file (`dividends.yaml`) with a reason for each. It says what is watched, never what made what.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from local2030.methods.signed_files import HEAD, signed_file
from local2030.monitoring.expectations import framework
from local2030.vocabulary.goals import transitions

FILE = Path(__file__).with_name("dividends.yaml")


class Watched(NamedTuple):
    """An indicator that is watched beside a transition. `group`: the breakdowns in which inclusion can be seen."""

    transition: str
    indicator: str
    dividend: str
    group: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Watching:
    """All that is watched, the dividends by name, and the file's version and SHA-256."""

    watched: tuple[Watched, ...]
    dividends: dict[str, str]
    version: str
    sha256: str


@cache
def watching() -> Watching:
    """The signed file; all its other mistakes are told at once, for each is a fault of the package."""
    top, _head, sha256 = signed_file(FILE, (*HEAD, "dividends", "transitions"))
    rows = [_watched(id_, row) for id_, each in top["transitions"].items() for row in each]
    wrong = [f"{row.transition}: unknown" for row in rows if row.transition not in transitions()]
    wrong += [f"{row.indicator}: no global indicator" for row in rows if row.indicator not in framework().demands]
    wrong += [f"{row.indicator}: {row.dividend}" for row in rows if row.dividend not in top["dividends"]]
    known = set(framework().words.values())
    wrong += [f"{row.indicator}: {name}" for row in rows for name in row.group if name not in known]
    if wrong:
        raise ValueError(f"{FILE.name}: {'; '.join(wrong)}")
    return Watching(tuple(rows), dict(top["dividends"]), str(top["version"]), sha256)


def watched_beside(transition: str) -> tuple[Watched, ...]:
    """What is watched beside a transition, in the order of the file."""
    return tuple(row for row in watching().watched if row.transition == transition)


def _watched(transition: str, row: dict[str, Any]) -> Watched:
    return Watched(transition, str(row["indicator"]), str(row["dividend"]), tuple(row["group"]), str(row["why"]))
