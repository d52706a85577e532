"""Sensitivity by place and source, set by whoever answers for a programme or by the Secretariat; asked by whatever shows places.

There is one way out for a score's places: `Score.result` and `Standing.result` give the published form, so page, map,
JSON, CSV, PDF and API have the same. The command line on a user's own file shows that user all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.sensitive_places import (
    CHOICES,
    HIDDEN,
    ROUNDED,
    openness,
    place_key,
    shown_findings,
    shown_result,
)
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.mirror.models import Gathered, PlaceSensitivity
from local2030.web.marker.models import Programme
from local2030.web.registry import changing


def published(result: Mapping[str, Any]) -> dict[str, Any]:
    """A programme's plain score with its places as openly as is right: one query where it names any."""
    named = (result.get("places") or {}).get("list") or result.get("criteria")
    return shown_result(result, decisions_for(str(result.get("identifier") or "")[:500]) if named else {})


def published_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A whole document of scores, the same."""
    shown = {**document, "programmes": [published(result) for result in document.get("programmes") or ()]}
    return shown | ({"findings": shown_findings(document["findings"])} if document.get("findings") else {})


def withholds(document: Mapping[str, Any]) -> bool:
    """Whether any place of a document as it was scored is shown as its region or country only: then its files aren't handed on."""
    for result in document.get("programmes") or ():
        listed = (result.get("places") or {}).get("list") or ()
        decisions = decisions_for(str(result.get("identifier") or "")[:500]) if listed else {}
        if any(openness(place, decisions) in (ROUNDED, HIDDEN) for place in listed):
            return True
    return False


def decided_mark(score: Any) -> str:
    """What tells figures and files made before a decision from those after it."""
    decided = sorted(decisions_for(score.programme.identifier).items())
    return hashlib.sha256(repr(decided).encode()).hexdigest()[:8]


def decisions_for(identifier: str) -> dict[str, str]:
    """What was decided on places of a source, by their keys."""
    rows = PlaceSensitivity.objects.filter(identifier=identifier, newest=True)
    return dict(rows.values_list("key", "sensitivity"))


@transaction.atomic
def set_sensitivity(reader: Any, programme: Programme, place: Mapping[str, Any], sensitivity: str, why: str) -> None:
    """Decides how a place of a programme's data is shown from now on; what was decided before stays on record."""
    one_writer("mirror")
    ask(reader, "change", programme)
    if sensitivity not in CHOICES or not why.strip():
        raise ValueError("a sensitivity and a reason")
    key = place_key(place)[:320]
    rows = PlaceSensitivity.objects.filter(identifier=programme.identifier, key=key, newest=True)
    if rows.filter(sensitivity=sensitivity).exists():
        return
    rows.update(newest=False)
    PlaceSensitivity.objects.create(
        identifier=programme.identifier, key=key, name=str(place.get("name") or "")[:300], sensitivity=sensitivity,
        why=why.strip()[:500], by=changing.by(reader), at=timezone.now(),
    )  # fmt: skip
    Gathered.objects.filter(programme__identifier=programme.identifier).delete()
    transaction.on_commit(_gather_anew, robust=True)
    append(
        by=changing.by(reader), deed="set-sensitivity", kind="programme", id=str(programme.pk),
        after={"sensitivity": sensitivity}, why=why.strip()[:500], audience="coalition",
    )  # fmt: skip


def _gather_anew() -> None:
    """What local governments' pages say of the places follows the decision."""
    from local2030.web.marker.mirror.gathering import gather

    gather()


def places_of(programme: Programme) -> list[dict[str, Any]]:
    """The places of a programme as its data name them, each once: for the form of whoever may decide."""
    listed = (programme.score.as_read.get("places") or {}).get("list") or ()
    found: dict[str, dict[str, Any]] = {}
    for place in listed:
        found.setdefault(place_key(place), dict(place))
    return list(found.values())


def wanted(places: Iterable[Mapping[str, Any]], key: str) -> Mapping[str, Any] | None:
    """The place of that key."""
    return next((place for place in places if place_key(place) == key), None)
