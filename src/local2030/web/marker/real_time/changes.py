"""What moved: each score that says something else than the one before it of the same programme, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from local2030.web.accounts.permissions import visible
from local2030.web.marker.direction import without_direction
from local2030.web.marker.models import Programme, Score

LOOKED_AT = 200  # the newest scores; what is older is on each programme's own timeline
POINT = 0.01  # a share that moves by less isn't told


@dataclass(frozen=True, slots=True)
class Change:
    """A programme's score and the one before it. `before` None: it was scored for the first time."""

    at: datetime
    programme: Programme
    score: Score
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What moved, in a sentence."""
        name = str(without_direction(self.programme.title or self.programme.identifier))[:120]
        now, possible = self.after.get("level"), self.after.get("level_possible")
        if self.before is None:
            if now is None:
                return _("%(name)s: too little data to say a level") % {"name": name}
            return _("%(name)s: level %(now)s proven, %(possible)s possible") % {
                "name": name, "now": now, "possible": possible,
            }  # fmt: skip
        was = self.before.get("level")
        if was != now:
            return _("%(name)s: level proven %(was)s before, %(now)s now") % {
                "name": name, "was": _("unknown") if was is None else was, "now": _("unknown") if now is None else now,
            }  # fmt: skip
        if self.before.get("level_possible") != possible:
            return _("%(name)s: level possible %(was)s before, %(now)s now") % {
                "name": name, "was": self.before.get("level_possible"), "now": possible,
            }  # fmt: skip
        return _("%(name)s: local share %(was)s before, %(now)s now") % {
            "name": name, "was": shown_share(self.before), "now": shown_share(self.after),
        }  # fmt: skip

    @property
    def rose(self) -> bool:
        """Whether more is proven than before, or something is for the first time."""
        return (self.after.get("level") or 0) > ((self.before or {}).get("level") or 0)


def changes(reader: Any, most: int = 50) -> list[Change]:
    """The newest moves that the reader may see. A score that says what the one before said is no move."""
    rows = visible(reader, Programme.objects.all())
    newest = list(_scores().filter(programme__in=rows).order_by("-id")[:LOOKED_AT])
    names = {score.programme.identifier for score in newest}
    older = Score.objects.filter(programme__in=rows, programme__identifier__in=names).order_by("id")
    before: dict[int, int] = {}
    last: dict[tuple[str, ...], int] = {}
    for pk, *key in older.values_list("id", "programme__identifier", "programme__audience"):
        if key[0] and tuple(key) in last:
            before[pk] = last[tuple(key)]
        last[tuple(key)] = pk
    kept = Score.objects.in_bulk([before[s.pk] for s in newest if s.pk in before])
    found = (_change(score, kept.get(before.get(score.pk, 0))) for score in newest)
    return [change for change in found if _is_move(change)][:most]


def shown_share(result: Mapping[str, Any]) -> str:
    """The strict local share as words: a range, a point, or that nobody can tell."""
    from django.utils.translation import get_language

    from local2030.figures.words import percent_range

    strict = (result.get("local_share") or {}).get("strict") or {}
    if strict.get("low") is None or strict.get("high") is None or not strict.get("coverage"):
        return _("can't be told")
    return percent_range(strict["low"], strict["high"], get_language() or "en")


def _scores() -> Any:
    return Score.objects.select_related("programme", "scoring").defer("scoring__findings", "scoring__head")


def _change(score: Score, earlier: Score | None) -> Change:
    return Change(score.scoring.at, score.programme, score, None if earlier is None else earlier.result, score.result)


def _is_move(change: Change) -> bool:
    if change.before is None:
        return True
    levels = ("level", "level_possible")
    if any(change.before.get(name) != change.after.get(name) for name in levels):
        return True
    was, now = (_share(result) for result in (change.before, change.after))
    return any(_far(a, b) for a, b in zip(was, now, strict=True))


def _share(result: Mapping[str, Any]) -> tuple[float | None, float | None]:
    strict = (result.get("local_share") or {}).get("strict") or {}
    return strict.get("low"), strict.get("high")


def _far(a: float | None, b: float | None) -> bool:
    return (a is None) != (b is None) or (a is not None and b is not None and abs(a - b) >= POINT)
