"""Many rows in few statements: Django gives SQLite 999 values at once, though it takes a hundred times as many."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def wide_statements() -> Iterator[None]:
    """Inside, `bulk_create` and its kin use as many values in a statement as this database takes.

    PostgreSQL knows no such bound; there nothing changes. Give a `batch_size` all the same: a statement is text in memory.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    features, before = connection.features, connection.features.max_query_params
    features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    try:
        yield
    finally:
        features.max_query_params = before
