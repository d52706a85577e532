"""Scores of an earlier run, taken up again where an activity's bytes, and all rules, are the same as then.

An activity that only moved within its file, or came in a file of another name, keeps its score: the lines and the
name that stand in it are set right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from local2030.formats.activities import Read
from local2030.store.score_cache import ScoreCache
from local2030.vocabulary.findings import Finding


class Ties(NamedTuple):
    """What an activity says of others: whose money came in, to whom it pays on, whose child it is, who its children are."""

    providers: tuple[str, ...]
    receivers: tuple[str, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]


class FirstLook(NamedTuple):
    """An activity scored by itself: its score as a line of JSON, and what the index keeps of it."""

    identifier: str
    line: int
    ties: Ties
    body: bytes
    findings: tuple[Finding, ...]
    counts: Mapping[str, float]
    placed: bool  # whether it names a country


def context_of(*parts: object) -> str:
    """One hash for all that has a say in a score beside the activity itself."""
    return hashlib.sha256(json.dumps([str(p) for p in parts]).encode()).hexdigest()


class EarlierScores:
    """The way from looks to cache entries and back."""

    def __init__(self, cache: ScoreCache) -> None:
        self._cache = cache

    def __contains__(self, content_hash: object) -> bool:
        return content_hash in self._cache

    def keep(self, content_hash: str, file: str, look: FirstLook) -> None:
        """Put a look away under the hash of its activity."""
        findings = [[f.code, f.severity, f.line, {k: _kept(v) for k, v in f.values.items()}] for f in look.findings]
        head = [file, look.identifier, look.line, look.ties, findings, dict(look.counts), look.placed]
        self._cache.put(content_hash, json.dumps(head, ensure_ascii=False).encode() + b"\n" + look.body)

    def again(self, read: Read, file: str) -> FirstLook | None:
        """The look at an activity of those bytes, its lines and file name as they are now."""
        entry = self._cache.get(read.content_hash)
        if entry is None:
            return None
        head, _, body = entry.partition(b"\n")
        old_file, identifier, line, tied, findings, counts, placed = json.loads(head)
        moved = read.line - line
        if moved or old_file != file:
            body = json.dumps(
                _set_right(json.loads(body), moved, old_file, file), ensure_ascii=False, separators=(",", ":")
            ).encode()
        told = tuple(Finding(c, s, file, ln and ln + moved, values) for c, s, ln, values in findings)
        ties = Ties(*(tuple(named) for named in tied))
        return FirstLook(identifier, read.line, ties, body, told, counts, placed)


def _set_right(value: Any, moved: int, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {k: _moved(k, v, moved, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [_set_right(v, moved, old, new) for v in value]
    return value


def _moved(key: str, value: Any, moved: int, old: str, new: str) -> Any:
    if key == "line" and isinstance(value, int):
        return value + moved
    if key == "file" and value == old:
        return new
    return _set_right(value, moved, old, new)


def _kept(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
