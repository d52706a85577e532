"""One at a time: inside a transaction by the database, outside of one by a file that the kernel gives back.

SQLite has one writer at a time (transactions begin IMMEDIATE), so there `one_writer` has nothing to do. PostgreSQL
writes side by side: whoever reads first and then writes what follows from it must ask for the lock by name.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def one_writer(name: str) -> None:
    """Until the transaction ends, nobody else gets past this line with the same name. Call it first in the block."""
    if not connection.in_atomic_block:
        raise RuntimeError("one_writer is for the inside of a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


@contextmanager
def alone(name: str, seconds: float = 0) -> Iterator[bool]:
    """True for the one process of this store that is in here; False if another stays in it for so many seconds."""
    path = Path(settings.HOME) / "work" / f"{name}.lock"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        yield _got(file.fileno(), time.monotonic() + seconds)


def hold_in_use() -> bool:
    """This process is at work on the store until it ends: nobody may put another in its place. False if somebody does."""
    descriptor = os.open(Path(settings.HOME) / "work" / "in-use.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    return _got(descriptor, time.monotonic(), fcntl.LOCK_SH)


def _got(descriptor: int, until: float, how: int = fcntl.LOCK_EX) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        else:
            return True


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"local2030 {name}".encode()).digest()[:8], "big", signed=True)
