"""`local2030 site work`: a process that takes waiting jobs, as many at once as it may, until it is asked to end.

Several may work on one store. Each job still runs in a process of its own, so a job that falls takes nobody with it.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, connection
from django.utils import timezone

from local2030.web.jobs import daily
from local2030.web.jobs.models import Job, State
from local2030.web.jobs.running import bury, claim, ended, spawn

log = logging.getLogger("local2030.jobs")
PAUSE = 0.5  # seconds between two looks
LOOK_ROUND = 30.0  # seconds between two looks for the dead and for what the day asks
PATIENCE = 20.0  # seconds that running jobs have when the worker ends; afterwards they wait for the next worker

Say = Callable[[str], Any]


def work(at_once: int, *, once: bool = False, patience: float = PATIENCE, say: Say = print) -> int:
    """Works until a signal comes, or with `once` until nothing waits any more; gives how many jobs came to an end."""
    ending = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_signal: ending.set())
    children: dict[int, subprocess.Popen[bytes]] = {}
    done, looked = 0, 0.0
    while not ending.is_set():
        try:
            done += _reap(children, say)
            if time.monotonic() - looked > LOOK_ROUND:
                looked = time.monotonic()
                bury()
                daily.begin()
            for job_id in claim(at_once - len(children)):
                children[job_id] = spawn(job_id)
                say(f"job {job_id} begun")
            _pass_on_wishes(children)
            if once and not children and not Job.objects.filter(state=State.WAITING).exists():
                return done
        except Error as trouble:  # the database is away for a moment: the jobs themselves go on
            log.warning("the worker can't reach the store: %s", type(trouble).__name__)
            connection.close()
            ending.wait(5)
        ending.wait(PAUSE)
    return done + _end(children, patience, say)


def _reap(children: dict[int, subprocess.Popen[bytes]], say: Say) -> int:
    over = {job_id: child.returncode for job_id, child in children.items() if child.poll() is not None}
    for job_id, code in over.items():
        ended(job_id, code)
        del children[job_id]
        state = Job.objects.filter(pk=job_id).values_list("state", flat=True).first()
        say(f"job {job_id} {state}")
    return len(over)


def _pass_on_wishes(children: dict[int, subprocess.Popen[bytes]]) -> None:
    for job_id in Job.objects.filter(pk__in=list(children), stop_asked=True).values_list("pk", flat=True):
        children[job_id].terminate()


def _end(children: dict[int, subprocess.Popen[bytes]], patience: float, say: Say) -> int:
    """Lets running jobs finish for a while; what isn't done by then is ended and waits for the next worker."""
    say(f"ending; {len(children)} running")
    done, until = 0, time.monotonic() + patience
    while children and time.monotonic() < until:
        done += _reap(children, say)
        time.sleep(PAUSE / 5)
    for child in children.values():
        child.terminate()
    for job_id, child in children.items():
        code = child.wait()
        Job.objects.filter(pk=job_id, state=State.RUNNING, begun__lte=timezone.now()).update(tries=0)
        ended(job_id, code)
    return done
