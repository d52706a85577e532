"""Work beside other work comes to the same, also where its process dies."""

from __future__ import annotations

import os
import threading

from local2030.workflows.beside import beside


def test_what_it_made_comes_back() -> None:
    assert beside(lambda: {"a": [1, 2]})() == {"a": [1, 2]}


def test_it_is_another_process() -> None:
    assert (beside(os.getpid)() != os.getpid()) or threading.active_count() > 1


def test_a_process_that_dies_costs_nothing_but_time() -> None:
    parent = os.getpid()
    assert beside(lambda: os._exit(1) if os.getpid() != parent else 7)() == 7


def test_beside_other_threads_nothing_is_split() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert beside(os.getpid)() == os.getpid()
    finally:
        stop.set()
        other.join()
