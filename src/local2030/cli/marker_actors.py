"""`local2030 marker actors [--country CC] FILE.jsonl`: the same lines out, with who each organisation is.

A line in has `name` and, where known, `ref`, `type`, `country`, `aliases` (`synonyms` and `shortname` count as aliases). A
line out has all of its fields and `class`, `reach`, `rule`, `confidence`, `country`. Lines that can't be read are told on
standard error, and the others go on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from local2030.marker.actors import Classifier
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.vocabulary.organisations import ActorQuery

MAX_LINE = 1_000_000  # bytes
MAX_TEXT = 2_000  # letters of a name, ref or alias that are looked at
MAX_ALIASES = 50

OK, READ_WITH_ERRORS = 0, 3


def actors_command(path: str, country: str = "", out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Writes the answers to `out`, findings to `err`; 0 when every line was read, 3 when some weren't."""
    out, err = out or sys.stdout, err or sys.stderr
    country = country.strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise WrongUse(Finding("actors-bad-country", "error", values={"country": country[:20]}))
    classifier, wrong, read = Classifier(), 0, 0
    for number, line in _lines(path):
        answer = _answered(line, country, classifier, path, number)
        if isinstance(answer, Finding):
            wrong += 1
            _tell(answer, err)
        elif answer:
            read += 1
            out.write(answer + "\n")
    if wrong and not read:
        return 1
    return READ_WITH_ERRORS if wrong else OK


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Numbered lines as bytes; one over the limit comes as its first MAX_LINE + 1 bytes and is never held whole."""
    if path == "-":
        yield from _bounded(sys.stdin.buffer)
        return
    try:
        with Path(path).open("rb") as file:
            yield from _bounded(file)
    except OSError as trouble:
        reason = trouble.strerror or type(trouble).__name__
        raise NothingToRead(
            Finding("actors-no-file", "error", file=path, values={"path": path, "reason": reason})
        ) from None


def _bounded(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE + 1)
        yield number, line


def _answered(line: bytes, country: str, classifier: Classifier, path: str, number: int) -> str | Finding | None:
    """The line with its answer as JSON, a finding, or None for an empty line."""
    if len(line) > MAX_LINE:
        return _finding("actors-line-too-long", path, number, MAX_LINE)
    if not line.strip():
        return None
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _finding("actors-not-json", path, number, MAX_LINE)
    if not isinstance(record, dict):
        return _finding("actors-not-json", path, number, MAX_LINE)
    query = _query(record, country)
    if query is None:
        return _finding("actors-no-name", path, number, MAX_TEXT)
    actor = classifier(query)
    record |= {"class": actor.actor_class, "reach": actor.reach, "rule": actor.rule}
    record |= {"confidence": actor.confidence, "country": actor.country}
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _query(record: dict[str, object], country: str) -> ActorQuery | None:
    name = _text(record.get("name"))
    if not name:
        return None
    own = _text(record.get("country")).upper()
    return ActorQuery(
        name=name,
        ref=_text(record.get("ref")),
        type=_text(record.get("type")),
        country=own if len(own) == 2 else "",
        role=_text(record.get("role")),
        aliases=tuple(_aliases(record, name)),
        countries=(country,) if country else (),
    )


def _aliases(record: dict[str, object], name: str) -> Iterator[str]:
    seen = {name}
    for key in ("aliases", "synonyms", "shortname"):
        value = record.get(key)
        for item in value[:MAX_ALIASES] if isinstance(value, list) else [value]:
            text = _text(item)
            if text and text not in seen:
                seen.add(text)
                yield text


def _text(value: object) -> str:
    """A JSON text or number as stripped text; anything else is "" (a number may stand for a type or ref)."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "").strip()[:MAX_TEXT] if isinstance(value, str) or abs(value) < 10**18 else ""


def _finding(code: str, path: str, line: int, limit: int) -> Finding:
    return Finding(code, "error", file=path, line=line, values={"line": line, "limit": limit})


def _tell(finding: Finding, err: TextIO) -> None:
    words = f"{say(finding.code, finding.values)} {remedy(finding.code, finding.values)}"
    err.write(f"{finding.file}:{finding.line}: {finding.severity}: {words}\n")
