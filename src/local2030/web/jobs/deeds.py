"""What a job can be: a table of deeds, and the way in which a deed says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from local2030.web.jobs.models import Job, State


class Stopped(Exception):
    """Somebody asked the job to stop, or it may no longer be done."""


class Refused(Exception):
    """Nothing could be made of the input: why, and all that was odd in it, both in plain form."""

    def __init__(self, code: str, values: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(code)
        self.trouble = {"code": code, "values": dict(values), "findings": list(findings)}


class Progress:
    """Writes how far a job is, at most twice a second, and looks whether it is to stop."""

    def __init__(self, job: Job) -> None:
        self.job_id = job.pk
        self.total = 0
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        """For workflows: so many bytes of so many."""
        self.total = total
        self.at(done_bytes=done, total_bytes=total, step="reading")

    def at(self, *, now: bool = False, **fields: object) -> None:
        """Sets columns of the job; `now` even if the last time is less than half a second ago."""
        if not now and time.monotonic() - self._last < 0.5:
            return
        self._last = time.monotonic()
        if not Job.objects.filter(pk=self.job_id, state=State.RUNNING, stop_asked=False).update(**fields):
            raise Stopped


def _import(job: Job) -> None:
    from local2030.web.marker.importing import import_upload

    import_upload(job, Progress(job))


def _rescore(job: Job) -> None:
    from local2030.web.marker.rescoring import rescore_correction

    rescore_correction(job, Progress(job))


def _read_list(job: Job) -> None:
    from local2030.web.exchange.bringing_in import read_by_job

    read_by_job(job, Progress(job))


def _apply_list(job: Job) -> None:
    from local2030.web.exchange.bringing_in import apply_by_job

    apply_by_job(job, Progress(job))


def _audit_marker(job: Job) -> None:
    from local2030.web.marker.expert_group.auditing import make_by_job

    make_by_job(job, Progress(job))


def _state_impact(job: Job) -> None:
    from local2030.web.marker.expert_group.stating import state_by_job

    state_by_job(job, Progress(job))


def _second_scores(job: Job) -> None:
    from local2030.web.marker.expert_group.second_scores import second_scores_by_job

    second_scores_by_job(job, Progress(job))


def _read_data(job: Job) -> None:
    from local2030.web.monitoring.uploads.reading import read_by_job

    read_by_job(job, Progress(job))


DEEDS: dict[str, Callable[[Job], None]] = {
    "import": _import,
    "rescore": _rescore,
    "read-list": _read_list,
    "apply-list": _apply_list,
    "audit-marker": _audit_marker,
    "state-impact": _state_impact,
    "second-scores": _second_scores,
    "read-data": _read_data,
}
# Begun anew if their process vanished: whatever they write is in one transaction, and done twice it has one effect.
REPEATABLE = frozenset(
    {"import", "rescore", "read-list", "apply-list", "audit-marker", "state-impact", "second-scores", "read-data"}
)
MOST_TRIES = 3


def ask(kind: str, target: int, by: Any) -> Job:
    """A new job, waiting. Call `launch_waiting` after the transaction."""
    return Job.objects.create(kind=kind, target=target, by=by, asked=timezone.now())
