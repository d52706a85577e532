"""All rows of the store, read and written in one form that is the same on every engine.

A row is a JSON list on a line of its own, its columns in the order of their names. The columns come from the migrations
that the store has had, not from today's models: an older store is read as what it is. Left out are sessions (a backup
must not bring back who signed out) and Django's own list of migrations, which stands in the manifest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Collate

CHUNK = 500
LARGEST_EXACT = 10**16  # above it a whole float is written without a point by PostgreSQL and with one by SQLite
LEFT_OUT = frozenset({"django_session", "django_migrations"})
Applied = list[tuple[str, str]]


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read in the block is of one moment, while others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    connection.ensure_connection()
    mode = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # reads only: no need to lock others out
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def applied_migrations() -> Applied:
    """What the store has had, by room and name."""
    return sorted(MigrationExecutor(connection).loader.applied_migrations)


def models_of(applied: Iterable[tuple[str, str]]) -> dict[str, type[models.Model]]:
    """The tables as those migrations made them, by name."""
    loader = MigrationExecutor(connection).loader
    state = loader.project_state([node for node in map(tuple, applied) if node in loader.graph.nodes])
    found = (m for m in state.apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return {m._meta.db_table: m for m in found if m._meta.db_table not in LEFT_OUT}


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """What is written of a row, in order; what the database computes for itself isn't."""
    return sorted(
        (f for f in model._meta.concrete_fields if not getattr(f, "generated", False)), key=lambda f: f.column
    )


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """The table's rows in the order of their keys."""
    fields = columns_of(model)
    key = model._meta.pk
    by_text = isinstance(key, (models.CharField, models.TextField))
    if by_text and connection.vendor == "postgresql":  # SQLite orders by bytes; a server by its language
        order: Any = Collate(models.F(key.attname), "C")
    else:
        order = key.attname if key is not None else "pk"
    rows = model._base_manager.order_by(order).values_list(*(f.attname for f in fields))
    for row in rows.iterator(chunk_size=CHUNK):
        values = [plain(field, value) for field, value in zip(fields, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def digest_of(tables: Iterable[tuple[str, int, str]]) -> str:
    """One hash over the tables: name, number of rows, hash of the rows."""
    plain_form = json.dumps(sorted([name, rows, sha256] for name, rows, sha256 in tables), separators=(",", ":"))
    return hashlib.sha256(plain_form.encode()).hexdigest()


def store_digest() -> str:
    """The hash over all rows of the store as they are now: equal before a backup and after its restoring."""
    with one_moment():
        return digest_now(models_of(applied_migrations()))


def digest_now(tables: dict[str, type[models.Model]]) -> str:
    """The same within a transaction that is open already."""
    found = []
    for name, model in tables.items():
        rows, digest = 0, hashlib.sha256()
        for line in lines(model):
            rows += 1
            digest.update(line)
        found.append((name, rows, digest.hexdigest()))
    return digest_of(found)


def plain(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, bool | str):
        return value if not isinstance(field, models.JSONField) else _even(value)
    if isinstance(field, models.JSONField):
        return _even(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{field.model._meta.db_table}.{field.column} holds a {type(value).__name__}")


def read(field: models.Field[Any, Any], value: Any) -> Any:
    """The value that `plain` wrote, ready for the database."""
    if value is None and not (isinstance(field, models.JSONField) and not field.null):
        return None
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.BinaryField):
        value = base64.b64decode(value, validate=True)
    elif isinstance(target, models.DurationField):
        value = timedelta(microseconds=value)
    elif not isinstance(target, models.JSONField):
        value = target.to_python(value)
    return target.get_db_prep_value(value, connection)


def empty(tables: dict[str, type[models.Model]]) -> None:
    """Takes out all rows, such as those that migrations put in; what refers to what is looked at again at the end.

    For the inside of a transaction.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in tables)} CASCADE")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for name in tables:
            cursor.execute(f"DELETE FROM {quote(name)}")


def load(model: type[models.Model], columns: list[str], rows: Iterable[list[Any]]) -> None:
    """Writes rows as they are, keys and times included."""
    by_column = {f.column: f for f in columns_of(model)}
    fields = [by_column[column] for column in columns]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(c) for c in columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append([read(field, value) for field, value in zip(fields, row, strict=True)])
            if len(batch) >= CHUNK:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)


def set_counters(tables: dict[str, type[models.Model]]) -> None:
    """The next row of each table gets a number that none has."""
    from django.core.management.color import no_style

    statements = connection.ops.sequence_reset_sql(no_style(), list(tables.values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _even(value: Any) -> Any:
    """JSON as every engine gives it back."""
    if isinstance(value, float) and abs(value) >= LARGEST_EXACT and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_even(one) for one in value]
    if isinstance(value, dict):
        return {key: _even(one) for key, one in value.items()}
    return value
