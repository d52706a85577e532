"""The compact records of scores: made the first time that somebody asks, kept beside the score, from then on only read.

Beside the record stands what would become of the score with each threshold of the rubric moved (`outcomes`): the first
eight bytes name the rubric, then one byte for each moved threshold. A record that can't be made is kept as empty bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from local2030.marker.criteria import Rubric
from local2030.marker.criteria import rubric as in_force
from local2030.marker.sensitivity import varied
from local2030.marker.standing_record import Record, from_json, to_json
from local2030.web.marker.models import Programme, Score
from local2030.workflows.plain_records import record_of_plain

AT_ONCE = 200  # scores whose record one request makes; the rest is made at the next
log = logging.getLogger("local2030.marker")
NAME = 8  # bytes of the rubric's hash


def newest_scores(rows: QuerySet[Programme]) -> QuerySet[Score]:
    """The newest scores of these programmes."""
    return Score.objects.filter(newest=True, programme__in=rows.order_by().values("pk")).order_by("pk")


def outcomes_of(scores: QuerySet[Score], rubric: Rubric) -> tuple[list[bytes], int]:
    """The outcomes of all these scores under the rubric, and how many still wait for theirs. Warm, one statement."""
    found = dict(scores.values_list("pk", "outcomes"))
    name = name_of(rubric)
    missing = [key for key, raw in found.items() if raw is None or (raw and bytes(raw[:NAME]) != name)]
    if missing:
        found |= _made(missing, rubric)
    waiting = sum(raw is None or (bool(raw) and bytes(raw[:NAME]) != name) for raw in found.values())
    return [bytes(raw[NAME:]) for raw in found.values() if raw and bytes(raw[:NAME]) == name], waiting


def name_of(rubric: Rubric) -> bytes:
    """The first bytes of the rubric's hash."""
    return bytes.fromhex(rubric.sha256[: 2 * NAME])


def record_bytes(result: Any, rubric_sha256: str) -> bytes:
    """The record of a plain score, empty where it can't be made."""
    try:
        return to_json(record_of_plain(result, rubric_sha256))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        return b""


def outcome_bytes(record: Record, rubric: Rubric) -> bytes:
    """One byte as it is, then one for each threshold down and up: 9 x (level + 1) + 3 x way of the level + way of possible.

    A way is 0 down, 1 as it is, 2 up.
    """
    found = varied((record,), rubric)
    rows = [9 * _height(found.levels) + 4]
    rows += [9 * _height(v.levels) + 3 * (1 + v.up - v.down) + 1 + v.possible_up - v.possible_down for v in found.rows]
    return bytes(rows)


def spread_ready(scores: QuerySet[Score], rubric: Rubric) -> int:
    """Makes what the spread of money needs for these scores, as far as one request can. How many still wait."""
    missing = list(scores.filter(spread__isnull=True).values_list("pk", flat=True))
    if missing:
        _made(missing, rubric)
    return max(0, len(missing) - AT_ONCE)


def fill_quietly(uploads: Iterable[int]) -> int:
    """Makes all that is missing for these uploads once their job is done; a failure is logged, for pages make it too."""
    keys = list(
        Score.objects.filter(newest=True, outcomes__isnull=True, programme__upload__in=list(uploads))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    try:
        for start in range(0, len(keys), AT_ONCE):
            _made(keys[start : start + AT_ONCE], in_force())
    except Exception:
        log.exception("the records of new scores could not be made; pages will")
    return len(keys)


def _made(keys: list[int], rubric: Rubric) -> dict[int, bytes]:
    """Makes what is missing of the first of these, as many as one request can."""
    from local2030.web.marker.windows.spread import spread_bytes

    rows = list(Score.objects.filter(pk__in=keys[:AT_ONCE]).select_related("scoring").defer("scoring__findings"))
    for row in rows:
        if row.record is None or row.spread is None:
            result, head = row.as_read, row.scoring.head.get("rubric") or {}
            row.record = record_bytes(result, str(head.get("sha256") or ""))
            row.spread = spread_bytes(result)
        row.outcomes = _outcomes(bytes(row.record), rubric)
    Score.objects.bulk_update(rows, ["record", "outcomes", "spread"], batch_size=AT_ONCE)
    return {row.pk: bytes(row.outcomes or b"") for row in rows}


def _outcomes(raw: bytes, rubric: Rubric) -> bytes:
    try:
        return name_of(rubric) + outcome_bytes(from_json(raw), rubric) if raw else b""
    except (ValueError, KeyError):
        return b""


def _height(levels: Any) -> int:
    """The one level of a single score, not screened as 0."""
    level = next(iter(levels))
    return 0 if level is None else int(level) + 1
