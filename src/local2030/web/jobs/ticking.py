"""The site's own clock, where no worker does the work: a thread that looks every minute for dead and waiting jobs and
for what the day asks. Of several server processes each has one; locks see to it that a thing is done once."""

from __future__ import annotations

import logging
import random
import threading

log = logging.getLogger("local2030.jobs")
SECONDS = 60.0


def start() -> None:
    """Starts the clock; it ends with the process."""
    threading.Thread(target=_run, name="local2030-clock", daemon=True).start()


def _run() -> None:
    from django.db import connection

    from local2030.web.jobs import daily
    from local2030.web.jobs.running import launch_waiting

    pause = threading.Event()
    while not pause.wait(SECONDS * random.uniform(0.8, 1.2)):
        try:
            launch_waiting()
            daily.begin()
        except Exception as trouble:  # the store is away or busy: the next minute is soon enough
            log.warning("the site's clock: %s", type(trouble).__name__)
        finally:
            connection.close()
