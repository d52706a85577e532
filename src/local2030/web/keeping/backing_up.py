"""One file with everything that the site keeps, taken while it runs.

A ZIP: `tables/NAME.jsonl` for each table, `files/...` as they lie in the folder, and last `manifest.json` with the
length and SHA-256 of each part. Rows are of one moment; files are only ever added, so those that the rows name are there.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from local2030 import __version__
from local2030.web.keeping.parts import files_of
from local2030.web.keeping.tables import (
    applied_migrations,
    columns_of,
    digest_of,
    lines,
    models_of,
    one_moment,
)

FORMAT, VERSION = "local2030-backup", 1
PIECE = 1 << 20


def back_up(target: Path, *, replace: bool = False) -> dict[str, Any]:
    """Writes the backup and gives its manifest. The file is there whole or not at all; only its owner may read it."""
    if target.exists() and not replace:
        raise FileExistsError(17, "there is a file of that name already (--overwrite replaces it)", str(target))
    aside = target.with_name(f".{target.name}.{os.getpid()}.aside")
    try:
        with os.fdopen(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6) as archive:
                manifest = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return manifest


def _fill(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "tables": [],
        "files": [],
    }
    with one_moment():
        manifest["migrations"] = applied = applied_migrations()
        manifest["chain"] = _chain()
        for name, model in sorted(models_of(applied).items()):
            part = _part(archive, f"tables/{name}.jsonl", lines(model))
            columns = [field.column for field in columns_of(model)]
            manifest["tables"].append({"name": name, "columns": columns} | part)
        for name, path in files_of(Path(settings.HOME)):
            try:
                with path.open("rb") as file:
                    part = _part(archive, f"files/{name}", iter(lambda file=file: file.read(PIECE), b""))
            except FileNotFoundError:  # taken away since the folder was listed
                continue
            manifest["files"].append({"name": name, "bytes": part["bytes"], "sha256": part["sha256"]})
    manifest["digest"] = digest_of((t["name"], t["rows"], t["sha256"]) for t in manifest["tables"])
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _part(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes] | Iterator[bytes]) -> dict[str, Any]:
    count = size = 0
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
            count += 1
    return {"rows": count, "bytes": size, "sha256": digest.hexdigest()}


def _chain() -> dict[str, Any] | None:
    """Where the history ends, if the store has one already."""
    if "history_head" not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM history_head")
        row = cursor.fetchone()
    return {"entries": row[0], "head": row[1]} if row else None
