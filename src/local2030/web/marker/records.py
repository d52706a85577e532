"""Between a score's plain form and rows: which columns are taken out of a result, and how a whole is put together again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from unicodedata import normalize

from local2030.marker.sensitive_places import shown_findings
from local2030.vocabulary.organisations import ActorClass, Reach, RegisterEntry
from local2030.web.marker.direction import without_direction
from local2030.web.marker.models import Correction, Programme, Score

Plain = Mapping[str, Any]


def columns(result: Plain) -> dict[str, Any]:
    """The columns by which programmes are filtered and ordered."""
    shown = {key: without_direction(result.get(key)) for key in ("identifier", "title", "reporter", "countries")}
    result = {**result, **shown}
    strict = (result.get("local_share") or {}).get("strict") or {}
    over = ((result.get("divergence") or {}).get("over")) or {}
    return {
        "identifier": str(result.get("identifier") or "")[:500],
        "title": str(result.get("title") or "")[:1000],
        "reporter": str((result.get("reporter") or {}).get("name") or "")[:500],
        "countries": f" {' '.join(result.get('countries') or ())} "[:1000],
        "phase": result.get("phase") or "monitoring",
        "level": result.get("level"),
        "level_possible": result.get("level_possible"),
        "claimed": result.get("level_claimed"),
        "ls_low": strict.get("low"),
        "ls_high": strict.get("high"),
        "coverage": strict.get("coverage"),
        "money": amount((result.get("totals") or {}).get("in_scope")),
        "divergence": over.get("high"),
        "goals": " ".join(str(goal) for goal in result.get("goals") or ())[:60],
        "last_updated": day(result.get("last_updated")),
    }


def met(result: Plain) -> set[str]:
    """The keys of all organisations in a result, by reference and by name: the register may match by either."""
    named = [(a.get("ref") or "", a.get("name") or "") for a in result.get("actors") or ()]
    return {key for ref, name in named for key in (actor_key(ref, ""), actor_key("", name))} - {""}


def actor_key(ref: str, name: str) -> str:
    """An organisation's reference, else its folded name."""
    return (ref.strip().upper() or " ".join(normalize("NFKC", name).casefold().split()))[:300]


def document(score: Score) -> dict[str, Any]:
    """The plain form of a score as `marker score --format json` prints it for this programme alone, its places as published."""
    scoring = score.scoring
    return dict(scoring.head) | {"programmes": [score.result], "findings": shown_findings(scoring.findings)}


def register() -> tuple[RegisterEntry, ...]:
    """The corrections in force, oldest first, so that a later word on the same organisation decides."""
    rows = Correction.objects.filter(undone_at__isnull=True).select_related("by").order_by("id")
    return tuple(register_entry(row) for row in rows)


def register_entry(row: Correction) -> RegisterEntry:
    """A row of the register as the engine reads it."""
    return RegisterEntry(
        name=row.name,
        ref=row.ref,
        country=row.country,
        actor_class=cast(ActorClass, row.actor_class),
        reach=cast(Reach, row.reach),
        reason=row.reason,
        source=row.source,
        by=row.by.shown_name,
        on=row.at.date(),
    )


def programme_row(upload: Any, position: int, result: Plain) -> Programme:
    """The row of a result that stands in the upload at that place."""
    return Programme(upload=upload, position=position, audience=upload.audience, **columns(result))


def amount(text: object) -> Decimal | None:
    """A decimal string as a number that fits its column; None where there is none."""
    try:
        value = Decimal(str(text)) if text is not None else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and abs(value) < Decimal(10) ** 21 else None


def day(text: object) -> date | None:
    """The date at the beginning of a text, if there is one."""
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
