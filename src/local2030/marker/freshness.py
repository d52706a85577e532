"""How fresh each source of a level is, by its own rhythm; the bounds are a signed data file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from local2030.methods.signed_files import signed_file

FILE = Path(__file__).parent / "freshness.yaml"

Age = Literal["fresh", "ageing", "stale", "undated"]


class Bounds(NamedTuple):
    """From so many days on a source is ageing, and stale."""

    ageing: int
    stale: int


@dataclass(frozen=True, slots=True)
class Rhythms:
    """The bounds of each source, and the SHA-256 of the file."""

    sources: Mapping[str, Bounds]
    sha256: str


class Fresh(NamedTuple):
    """A source, its newest day (None: it states none), how many days ago, and what that means for a source of its sort."""

    source: str
    on: date | None
    days: int | None
    age: Age


@cache
def rhythms() -> Rhythms:
    """The signed bounds; a file without its whole head is a fault of the package."""
    top, _head, sha256 = signed_file(FILE)
    sources = {name: Bounds(bounds["ageing"], bounds["stale"]) for name, bounds in top["sources"].items()}
    if any(not 0 < bounds.ageing < bounds.stale for bounds in sources.values()):
        raise ValueError(f"{FILE.name}: a source must be ageing before it is stale")
    return Rhythms(sources, sha256)


def freshness(newest: Iterable[tuple[str, date | None]], today: date, by: Rhythms | None = None) -> tuple[Fresh, ...]:
    """Each source with its age, in the order given. A day to come counts as today; an unknown source is a `KeyError`."""
    bounds = (by or rhythms()).sources
    return tuple(_fresh(name, on, today, bounds[name]) for name, on in newest)


def _fresh(name: str, on: date | None, today: date, bounds: Bounds) -> Fresh:
    if on is None:
        return Fresh(name, None, None, "undated")
    days = max(0, (today - on).days)
    return Fresh(name, on, days, "stale" if days >= bounds.stale else "ageing" if days >= bounds.ageing else "fresh")
