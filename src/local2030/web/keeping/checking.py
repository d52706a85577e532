"""Looking through a backup before anything of it is used: whatever isn't as the manifest says, or isn't safe, refuses it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local2030.web.keeping.backing_up import FORMAT, PIECE, VERSION
from local2030.web.keeping.parts import is_safe
from local2030.web.keeping.tables import digest_of

MANIFEST_LIMIT = 64 << 20
LINE_LIMIT = 256 << 20
MOST_PARTS = 2_000_000
RATIO, FREE_OF_RATIO = 400, 16 << 20  # times packed; smaller parts may be packed as they like
HASH = re.compile(r"[0-9a-f]{64}")
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


class NoBackup(Exception):
    """Why the file isn't taken, as a sentence."""


def opened(path: Path) -> zipfile.ZipFile:
    """The file as an archive."""
    if not path.is_file():
        raise NoBackup(f"There is no file {path}.")
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
        raise NoBackup(f"{path.name} is no backup, or it is cut short.") from None


def checked(archive: zipfile.ZipFile, room: Path) -> dict[str, Any]:
    """The manifest, after every part was read and found to be what it says; `room` is where it would be unpacked."""
    manifest = _manifest(archive)
    parts = {f"tables/{t['name']}.jsonl": t for t in manifest["tables"]}
    parts |= {f"files/{f['name']}": f for f in manifest["files"]}
    _same_parts(archive, parts, room)
    try:
        for name, part in parts.items():
            digest, size = hashlib.sha256(), 0
            for piece in pieces(archive, name, part["bytes"]):
                digest.update(piece)
                size += len(piece)
            if size != part["bytes"] or digest.hexdigest() != part["sha256"]:
                raise NoBackup(f"{name} isn't what the manifest says: the backup is damaged.")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise NoBackup(f"The backup is damaged ({type(broken).__name__}).") from None
    except Exception as broken:
        if isinstance(broken, NoBackup):
            raise
        raise NoBackup(f"The backup is damaged ({type(broken).__name__}).") from None
    return manifest


def pieces(archive: zipfile.ZipFile, name: str, limit: int) -> Iterator[bytes]:
    """A part's bytes; a part that turns out longer than it says is refused at once."""
    size = 0
    with archive.open(name) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > limit:
                raise NoBackup(f"{name} is longer than the manifest says.")
            yield piece


def rows(archive: zipfile.ZipFile, name: str, columns: int) -> Iterator[list[Any]]:
    """A table's rows."""
    with archive.open(name) as file:
        while line := file.readline(LINE_LIMIT):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise NoBackup(f"{name} has a line that isn't JSON.") from None
            if not isinstance(row, list) or len(row) != columns:
                raise NoBackup(f"{name} has a line that isn't a row.")
            yield row


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        info = archive.getinfo("manifest.json")
        if info.file_size > MANIFEST_LIMIT:
            raise NoBackup("The manifest is too large.")
        found = json.loads(b"".join(pieces(archive, "manifest.json", MANIFEST_LIMIT)))
    except KeyError:
        raise NoBackup("It has no manifest: it is no backup of local2030.") from None
    except NoBackup:
        raise
    except Exception:
        raise NoBackup("The manifest can't be read: the backup is damaged.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NoBackup("It is no backup of local2030.")
    if found.get("version") != VERSION:
        raise NoBackup(f"It is a backup of version {found.get('version')!r}; this program reads version {VERSION}.")
    if not _is_whole(found):
        raise NoBackup("The manifest isn't as it should be: the backup is damaged.")
    return found


def _is_whole(m: dict[str, Any]) -> bool:
    """Whether the manifest has all that is used of it, in its form, and says the same twice where it says it twice."""
    tables, files, applied = m.get("tables"), m.get("files"), m.get("migrations")
    if not isinstance(tables, list) or not isinstance(files, list) or not isinstance(applied, list):
        return False
    if not all(isinstance(a, list) and len(a) == 2 and all(isinstance(x, str) for x in a) for a in applied):
        return False
    if not all(_is_part(part) for part in (*tables, *files)):
        return False
    for table in tables:
        names = table.get("columns")
        if not TABLE.fullmatch(table["name"]) or type(table.get("rows")) is not int:
            return False
        if not isinstance(names, list) or not all(isinstance(n, str) and COLUMN.fullmatch(n) for n in names):
            return False
    if not all(is_safe(file["name"]) for file in files):
        raise NoBackup(
            "It names a file outside of the store's folder, or one that no backup holds. Nothing was unpacked."
        )
    return m.get("digest") == digest_of((t["name"], t["rows"], t["sha256"]) for t in tables)


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not isinstance(part.get("name"), str) or type(part.get("bytes")) is not int:
        return False
    return part["bytes"] >= 0 and isinstance(part.get("sha256"), str) and bool(HASH.fullmatch(part["sha256"]))


def _same_parts(archive: zipfile.ZipFile, parts: dict[str, dict[str, Any]], room: Path) -> None:
    """The archive holds what the manifest lists, each once, as plain files of the size stated, and it has room here."""
    infos = [info for info in archive.infolist() if info.filename != "manifest.json"]
    names = [info.filename for info in infos]
    if len(archive.infolist()) > MOST_PARTS or len(infos) + 1 != len(archive.infolist()):
        raise NoBackup("It has a part twice, or too many parts.")
    if len(set(names)) != len(names) or set(names) != set(parts):
        raise NoBackup("It doesn't hold the parts that its manifest lists.")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in (0, stat.S_IFREG) or info.flag_bits & 0x1:
            raise NoBackup(f"{info.filename} isn't a plain file.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NoBackup(f"{info.filename} is packed in a way that no backup is.")
        if info.file_size != parts[info.filename]["bytes"]:
            raise NoBackup(f"{info.filename} isn't as long as the manifest says.")
        if info.file_size > FREE_OF_RATIO and info.file_size > RATIO * max(1, info.compress_size):
            raise NoBackup(f"{info.filename} would grow to {RATIO} times its size and more: that is no backup.")
    total = sum(info.file_size for info in infos)
    if sum(info.compress_size for info in infos) > (archive.fp.seek(0, 2) if archive.fp else 0):
        raise NoBackup("Its parts lie over each other: that is no backup.")
    free = shutil.disk_usage(room).free
    if total > free:
        raise NoBackup(f"It needs {total >> 20} MB, and {free >> 20} MB are free in {room}.")
