"""Starting, stopping and burying jobs.

A job runs in a process of its own, `python -m local2030.web.jobs.child ID`, which holds a lock on a file while it
lives. The kernel lets go of the lock however the process ends, so a job that says "running" with a free lock is dead:
no heartbeat, no mistaken process number. What it wrote is in one transaction and therefore whole or not there.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from local2030.web.jobs.models import Job, State

GRACE = timedelta(seconds=60)  # from being claimed to holding the lock


def launch_waiting() -> None:
    """Buries dead jobs, then starts waiting ones while there is room. Safe to call at any time, from anywhere."""
    bury()
    for job_id in _claim():
        _start(job_id)


def bury() -> int:
    """Marks jobs whose process is gone, and sweeps what they left in the work folder; gives their number."""
    buried = 0
    for job in Job.objects.filter(state=State.RUNNING):
        young = job.pid is None and job.begun is not None and timezone.now() - job.begun < GRACE
        if young or is_held(job.pk):
            continue
        end = State.STOPPED if job.stop_asked else State.DEAD
        buried += Job.objects.filter(pk=job.pk, state=State.RUNNING).update(state=end, ended=timezone.now())
        for left in settings.WORK.glob(f"job-{job.pk}.*"):
            left.unlink(missing_ok=True)
    return buried


def stop(job: Job) -> None:
    """Ends a job: a waiting one at once, a running one by a signal to its process."""
    if Job.objects.filter(pk=job.pk, state=State.WAITING).update(state=State.STOPPED, ended=timezone.now()):
        return
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop_asked=True)
    job.refresh_from_db()
    if job.pid and job.state == State.RUNNING and is_held(job.pk):  # the lock says that the number is still the job's
        os.kill(job.pid, signal.SIGTERM)


def lock_path(job_id: int) -> Path:
    """The file that the job's process holds."""
    return Path(settings.WORK) / f"job-{job_id}.lock"


def is_held(job_id: int) -> bool:
    """Whether a living process holds the job."""
    try:
        with lock_path(job_id).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def holding(job_id: int) -> Iterator[IO[bytes]]:
    """Holds the job while the block runs; BlockingIOError if another process does already."""
    with lock_path(job_id).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file


def _claim() -> list[int]:
    if not Job.objects.filter(state=State.WAITING).exists():
        return []  # pages that only look must not wait for the one who writes
    with transaction.atomic():
        room = settings.JOBS_AT_ONCE - Job.objects.filter(state=State.RUNNING).count()
        ids = list(Job.objects.filter(state=State.WAITING).order_by("id").values_list("id", flat=True)[: max(0, room)])
        Job.objects.filter(id__in=ids).update(state=State.RUNNING, begun=timezone.now(), step="starting")
    return ids


def _start(job_id: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "local2030.web.jobs.child", str(job_id)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings", "LOCAL2030_HOME": str(settings.HOME)},
    )
    threading.Thread(target=child.wait, daemon=True).start()  # so that it doesn't stay behind as a zombie
