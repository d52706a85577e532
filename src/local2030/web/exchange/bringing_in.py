"""A file's way in: received, read, looked at, applied. What is applied is what was seen, all of it or nothing, and once.

Killed at any moment, the store is as before: a plan is a file beside the store, and applying is one transaction.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from local2030.vocabulary.findings import Finding
from local2030.web.exchange.applying import apply_prepared
from local2030.web.exchange.incoming import read_file
from local2030.web.exchange.models import Import, State
from local2030.web.exchange.planning import Progress, Summary, plan_lines, write_plan
from local2030.web.exchange.preparing import Moved, Prepared
from local2030.web.exchange.readers import rights_of
from local2030.web.history.chain import new_act
from local2030.web.jobs import deeds
from local2030.web.jobs.models import Job
from local2030.web.marker.receiving import keep, safe_name, sha256_of
from local2030.web.registry.changing import by
from local2030.web.registry.kinds import Kind, kind_of

AT_ONCE_BYTES = 300_000  # a larger file is read by a job
AT_ONCE_ROWS = 2_000  # more changes are applied by a job
KEPT = timedelta(days=7)  # a file that nobody applied


class NotApplied(Exception):
    """Nothing was changed; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def quiet(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def receive(user: Any, kind: Kind, file: Any) -> Import:
    """Keeps the file and reads it: small ones now, others by a job."""
    sweep()
    row = Import(
        kind=kind.code, by=user, name=safe_name(file.name or ""), sha256=sha256_of(file), size=file.size,
        folder=token_hex(16), made=timezone.now(),
    )  # fmt: skip
    row.place.mkdir(mode=0o700, parents=True)
    keep(file, row.file)
    with transaction.atomic():
        row.save()
        if row.size > AT_ONCE_BYTES:
            row.job = deeds.ask("read-list", row.pk, user)
            row.save(update_fields=["job"])
    if row.job is None:
        read(row, user)
    return row


def read(row: Import, reader: Any, progress: Progress = quiet) -> Summary:
    """Reads the file and keeps the plan of what it would change."""
    aside = row.place / f"plan-{os.getpid()}-{token_hex(4)}"
    summary = plan_file(reader, kind_of(row.kind), row.file, row.name, row.sha256, aside, progress)
    _show(row, summary, aside)
    return summary


def plan_file(
    reader: Any, kind: Kind, file: Path, name: str, sha256: str, goal: Path, progress: Progress = quiet
) -> Summary:
    """The plan of a file, with a word on whether just this file was applied before."""
    incoming = read_file(file, name, kind)
    summary = write_plan(reader, kind, incoming, goal, progress)
    applied = Import.objects.filter(kind=kind.code, sha256=sha256, state=State.DONE).first()
    if applied is not None and summary.counts.get("add", 0) + summary.counts.get("change", 0):
        day = applied.applied.date().isoformat() if applied.applied else ""
        summary.findings.append(Finding("import-file-applied", "error", name, None, {"day": day}))
    return summary


def ask_to_apply(row: Import, user: Any, why: str, leave_out: bool) -> None:
    """Applies the plan, now or by a job. Raises `NotApplied`; asked twice, the second time is told."""
    counts = row.counts
    if counts.get("conflict") and not leave_out:
        raise NotApplied("import-conflicts")
    if counts.get("add", 0) + counts.get("change", 0) <= AT_ONCE_ROWS:
        apply(row, user, why, leave_out, State.READY)
        return
    try:
        with transaction.atomic():
            taken = Import.objects.filter(pk=row.pk, state=State.READY)
            if not taken.update(state=State.APPLYING, why=why, leave_out=leave_out, note=""):
                raise NotApplied("import-applied-already")
            job = deeds.ask("apply-list", row.pk, user)
            Import.objects.filter(pk=row.pk).update(job=job)
    except IntegrityError:
        raise NotApplied("import-same-file") from None


def apply(row: Import, reader: Any, why: str, leave_out: bool, was: State, progress: Progress = quiet) -> None:
    """Makes the plan anew; if it is what was seen, applies it in one transaction.

    All is worked out before the transaction begins; in it, only that nothing of what it rests on has changed since.
    """
    kind, rights = kind_of(row.kind), rights_of(reader)
    aside = row.place / f"plan-{os.getpid()}-{token_hex(4)}"
    try:
        summary = plan_file(reader, kind, row.file, row.name, row.sha256, aside, progress)
    except FileNotFoundError:  # it goes as soon as it was applied
        raise NotApplied("import-applied-already") from None
    if summary.digest != row.digest or not summary.is_fit:
        if not Import.objects.filter(pk=row.pk, state=was).exists():
            raise NotApplied("import-applied-already")
        _show(row, summary, aside, note="import-changed-since")
        raise NotApplied("import-changed-since")

    told = {"rows": summary.counts["rows"], "new": summary.counts.get("add", 0), "sha256": row.sha256}
    told |= {"changed": summary.counts.get("change", 0), "left_out": summary.counts.get("conflict", 0)}
    act = new_act()
    try:
        with Prepared(reader, kind, plan_lines(aside), why, act, row.place) as prepared, transaction.atomic():
            done = Import.objects.filter(pk=row.pk, state=was)
            said = {"why": why, "leave_out": leave_out, "note": "", "applied": timezone.now(), "act": act}
            if not done.update(state=State.DONE, **said):
                raise NotApplied("import-applied-already")
            if rights_of(reader) != rights:
                raise Moved
            apply_prepared(prepared, why, act, told)
    except IntegrityError:
        aside.unlink(missing_ok=True)
        raise NotApplied("import-same-file" if _same_elsewhere(row) else "import-changed-since") from None
    except Moved:
        aside.unlink(missing_ok=True)
        raise NotApplied("import-changed-since") from None
    os.replace(aside, row.plan)
    row.file.unlink(missing_ok=True)  # what it changed stands in the history


def settle(row: Import) -> Import:
    """A file whose job ended without a result waits to be looked at, or read, again."""
    if row.job is not None and row.job.is_over:
        ended = Import.objects.filter(pk=row.pk)
        ended.filter(state=State.APPLYING).update(state=State.READY)
        ended.filter(state=State.READING).update(state=State.UNREAD)
        row.refresh_from_db()
    return row


def sweep() -> None:
    """Throws away files that nobody applied within a week."""
    old = Import.objects.filter(made__lt=timezone.now() - KEPT).exclude(state__in=(State.DONE, State.APPLYING))
    for row in old[:50]:
        shutil.rmtree(row.place, ignore_errors=True)
        row.delete()


def apply_here(kind: Kind, path: Path, reader: Any, why: str, leave_out: bool, looked: Summary) -> Summary:
    """Applies a file at the command line if it still does what was looked at; else `NotApplied`."""
    if not looked.is_fit:
        raise NotApplied("import-unfit")
    if looked.counts.get("conflict") and not leave_out:
        raise NotApplied("import-conflicts")
    row = Import(
        kind=kind.code, by=by(reader), name=safe_name(path.name), sha256=sha256_of_path(path), size=path.stat().st_size,
        folder=token_hex(16), made=timezone.now(), state=State.READY, counts=looked.counts, digest=looked.digest,
    )  # fmt: skip
    row.place.mkdir(mode=0o700, parents=True)
    try:
        shutil.copyfile(path, row.file)
        row.save()
        apply(row, reader, why, leave_out, State.READY)
    except BaseException:
        shutil.rmtree(row.place, ignore_errors=True)
        Import.objects.filter(folder=row.folder).delete()
        raise
    return looked


def sha256_of_path(path: Path) -> str:
    """The SHA-256 of a file on disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_by_job(job: Job, progress: Any) -> None:
    """The deed of a job: reads a large file."""
    row = Import.objects.filter(pk=job.target, state=State.READING).first()
    if row is not None:
        read(row, job.by, lambda done, total: progress.at(done_bytes=done, total_bytes=total, step="reading"))


def apply_by_job(job: Job, progress: Any) -> None:
    """The deed of a job: applies a large plan. Done twice, it has one effect."""
    row = Import.objects.filter(pk=job.target, state=State.APPLYING).first()
    if row is None:
        return

    def at(done: int, total: int) -> None:
        progress.at(done_bytes=done, total_bytes=total, step="reading")

    try:
        apply(row, job.by, row.why, row.leave_out, State.APPLYING, at)
    except NotApplied as refused:
        Import.objects.filter(pk=row.pk, state=State.APPLYING).update(state=State.READY, note=refused.code)
        raise deeds.Refused(refused.code, {}, ()) from None


def _same_elsewhere(row: Import) -> bool:
    """Whether another import of the kind has the same bytes and is, or was, applied."""
    rows = Import.objects.filter(kind=row.kind, sha256=row.sha256, state__in=(State.APPLYING, State.DONE))
    return rows.exclude(pk=row.pk).exists()


def _show(row: Import, summary: Summary, plan: Path, note: str = "") -> None:
    """Keeps a plan for looking at."""
    os.replace(plan, row.plan)
    row.state = State.READY if summary.counts["rows"] else State.UNREAD
    row.counts, row.digest, row.note = summary.counts, summary.digest, note
    row.findings = [
        {"code": f.code, "severity": f.severity, "line": f.line, "values": dict(f.values)} for f in summary.findings
    ]
    row.save(update_fields=["state", "counts", "digest", "note", "findings"])
