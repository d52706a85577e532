"""Making the audit: gather all ratings, let the engine look at them, keep table and document together. Made once, read often."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from statistics import median
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, may
from local2030.web.history.chain import append
from local2030.web.jobs.deeds import Progress, Stopped
from local2030.web.jobs.models import Job, State
from local2030.web.marker.expert_group.gathering import Gathered, claimants_minutes, gathered, items_per_assessment
from local2030.web.marker.expert_group.models import AuditReport, RatingsFile, packed
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by

RIGHTS = "marker rubric"
LARGEST, MOST_ROWS = 4_000_000, 50_000
LEAST_MINUTES = 10
FILE = "ratings.csv"


def newest() -> AuditReport | None:
    """The audit as it was last made."""
    return AuditReport.objects.order_by("-pk").first()


def make(person: Any, *, replace_same: bool = False) -> AuditReport | None:
    """The audit of all ratings there are now; the one there is where they are the same; None without any rating."""
    found = gathered()
    table = found.table
    sha = hashlib.sha256(table).hexdigest()
    last = newest()
    if last is not None and last.rows_sha256 == sha and not replace_same:
        return last
    if not found.rows:
        return None
    document = _document(table)
    beside = _beside(found)
    with transaction.atomic():
        report = AuditReport.objects.create(
            at=timezone.now(), by=by(person), rows_sha256=sha, rows=len(found.rows),
            invented=any(source.invented for source in found.sources), table=zlib.compress(table, 6),
            document=packed(document), beside=packed(beside),
        )  # fmt: skip
        append(
            by=by(person), deed="audit", kind="marker-audit", id=str(report.pk),
            after={"rows": report.rows, "sha256": sha[:12]}, audience="public",
        )  # fmt: skip
    return report


def make_by_job(job: Job, progress: Progress) -> None:
    """The same in the background, where resampling takes its time."""
    if not may(job.by, "change", RIGHTS) and not may(job.by, "add", RIGHTS):
        raise Stopped
    progress.at(now=True, step="scoring")
    report = make(job.by)
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=State.DONE, step="done", counted=report.rows if report else 0, ended=timezone.now()
    )


@transaction.atomic
def receive(reader: Any, name: str, content: bytes, source: str, *, invented: bool = False) -> RatingsFile:
    """A table of ratings, kept byte for byte. Raises `Unfit` where no row can be read or it is here already."""
    from local2030.marker.criteria import rubric
    from local2030.marker.performance.settings import shipped
    from local2030.workflows.ratings import read_ratings

    if reader is not None:
        ask(reader, "add", RIGHTS)
    if len(content) > LARGEST:
        raise Unfit([Finding("ratings-too-large", "error", values={"column": "file", "most": LARGEST // 1_000_000})])
    sha = hashlib.sha256(content).hexdigest()
    known = RatingsFile.objects.filter(sha256=sha).first()
    if known is not None and not known.withdrawn:
        raise Unfit([Finding("ratings-here-already", "error", values={"column": "file", "name": known.name})])
    try:
        read = read_ratings(content, name, rubric(), shipped().most_score)
    except NothingToRead as nothing:
        found = nothing.finding
        raise Unfit([Finding(found.code, "error", values={**found.values, "column": "file"})]) from nothing
    if not read.rows or len(read.rows) > MOST_ROWS:
        code = "ratings-too-large" if read.rows else "no-rating"
        raise Unfit([Finding(code, "error", values={"column": "file", "most": MOST_ROWS})])
    if known is not None:
        known.withdrawn = ""
        known.save(update_fields=["withdrawn"])
        row = known
    else:
        row = RatingsFile.objects.create(
            name=clean(name)[:200], sha256=sha, content=content, rows=len(read.rows), left_out=read.left_out,
            source=clean(source)[:500], invented=invented, by=reader or _keeper(), at=timezone.now(),
        )  # fmt: skip
    append(
        by=by(reader), deed="send-ratings", kind="marker-audit", id=f"ratings-{row.pk}",
        after={"file": row.name, "rows": row.rows}, why=row.source, audience="public",
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw(reader: Any, row: RatingsFile, why: str) -> None:
    """Takes a table out of account; it stays readable with the reason."""
    row = RatingsFile.objects.select_for_update().get(pk=row.pk)
    ask(reader, "change", row)
    row.withdrawn = clean(why)[:500] or "-"
    row.save(update_fields=["withdrawn"])
    append(
        by=by(reader), deed="withdraw-ratings", kind="marker-audit", id=f"ratings-{row.pk}",
        after={"file": row.name}, why=why, audience="public",
    )  # fmt: skip


def _document(table: bytes) -> Any:
    """What the command says of this table, to the letter."""
    from local2030.workflows.audit_marker import audit_file

    return audit_file(table, FILE)


def _beside(found: Gathered) -> dict[str, Any]:
    """What the table doesn't hold: where its rows are from, and what the marker costs."""
    items = items_per_assessment()
    return {
        "sources": [source._asdict() for source in found.sources],
        "cost": {
            "minutes": _spread(found.minutes, LEAST_MINUTES),
            "claimants": _spread(claimants_minutes(), LEAST_MINUTES),
            "items": _spread(items, 1),
        },
    }


def _spread(values: Sequence[int], least: int) -> dict[str, Any]:
    """Median with the least and the most over n; no figure where there are too few."""
    n = len(values)
    if n < least:
        return {"n": n, "least": least, "median": None, "low": None, "high": None}
    return {"n": n, "least": least, "median": float(median(values)), "low": values[0], "high": values[-1]}


def _keeper() -> Any:
    from local2030.web.setting_up import _keeper as keeper

    return keeper()
