"""How a programme stood, day by day: by what is dated (worked out anew), and by what this site said then (kept)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from local2030.web.accounts.permissions import visible
from local2030.web.marker.models import Programme, Score
from local2030.web.marker.records import register
from local2030.web.marker.scoring import request_of

DAY = 86_400
SAID_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What this site said from a moment on, until it said something else. None: too little data."""

    at: datetime
    level: int | None
    possible: int | None
    low: float | None
    high: float | None
    programme: Programme
    because: str  # file | correction


def steps_of(programme: Programme, score: Score) -> dict[str, Any]:
    """The programme's timeline in plain form; worked out once a day for a score, since a score never changes.

    None of it where the upload's files can't be read any more: then `steps` is empty.
    """
    today = timezone.localdate()
    key = f"timeline:{score.pk}:{today}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _worked_out(programme, today)
        cache.set(key, found, DAY)
    return found


def said(reader: Any, programme: Programme) -> list[Said]:
    """What this site said of the programme's identifier over time, newest first, as far as the reader may see it."""
    rows = visible(reader, Programme.objects.filter(pk=programme.pk) | _same(programme))
    scores = Score.objects.filter(programme__in=rows).select_related("programme", "scoring").order_by("-id")
    return [_said(score) for score in scores.defer("scoring__findings", "scoring__head")[:SAID_SHOWN]]


def said_on(rows: Sequence[Said], day: date) -> Said | None:
    """What it said at the end of that day; None before it knew the programme."""
    return next((row for row in rows if timezone.localdate(row.at) <= day), None)


def _worked_out(programme: Programme, today: date) -> dict[str, Any]:
    from local2030.vocabulary.errors import NothingToRead
    from local2030.workflows.programme_timeline import timelines

    nothing: dict[str, Any] = {"steps": [], "by_month": False, "undated": 0, "items": 0, "now": None}
    try:
        document = timelines(request_of(programme.upload, register()), today, only=programme.identifier)
    except (NothingToRead, OSError):
        return nothing
    made = document["programmes"]
    return made[0] if made else nothing


def _same(programme: Programme) -> Any:
    """The other versions of the programme: the same identifier, sent for the same readers."""
    if not programme.identifier:
        return Programme.objects.none()
    return Programme.objects.filter(identifier=programme.identifier, audience=programme.audience)


def _said(score: Score) -> Said:
    result: Mapping[str, Any] = score.as_read
    strict = (result.get("local_share") or {}).get("strict") or {}
    because = "correction" if score.scoring.correction_id else "file"
    return Said(
        score.scoring.at, result.get("level"), result.get("level_possible"), strict.get("low"), strict.get("high"),
        score.programme, because,
    )  # fmt: skip


def figure_of(programme: Programme, plain: Mapping[str, Any], score: Score, asked: date | None) -> Any:
    """The picture of the timeline, in the reader's language."""
    from local2030.figures.marker import source_line
    from local2030.figures.timeline import timeline_figure

    language = get_language() or "en"
    source = source_line(score.result, language)
    return timeline_figure(plain["steps"], timezone.localdate(), source, language, asked)
