"""Where the faces of charts and documents lie, and which characters they can show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
SANS, SERIF = "IBM Plex Sans", "IBM Plex Serif"
FAMILIES = (SANS, "IBM Plex Sans Arabic", "Common Hanzi")


def uncovered(text: str) -> set[str]:
    """The characters of a text that none of our faces can show; line breaks and tabs need no face."""
    return {c for c in set(text) if ord(c) not in covered() and c not in "\n\t\r"}


@cache
def covered() -> frozenset[int]:
    """Every code point that our faces can show."""
    found: set[int] = set()
    for part in (FOLDER / "coverage.txt").read_text("ascii").split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
