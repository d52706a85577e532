"""A piece of work done beside another, in a process of its own: on two cores both are done in the time of the longer."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar, cast

Made = TypeVar("Made")


def beside(work: Callable[[], Made]) -> Callable[[], Made]:
    """Begins the work; what comes back waits for it and gives what it made.

    Only where the process can be split safely (no other thread, a system that can fork); else, or where the other
    process fails, the work is done here when its result is asked for.
    """
    if threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
        return work
    try:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_done, args=(work, there), daemon=True)
        process.start()
    except OSError:
        return work
    there.close()

    def made() -> Made:
        try:
            answer = here.recv()
        except (EOFError, OSError):
            answer = None
        finally:
            here.close()
            process.join()
        return cast(Made, answer[0]) if answer else work()

    return made


def _done(work: Callable[[], object], there: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is told to stop ends this one too
    gc.disable()  # looking for rubbish would write to every page that is shared, and so copy it
    try:
        there.send((work(),))
    finally:
        there.close()
