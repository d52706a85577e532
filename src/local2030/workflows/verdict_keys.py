"""By which key reviewers' verdicts find the evidence that they are about, wherever the files lie and whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from local2030.marker.evidence import Item
from local2030.vocabulary.programmes import VerdictRow

DECIDED = frozenset({"accepted", "rejected"})


def verdict_key(criterion: str, kind: str, line: int | None, element: str, code: str) -> str:
    """The key of an item: its criterion and kind, and where it stands; without a line, what it says."""
    return f"{criterion}:{kind}:{element}:{line if line else code}"


def judged(items: Iterable[Item], verdicts: Sequence[VerdictRow]) -> tuple[Item, ...]:
    """The items with people's verdicts, which stand above what a machine could check."""
    words = {row.item: row.verdict for row in verdicts if row.item and row.verdict in DECIDED}
    found = []
    for item in items:
        word = words.get(verdict_key(item.criterion, item.kind, item.line, item.element, item.code))
        found.append(item._replace(status=word) if word is not None else item)
    return tuple(found)
