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
from local2030.web.marker.importing import lines_of, new_scoring, read_lines
from local2030.web.marker.models import Correction, Met, Programme, Score, Upload, packed
from local2030.web.marker.records import actor_key, columns, met, register
from local2030.web.marker.scoring import score_into


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
    if not may(job.by, "correct-actor"):
        raise Stopped
    uploads = Upload.objects.filter(pk__in=touched(correction).values("upload_id"), scorings__isnull=False).distinct()
    kept = [(upload, lines_of(job).with_suffix(f".{upload.pk}.jsonl")) for upload in uploads]
    try:
        documents = [(upload, path, score_into(path, upload, register(), progress)) for upload, path in kept]
        progress.at(now=True, step="filing")
        with transaction.atomic():
            count = sum(_file(correction, upload, document, path) for upload, path, document in documents)
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
                state=State.DONE, step="done", counted=count, ended=timezone.now()
            )
    finally:
        for _upload, path in kept:
            path.unlink(missing_ok=True)


def moves(correction: Correction) -> Iterator[tuple[Any, list[Moved]]]:
    """Each rescoring that a correction (or its undoing) caused, with what it moved, the largest movement first."""
    for scoring in correction.scorings.order_by("id"):
        rows = []
        for made in scoring.scores.select_related("programme"):
            before = Score.objects.filter(programme=made.programme, id__lt=made.id).first()
            if before is not None:
                rows.append(Moved(made.programme, before.result, made.result))
        yield scoring, sorted(rows, key=lambda moved: not moved.is_changed)


def _file(correction: Correction, upload: Upload, document: dict[str, Any], lines: Path) -> int:
    wanted = {p.position: p for p in touched(correction).filter(upload=upload)}
    scoring, count = new_scoring(upload, document, correction), 0
    for position, result in enumerate(read_lines(lines)):
        programme = wanted.get(position)
        if programme is None:
            continue
        programme.scores.filter(newest=True).update(newest=False)
        Score.objects.create(programme=programme, scoring=scoring, packed=packed(result))
        for name, value in columns(result).items():
            setattr(programme, name, value)
        programme.save()
        keys = sorted(met(result))
        Met.objects.bulk_create((Met(programme=programme, key=key) for key in keys), ignore_conflicts=True)
        count += 1
    return count
