"""Whether something failed because there is no room left: on the disk of the store, or on that of the database."""

from __future__ import annotations

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SAID = ("disk is full", "disk i/o error", "no space left")  # by SQLite and by PostgreSQL
DISK_FULL = "53100"  # PostgreSQL's own number for it


def is_full(error: BaseException | None) -> bool:
    """Looks at the error and at those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "sqlstate", None) == DISK_FULL:
            return True
        if type(error).__name__ in ("OperationalError", "DatabaseError") and any(
            words in str(error).lower() for words in SAID
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
