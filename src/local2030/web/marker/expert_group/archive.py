"""Every published score as a compact record: the archive over which a bill's impact is stated.

An assessment that is published counts by its newest standing, any other programme by its newest score. A score whose
record doesn't give back what the score said is left out and counted; one made under a rubric that is nowhere any more
can't be compared and is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F

from local2030.marker.criteria import Rubric
from local2030.marker.standing_record import Record, from_json
from local2030.web.marker.expert_group.rubrics import rubric_of
from local2030.web.marker.models import Programme, Score
from local2030.workflows.plain_records import faithful, record_of_plain

AT_ONCE = 500


class Kept(NamedTuple):
    """A programme of the archive: its record, what it is called, its page, and the row of its score or standing."""

    record: Record
    title: str
    address: str
    score: int | None
    standing: int | None


class Archive(NamedTuple):
    """The records, and how many scores were left out because their record isn't faithful."""

    kept: tuple[Kept, ...]
    left_out: int


def archive() -> Archive:
    """All published programmes, each once."""
    standings = dict(_standings())
    kept, left_out = [*standings.values()], 0
    for found in _scores(frozenset(standings)):
        if found is None:
            left_out += 1
        else:
            kept.append(found)
    return Archive(tuple(sorted(kept, key=lambda k: k.record.identifier)), left_out)


def _standings() -> Iterator[tuple[str, Kept]]:
    from local2030.web.marker.assessing.models import Standing

    rows = Standing.objects.filter(
        newest=True,
        rubric=F("assessment__rubric"),
        assessment__published__isnull=False,
        assessment__thing__audience="public",
    )
    rows = rows.exclude(assessment__thing__state__in=("withdrawn", "superseded")).select_related(
        "assessment", "assessment__thing"
    )
    for row in rows.order_by("at", "pk").defer("packed"):
        if not row.record:
            continue
        thing = row.assessment.thing
        try:
            record = from_json(bytes(row.record))
        except ValueError:
            continue
        yield row.assessment.identifier, Kept(record, thing.title, thing.get_absolute_url(), None, row.pk)


def _scores(known: frozenset[str]) -> Iterator[Kept | None]:
    rows = Programme.objects.filter(current=True, audience="public").exclude(identifier__in=known).order_by("pk")
    rubrics: dict[str, Rubric | None] = {}
    scores = Score.objects.filter(programme__in=rows, newest=True).select_related("programme", "scoring").order_by("pk")
    for score in scores.defer("scoring__findings").iterator(chunk_size=AT_ONCE):
        sha = str((score.scoring.head.get("rubric") or {}).get("sha256", ""))
        if sha not in rubrics:
            rubrics[sha] = rubric_of(sha) if sha else None
        record, of = _record(score, sha), rubrics[sha]
        if of is not None and not faithful(record, of):
            yield None
            continue
        yield Kept(record, str(score.programme), f"/marker/programmes/{score.programme_id}/", score.pk, None)


def _record(score: Score, sha: str) -> Record:
    """The record as it is kept beside the score, made anew where there is none or it can't be read."""
    try:
        return from_json(bytes(score.record)) if score.record else record_of_plain(score.as_read, sha)
    except ValueError:
        return record_of_plain(score.as_read, sha)
