"""Scores of unchanged activities, kept between runs under the hash of their bytes.

One SQLite file. An entry holds under the hash of the activity and of everything else that has a say in its score
(rubric, register, rates, currency, phase); if any of them changes, nothing old is found. Losing the file loses nothing
but time, so it is written without waiting for the disk; a broken one is begun anew.
"""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

BATCH = 2_000
MAGIC = b"SQLite format 3\0"
MOST_ENTRIES = 500_000


class ScoreCache:
    """Entries by (context, content hash). Use it in a `with`; what was put in is there after it closes."""

    def __init__(self, path: Path, context: str) -> None:
        self._context = context
        self._new: dict[str, bytes] = {}
        self._db = _opened(path)

    def __enter__(self) -> ScoreCache:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._flush()
        self._db.close()

    def __contains__(self, content_hash: object) -> bool:
        found = self._db.execute("SELECT 1 FROM score WHERE context = ? AND hash = ?", (self._context, content_hash))
        return found.fetchone() is not None

    def get(self, content_hash: str) -> bytes | None:
        """What was kept for an activity of that hash."""
        if content_hash in self._new:
            return self._new[content_hash]
        row = self._db.execute(
            "SELECT body FROM score WHERE context = ? AND hash = ?", (self._context, content_hash)
        ).fetchone()
        return None if row is None else zlib.decompress(row[0])

    def put(self, content_hash: str, body: bytes) -> None:
        """Keep a score."""
        self._new[content_hash] = body
        if len(self._new) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        rows = [(self._context, key, zlib.compress(body, 1)) for key, body in self._new.items()]
        self._new.clear()
        if rows:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO score VALUES (?, ?, ?)", rows)
                self._db.execute(
                    "DELETE FROM score WHERE rowid IN (SELECT rowid FROM score ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
                    (MOST_ENTRIES,),
                )


def _opened(path: Path) -> sqlite3.Connection:
    """The store in that file. Somebody else's file is never written to: only our own, broken, is begun anew."""
    if path.exists() and path.stat().st_size:
        with path.open("rb") as stream:
            if stream.read(len(MAGIC)) != MAGIC or not _is_ours(path):
                raise WrongUse(Finding("cache-not-ours", "error", None, None, {"file": path.name}))
    try:
        return _ready(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        return _ready(path)


def _is_ours(path: Path) -> bool:
    """Whether the database is one of kept scores, as far as it can still be read."""
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return path.suffix == ".sqlite"
    return tables <= {"score"}


def _ready(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=20)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE IF NOT EXISTS score (context TEXT, hash TEXT, body BLOB, PRIMARY KEY (context, hash))")
    db.execute("SELECT count(*) FROM (SELECT 1 FROM score LIMIT 1)").fetchone()
    return db
