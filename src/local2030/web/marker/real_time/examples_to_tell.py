"""Fresh examples for whoever writes messages: programmes of which more is proven than before, with a quote that was found.

Only what everybody may read is suggested: a message goes out into the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from local2030.web.marker.real_time.changes import Change, changes

DAYS = 90
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A move worth telling, and what stands behind it: a quote on its page, from whom, on which criterion."""

    change: Change
    quote: str
    file: str
    page: int | None
    criterion: str
    goals: tuple[int, ...]


def fresh_examples(goal: int | None = None, country: str = "") -> list[Example]:
    """The newest first, one for each programme; those with a quote before those without."""
    since = timezone.now() - timedelta(days=DAYS)
    seen: set[str] = set()
    found = []
    for change in changes(AnonymousUser(), most=200):
        key = change.programme.identifier or str(change.programme.pk)
        if change.at < since or key in seen or not change.rose or not change.programme.current:
            continue
        example = _example(change)
        if (goal is None or goal in example.goals) and (not country or f" {country} " in change.programme.countries):
            seen.add(key)
            found.append(example)
    return sorted(found, key=lambda example: not example.quote)[:SHOWN]


def _example(change: Change) -> Example:
    goals = tuple(int(goal) for goal in change.after.get("goals") or () if str(goal).isdigit())
    best = next(_quotes(change.after), None)
    if best is None:
        return Example(change, "", "", None, "", goals)
    criterion, source = best
    return Example(change, str(source["quote"]), str(source.get("file") or ""), source.get("page"), criterion, goals)


def _quotes(result: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Quotes that were found on their page, those of the highest criterion level first."""
    criteria = sorted(result.get("criteria") or (), key=lambda c: -(c.get("proven") or 0))
    for criterion in criteria:
        for item in criterion.get("evidence") or ():
            source = item.get("source") or {}
            if item.get("status") in ("checked", "accepted") and source.get("quote"):
                yield str(criterion["id"]), source
