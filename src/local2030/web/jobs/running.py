"""Starting, stopping and burying jobs.

A job runs in a process of its own, `python -m local2030.web.jobs.child ID`, which holds a lock on a file while it
lives. The kernel lets go of the lock however the process ends, so a job that says "running" with a free lock is dead:
no heartbeat, no mistaken process number. What it wrote is in one transaction and therefore whole or not there; so a
deed that may be repeated waits again, at most twice, and any other is broken off.

Who starts the processes: the site itself (LOCAL2030_JOBS=here), or `local2030 site work` (worker). All processes of a
store share its folder, where the locks lie.
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
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from local2030.web.jobs.deeds import MOST_TRIES, REPEATABLE
from local2030.web.jobs.models import Job, State
from local2030.web.locks import one_writer

GRACE = timedelta(seconds=60)  # from being claimed to holding the lock
# Signals by which others end a process; whatever else ends it came from the job, and would come again.
FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT)


def launch_waiting() -> None:
    """Buries dead jobs, then starts waiting ones while there is room. Safe to call at any time, from anywhere.

    Where a worker does the work, this leaves it to the worker.
    """
    if settings.JOBS != "here":
        return
    bury()
    for job_id in _claim_here():
        _start(job_id)


def bury() -> int:
    """Finds running jobs whose process is gone, and sweeps what they left in the work folder; gives their number.

    They wait again where that does no harm and was not done too often; else they are broken off.
    """
    found = 0
    for job in Job.objects.filter(state=State.RUNNING):
        young = job.pid is None and job.begun is not None and timezone.now() - job.begun < GRACE
        if not young and not is_held(job.pk):
            found += _bury(job)
    return found


def stop(job: Job) -> None:
    """Ends a job: a waiting one at once, a running one by a signal to its process.

    A worker may live where this process's numbers mean nothing: it looks for the wish itself.
    """
    if Job.objects.filter(pk=job.pk, state=State.WAITING).update(state=State.STOPPED, ended=timezone.now()):
        return
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop_asked=True)
    job.refresh_from_db()
    if settings.JOBS != "here" or not job.pid or job.state != State.RUNNING:
        return
    if is_held(job.pk):  # the lock says that the number is still the job's
        os.kill(job.pid, signal.SIGTERM)


def claim(room: int) -> list[int]:
    """Takes so many waiting jobs, the oldest first. Of several who ask at once, each job goes to one."""
    if room < 1 or not Job.objects.filter(state=State.WAITING).exists():
        return []  # who only looks must not wait for the one who writes
    with transaction.atomic():
        return _take(room)


def spawn(job_id: int) -> subprocess.Popen[bytes]:
    """The process of a job that was claimed; it outlives this one."""
    return subprocess.Popen(
        [sys.executable, "-m", "local2030.web.jobs.child", str(job_id)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        env=child_environment(),
    )


def child_environment() -> dict[str, str]:
    """What a process that works on this store must know."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings", "LOCAL2030_HOME": str(settings.HOME)}


def ended(job_id: int, code: int) -> None:
    """Takes note of how a job's process ended. One that its own work brought down would only fall again."""
    if code < 0 and code not in FROM_OUTSIDE:
        Job.objects.filter(pk=job_id, state=State.RUNNING).update(tries=MOST_TRIES)
    if code:
        bury()


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


def _claim_here() -> list[int]:
    """Takes waiting jobs while fewer run than there is room for, counted over all processes of the site."""
    if not Job.objects.filter(state=State.WAITING).exists():
        return []
    with transaction.atomic():
        one_writer("jobs")
        return _take(settings.JOBS_AT_ONCE - Job.objects.filter(state=State.RUNNING).count())


def _take(room: int) -> list[int]:
    waiting = Job.objects.filter(state=State.WAITING).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    ids = list(waiting.values_list("id", flat=True)[: max(0, room)])
    Job.objects.filter(id__in=ids).update(
        state=State.RUNNING, begun=timezone.now(), step="starting", pid=None, tries=F("tries") + 1
    )
    return ids


def _bury(job: Job) -> int:
    """1 if this call found the job dead, 0 if another was first. The row is asked once more: it may have ended."""
    fields: dict[str, Any] = {"state": State.STOPPED if job.stop_asked else State.DEAD, "ended": timezone.now()}
    if not job.stop_asked and job.kind in REPEATABLE and job.tries < MOST_TRIES:
        fields = {"state": State.WAITING, "step": "waiting", "pid": None, "done_bytes": 0}
    same = Job.objects.filter(pk=job.pk, state=State.RUNNING, tries=job.tries, pid=job.pid)
    if not same.update(**fields):
        return 0
    for left in settings.WORK.glob(f"job-{job.pk}.*"):
        left.unlink(missing_ok=True)
    return 1


def _start(job_id: int) -> None:
    child = spawn(job_id)
    threading.Thread(target=_wait_for, args=(job_id, child), daemon=True).start()


def _wait_for(job_id: int, child: subprocess.Popen[bytes]) -> None:
    """So that the process doesn't stay behind as a zombie, and a fall is seen at once."""
    code = child.wait()
    if code:
        try:
            ended(job_id, code)
            launch_waiting()
        finally:
            connection.close()
