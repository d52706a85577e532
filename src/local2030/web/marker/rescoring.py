"""What a correction moves: the programmes that name the organisation are scored again, old scores stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.web.accounts.permissions import may
from local2030.web.jobs.deeds import Progress, Stopped
from local2030.web.jobs.models import Job, State
from local2030.web.locks import one_writer
from local2030.web.marker.importing import lines_of, new_scoring, read_lines
from local2030.web.marker.mirror.gathering import gather_quietly
from local2030.web.marker.models import Correction, Met, Programme, Score, Scoring, Upload, packed
from local2030.web.marker.records import actor_key, columns, met, register
from local2030.web.marker.score_records import fill_quietly
from local2030.web.marker.scoring import score_into

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """A programme before and after: the plain results of two scores that follow each other."""

    programme: Programme
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def is_changed(self) -> bool:
        """Whether the level or the local share is another than before."""
        return self.figures(self.before) != self.figures(self.after)

    @staticmethod
    def figures(result: Mapping[str, Any]) -> tuple[object, ...]:
        """What a reader looks at first."""
        strict = (result.get("local_share") or {}).get("strict") or {}
        return (result.get("level"), result.get("level_possible"), strict.get("low"), strict.get("high"))


def touched(correction: Correction) -> Any:
    """The programmes in force that name the corrected organisation."""
    key = actor_key(correction.ref, correction.name)
    return Programme.objects.filter(current=True, met__key=key).distinct()


def rescore_correction(job: Job, progress: Progress) -> None:
    """Scores every upload that names the organisation again, with the register as it is now; all or nothing."""
    correction = Correction.objects.get(pk=job.target)
    if not may(job.by, "contest", "joint programme"):
        raise Stopped
    uploads = Upload.objects.filter(pk__in=touched(correction).values("upload_id"), scorings__isnull=False).distinct()
    kept = [(upload, lines_of(job).with_suffix(f".{upload.pk}.jsonl")) for upload in uploads]
    try:
        documents = [(upload, path, score_into(path, upload, register(), progress)) for upload, path in kept]
        progress.at(now=True, step="filing")
        prepared = [(upload, document, _prepared(correction, upload, path)) for upload, path, document in documents]
        with transaction.atomic():
            one_writer("marker")
            for upload, document, rows in prepared:
                _file(new_scoring(upload, document, correction), rows)
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
                state=State.DONE, step="done", counted=sum(len(rows) for *_, rows in prepared), ended=timezone.now()
            )
        gather_quietly()
        fill_quietly([upload.pk for upload, _path in kept])
    finally:
        for _upload, path in kept:
            path.unlink(missing_ok=True)


def moves(correction: Correction) -> Iterator[tuple[Scoring, int, list[Moved]]]:
    """Each rescoring that a correction (or its undoing) caused: when, of how many programmes, and what it moved.

    At most `MOST_SHOWN` programmes are looked at, those that changed first.
    """
    for scoring in correction.scorings.order_by("id"):
        made = list(scoring.scores.select_related("programme").order_by("id")[:MOST_SHOWN])
        earlier = Score.objects.filter(programme__in=[s.programme_id for s in made], scoring_id__lt=scoring.pk)
        before = {score.programme_id: score for score in earlier.order_by("id")}
        moved = [
            Moved(s.programme, before[s.programme_id].as_read, s.as_read) for s in made if s.programme_id in before
        ]
        yield scoring, scoring.scores.count(), sorted(moved, key=lambda m: not m.is_changed)


def _prepared(correction: Correction, upload: Upload, lines: Path) -> list[tuple[Programme, bytes, list[str]]]:
    """The touched programmes with their new columns, results and keys; made before anything is locked."""
    wanted = {p.position: p for p in touched(correction).filter(upload=upload)}
    rows = []
    for position, result in enumerate(read_lines(lines)):
        programme = wanted.get(position)
        if programme is not None:
            for name, value in columns(result).items():
                setattr(programme, name, value)
            rows.append((programme, packed(result), sorted(met(result))))
    return rows


def _file(scoring: Scoring, rows: list[tuple[Programme, bytes, list[str]]]) -> None:
    for programme, whole, keys in rows:
        programme.scores.filter(newest=True).update(newest=False)
        Score.objects.create(programme=programme, scoring=scoring, packed=whole)
        programme.save()
        Met.objects.bulk_create((Met(programme=programme, key=key) for key in keys), ignore_conflicts=True)
