"""Putting a backup back. Everything is checked before anything is touched; rows come in one transaction or not at all.

The tables are first made as they were when the backup was taken, then filled, compared with the backup's digest, and
only then taken to this version. A backup of SQLite may be put into PostgreSQL and the other way round.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from local2030.web.keeping.backing_up import back_up
from local2030.web.keeping.checking import NoBackup, checked, opened, pieces, rows
from local2030.web.keeping.parts import files_of
from local2030.web.keeping.tables import LEFT_OUT, digest_now, empty, load, models_of, set_counters
from local2030.web.locks import alone

# Rows that a store has before anybody wrote anything.
OF_DJANGO = frozenset({"django_content_type", "auth_permission", "history_head"}) | LEFT_OUT


def restore(path: Path, *, replace: bool = False) -> dict[str, Any]:
    """Makes the store what it was when the backup was taken; gives what was done.

    A store in which something stands is refused without `replace`; with it, it is first backed up beside itself.
    """
    home = Path(settings.HOME)
    with alone("in-use") as mine, opened(path) as archive:
        if not mine:
            raise NoBackup("The site, a worker or another command is at work on this store. Stop it first.")
        manifest = checked(archive, home)
        _refuse_newer(manifest)
        done: dict[str, Any] = {"digest": manifest["digest"], "kept": ""}
        if holds_something():
            if not replace:
                raise NoBackup(
                    "The store isn't empty. Use another folder (--into), or --replace (it is backed up first)."
                )
            done["kept"] = str(_kept_copy(home))
        aside = home / "work" / f"restoring-{os.getpid()}"
        try:
            _unpack(archive, manifest, aside)
            with _from_nothing():
                _fill(archive, manifest)
            _put_files(aside, home)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    call_command("migrate", verbosity=0, interactive=False)
    _index_anew()
    return done | {"rows": sum(t["rows"] for t in manifest["tables"]), "files": len(manifest["files"])}


def holds_something() -> bool:
    """Whether anybody wrote anything into the store, or files lie in it."""
    quote = connection.ops.quote_name
    for name in set(connection.introspection.django_table_names(only_existing=True)) - OF_DJANGO:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {quote(name)} LIMIT 1")
            if cursor.fetchone():
                return True
    return any(name != "secret-key" for name, _path in files_of(Path(settings.HOME)))


def _refuse_newer(manifest: dict[str, Any]) -> None:
    known = MigrationExecutor(connection).loader.disk_migrations
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if unknown:
        raise NoBackup(
            f"The backup was made by a newer program ({manifest.get('program')}): this one doesn't know {unknown[0]}. "
            "Install that version, or a newer one."
        )


def _kept_copy(home: Path) -> Path:
    folder = home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}.zip"
    back_up(target)
    return target


def _unpack(archive: zipfile.ZipFile, manifest: dict[str, Any], aside: Path) -> None:
    """The files, beside the store and not yet in it."""
    for part in manifest["files"]:
        goal = aside / part["name"]
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(goal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for piece in pieces(archive, f"files/{part['name']}", part["bytes"]):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())


@contextmanager
def _from_nothing() -> Iterator[None]:
    """In the block there is no table at all, so that they can be made as the backup had them; if it fails, those that
    were there are there again."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _drop_tables()
            yield
        return
    path = Path(str(connection.settings_dict["NAME"]))
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.with_name(path.name + ".before")
    if path.exists():
        os.replace(path, before)
    _remove_side_files(path)
    try:
        yield
    except BaseException:
        connection.close()
        _remove_side_files(path)
        if before.exists():
            os.replace(before, path)
        raise
    before.unlink(missing_ok=True)


def _remove_side_files(path: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _drop_tables() -> None:
    """Ours, by the names of our rooms: others may share the database."""
    rooms = MigrationExecutor(connection).loader.migrated_apps | {"django"}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if any(name.startswith(f"{room}_") for room in rooms):
                cursor.execute(f"DROP TABLE IF EXISTS {quote(name)} CASCADE")


def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """The tables as they were then, with their rows; compared with the digest before it counts."""
    applied = [(app, name) for app, name in manifest["migrations"]]
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    had = {node for node in applied if node in graph.nodes}
    leaves = [node for node in had if not any(child.key in had for child in graph.node_map[node].children)]
    executor.migrate(sorted(leaves))
    tables = models_of(applied)
    listed = {t["name"]: t for t in manifest["tables"]}
    if set(tables) != set(listed):
        raise NoBackup("Its tables aren't those of its migrations: the backup is damaged.")
    try:
        with transaction.atomic():
            empty(tables)
            for name, part in listed.items():
                load(tables[name], part["columns"], rows(archive, f"tables/{name}.jsonl", len(part["columns"])))
            set_counters(tables)
            connection.check_constraints()
            if digest_now(tables) != manifest["digest"]:
                raise NoBackup("The rows aren't those of the backup after they were put in. Nothing was kept.")
    except (DatabaseError, ValueError, KeyError, TypeError, ArithmeticError) as trouble:
        raise NoBackup(
            f"A row of the backup can't be put in ({type(trouble).__name__}). Nothing was kept."
        ) from trouble


def _put_files(aside: Path, home: Path) -> None:
    """The files of the backup take the place of those that were there (which are in the copy)."""
    for _name, path in list(files_of(home)):
        path.unlink()
    for folder, _folders, names in os.walk(aside):
        for name in names:
            path = Path(folder) / name
            goal = home / path.relative_to(aside)
            goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(path, goal)


def _index_anew() -> None:
    """The words by which things are found lie in tables of the engine's own and are made from the rows."""
    from local2030.web.marker.models import Programme
    from local2030.web.registry.models import Thing
    from local2030.web.search.indexing import file_away, file_programmes

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_things")
            cursor.execute("DELETE FROM search_programmes")
        file_away(Thing.objects.order_by("pk").iterator(2000))
        file_programmes(Programme.objects.order_by("pk").iterator(2000))
