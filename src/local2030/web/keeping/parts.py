"""The files beside the rows: which of the store's folder belong to it, and under which names they stand in a backup."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

# Made anew at each start, on their way, or of this machine only.
NOT_KEPT = frozenset({"work", "static", "locale", "backups", "demo-password", "server.log"})
DATABASE = re.compile(r"store\.sqlite3(-wal|-shm|-journal)?")
LONGEST = 400
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:]")


def files_of(home: Path) -> Iterator[tuple[str, Path]]:
    """Each file that a backup takes, by its name in it. No link is followed."""
    for folder, folders, names in os.walk(home):
        top = Path(folder) == home
        folders[:] = sorted(n for n in folders if not (top and n in NOT_KEPT) and not (Path(folder) / n).is_symlink())
        for name in sorted(names):
            path = Path(folder) / name
            if top and (name in NOT_KEPT or name.startswith("replaced-") or DATABASE.fullmatch(name)):
                continue
            if path.is_symlink() or not path.is_file() or name.endswith((".lock", ".tmp", ".aside")):
                continue
            yield path.relative_to(home).as_posix(), path


def is_safe(name: str) -> bool:
    """Whether a name in a backup stays below the folder, and is of a kind that a backup takes."""
    parts = name.split("/")
    if not name or len(name) > LONGEST or FORBIDDEN.search(name):
        return False
    if any(part in ("", ".", "..") or len(part.encode()) > 255 for part in parts):
        return False
    return parts[0] not in NOT_KEPT and not DATABASE.fullmatch(parts[0])
