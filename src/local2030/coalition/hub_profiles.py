"""A Hub's profile: how much of it is told, and with whom it created things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PROFILE = (
    "place", "setting", "coverage", "languages", "themes", "host", "members", "practices", "cocreations", "website",
)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many columns of the profile are told, and which are missing."""

    told: int
    all: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoCreation:
    """One piece of work created with others; `partner` and `year` are "" where they aren't told."""

    title: str
    partner: str
    year: str


def completeness(fields: Mapping[str, Any]) -> Completeness:
    """Which columns of the profile have a value. It says nothing on how good they are."""
    missing = tuple(name for name in PROFILE if fields.get(name) in (None, "", []))
    return Completeness(len(PROFILE) - len(missing), len(PROFILE), missing)


def cocreations(lines: Iterable[str]) -> tuple[CoCreation, ...]:
    """Each line as "title, partner, year"; a line without commas is a title alone."""
    found = []
    for line in lines:
        parts = [part.strip() for part in line.split(",") if part.strip()]
        year = parts.pop() if len(parts) > 1 and _YEAR.fullmatch(parts[-1]) else ""
        partner = parts.pop() if len(parts) > 1 else ""
        if parts:
            found.append(CoCreation(", ".join(parts), partner, year))
    return tuple(found)


def with_partners(found: Iterable[CoCreation]) -> dict[str, int]:
    """How many pieces of work were created with each partner, the most first; work without one isn't counted."""
    counts: dict[str, int] = {}
    for item in found:
        if item.partner:
            counts[item.partner] = counts.get(item.partner, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
