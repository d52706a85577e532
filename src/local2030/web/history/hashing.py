"""What the chain's hashes are taken of. The form never changes: another one would be another `VERSION` beside this one.

An entry's hash is SHA-256 over one line of JSON, a list of texts: the version, then the columns in the order of `SPINE`,
the content's hash and the hash of the entry before among them. The content's hash is SHA-256 over version, salt and the content's
own line of JSON. So the spine holds codes, numbers, times and hashes only, and still proves when a content is blanked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted  # a tenth of the time of a whole `json.dumps`
from typing import Any

VERSION = "local2030-history-1"
GENESIS = "0" * 64  # stands before the first entry
SPINE = ("number", "at", "by", "deed", "kind", "serial", "act", "audience", "content_hash", "previous")

_FIRST = quoted(VERSION)
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


def entry_hash(spine: Iterable[str]) -> str:
    """The hash of an entry from the columns of `SPINE`, each as text; `at` as `moment` gives it, nobody as ""."""
    return sha256(f"[{_FIRST},{','.join(map(quoted, spine))}]".encode("utf-8", "backslashreplace")).hexdigest()


def moment(at: datetime | str) -> str:
    """A time as it stands in the hash: "2026-11-23 05:04:03.000210", always of Greenwich, always six digits.

    SQLite keeps times as such texts, but leaves away six zeros.
    """
    if isinstance(at, str):
        return at if len(at) != 19 else f"{at}.000000"
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]
