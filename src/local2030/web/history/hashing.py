"""What the chain's hashes are taken of. The form never changes: another one would be another `VERSION` beside this one.

An entry's hash is SHA-256 over one line of JSON: the version, then each column of the spine in the order of `SPINE`,
the content's hash and the hash of the entry before. The content's hash is SHA-256 over version, salt and the content's
own line of JSON. So the spine holds codes, numbers, times and hashes only, and still proves when a content is blanked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

VERSION = "local2030-history-1"
GENESIS = "0" * 64  # stands before the first entry
SPINE = ("number", "at", "by", "deed", "kind", "serial", "act", "audience", "content_hash", "previous")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode


def canonical(values: Mapping[str, Any]) -> str:
    """The one way to write these values: keys sorted, no blanks, dates and numbers of money as text.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    # Half a surrogate pair has no bytes; as an escape it is JSON all the same.
    return _encode(values).encode("utf-8", "backslashreplace").decode()


def content_hash(salt: str, text: str) -> str:
    """What the spine holds of a content. The salt keeps a short content from being guessed after it was blanked."""
    return sha256(f"{VERSION}\n{salt}\n{text}".encode()).hexdigest()


def entry_hash(spine: tuple[Any, ...]) -> str:
    """The hash of an entry from the columns of `SPINE`; `at` as `moment` gives it, `by` the number of the account."""
    return sha256(_encode((VERSION, *spine)).encode()).hexdigest()


def moment(at: datetime) -> str:
    """A time as it stands in the hash: "2026-11-23 05:04:03.000210", always of Greenwich, always six digits."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
