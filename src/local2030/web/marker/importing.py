"""Scoring an upload in the background. Results gather in a file of the job; the store gets them in one transaction.

Killed at any moment, this leaves the upload as it was before: no programme, no score, and a file that the next start
sweeps away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from local2030.web.accounts.permissions import may
from local2030.web.history.chain import append
from local2030.web.jobs.deeds import Progress, Stopped
from local2030.web.jobs.models import Job, State
from local2030.web.locks import one_writer
from local2030.web.marker.direction import without_direction
from local2030.web.marker.joint_programmes.aid_data import follow, keep_facts, read_facts
from local2030.web.marker.mirror.gathering import gather_quietly
from local2030.web.marker.models import Met, Programme, Score, Scoring, Upload, circle, packed
from local2030.web.marker.real_time.following import follow_data
from local2030.web.marker.records import met, programme_row, register
from local2030.web.marker.score_records import fill_quietly
from local2030.web.marker.scoring import score_into
from local2030.web.marker.superseding import superseded
from local2030.web.search.indexing import file_programmes

BATCH = 200
FINDINGS_KEPT = 2000  # the rest is counted


def import_upload(job: Job, progress: Progress) -> None:
    """Scores the upload's files and files the programmes. Done twice, it has one effect."""
    upload = Upload.objects.get(pk=job.target)
    if not may(job.by, "add", "joint programme"):
        raise Stopped
    if upload.scorings.exists():
        follow(upload)  # what a job that was killed just then left undone
        return
    kept = lines_of(job)
    try:
        document = score_into(kept, upload, register(), progress)
        progress.at(now=True, step="filing")
        named: dict[str, list[str]] = {}
        prepared = [_prepared(upload, n, r, named) for n, r in enumerate(read_lines(kept))]
        facts = read_facts(upload, named)
        with transaction.atomic():  # nothing is computed in here: as long as it lasts, nobody else can file
            one_writer("marker")
            if upload.scorings.exists():  # two jobs for one upload: the other was first
                return
            _file(upload, document, prepared)
            keep_facts((row for row, _packed, _keys in prepared), facts)
            values = {"programmes": len(prepared)}
            append(by=job.by, deed="import", kind="upload", id=str(upload.pk), after=values, audience=circle(upload))
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
                state=State.DONE, step="done", counted=len(prepared), ended=timezone.now()
            )
        follow(upload)
        follow_data((row.identifier for row, _packed, _keys in prepared if row.identifier), "aid-data", upload.name)
        gather_quietly()
        fill_quietly([upload.pk])
    finally:
        kept.unlink(missing_ok=True)


def lines_of(job: Job) -> Path:
    """The file in which a job gathers results; swept when the job is buried."""
    return Path(settings.WORK) / f"job-{job.pk}.jsonl"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The results in a job's file, one after the other."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def new_scoring(upload: Upload, document: Mapping[str, Any], correction: Any = None) -> Scoring:
    """The row for one run, with at most `FINDINGS_KEPT` findings, gravest first, and the count of all."""
    document = without_direction(document)
    findings = sorted(document["findings"], key=lambda f: ("error", "warning", "info").index(f["severity"]))
    counts = [sum(f["severity"] == s for f in findings) for s in ("error", "warning", "info")]
    head = {
        key: document.get(key)
        for key in ("schema", "rubric", "currency", "phase", "rates", "register", "policy", "files")
    }
    return Scoring.objects.create(
        upload=upload,
        head=head,
        findings=findings[:FINDINGS_KEPT],
        errors=counts[0],
        warnings=counts[1],
        notes=counts[2],
        correction=correction,
    )


def _prepared(
    upload: Upload, number: int, result: dict[str, Any], named: dict[str, list[str]]
) -> tuple[Programme, bytes, list[str]]:
    """A result as what is filed of it; its activities are noted under its identifier."""
    row = programme_row(upload, number, result)
    named[row.identifier] = list(result.get("activities") or ())
    return row, packed(result), sorted(met(result))


def _file(upload: Upload, document: Mapping[str, Any], prepared: list[tuple[Programme, bytes, list[str]]]) -> None:
    scoring = new_scoring(upload, document)
    Programme.objects.bulk_create((row for row, _packed, _keys in prepared), batch_size=BATCH)
    file_programmes(row for row, _packed, _keys in prepared)
    Score.objects.bulk_create(
        (Score(programme=row, scoring=scoring, packed=whole) for row, whole, _keys in prepared), batch_size=BATCH
    )
    Met.objects.bulk_create(
        (Met(programme=row, key=key) for row, _packed, keys in prepared for key in keys), batch_size=BATCH
    )
    older = superseded(upload)
    for start in range(0, len(older), BATCH):
        Programme.objects.filter(pk__in=older[start : start + BATCH]).update(current=False)
