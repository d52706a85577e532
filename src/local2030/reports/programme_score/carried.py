"""What a report carries to be checked by: a manifest, the score as data, and the inputs it was made from.

The inputs themselves are carried while they are small together; else their hashes and names stand in the manifest,
and who checks the report gives the files. What was given in confidence is never carried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from local2030 import __version__
from local2030.reports.pdf import Attachment
from local2030.vocabulary.messages import say

SCHEMA = "local2030/report/1"
MANIFEST, SCORE = "manifest.json", "score.json"
MOST_CARRIED = 5_000_000  # bytes of all inputs together, and of the score
_MIME = {".json": "application/json", ".xml": "application/xml", ".csv": "text/csv", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class CarriedInput:
    """One input of a score. `content` is None where it isn't carried, and `why` says for what reason, in a word."""

    kind: str  # iati, rates, register, claims, ledger, group, document
    name: str
    sha256: str
    content: bytes | None
    why: str = ""


def carried(
    document: Mapping[str, Any],
    programmes: Sequence[Mapping[str, Any]],
    inputs: Sequence[CarriedInput] | None,
    *,
    generated: date,
    language: str,
    programme: str | None = None,
    beside: Mapping[str, Any] | None = None,
) -> tuple[Attachment, ...]:
    """The attachments of a report on these programmes of a score; without `inputs`, their hashes alone."""
    given = inputs if inputs is not None else hashes_of(document)
    score = _json({**document, "programmes": [dict(p) for p in programmes]})
    if len(score) > MOST_CARRIED:
        score = _json({**document, "programmes": [bare(p) for p in programmes], "findings": [], "shortened": True})
    files, listed = [], []
    for number, one in enumerate(given, 1):
        name = None
        if one.content is not None:
            name = f"input-{number}{_suffix(one.name)}"
            files.append(Attachment(name, one.content, _MIME.get(_suffix(one.name), "application/octet-stream")))
        listed.append(
            {"kind": one.kind, "name": one.name, "sha256": one.sha256, "attachment": name, "why": one.why or None}
        )
    rubric = document["rubric"]
    manifest = {
        "schema": SCHEMA,
        "engine": __version__,
        "typesetter": typesetter(),
        "generated": generated.isoformat(),
        "language": language,
        "programme": programme,
        "currency": document["currency"],
        "phase": document.get("phase") or (programmes[0]["phase"] if programmes else "monitoring"),
        "rubric": {key: rubric[key] for key in ("id", "version", "sha256")},
        "rates": document["rates"].get("sha256"),
        "register": dict(document.get("register") or {}),
        "policy": dict(document.get("policy") or {}),
        "inputs": listed,
        "score": {"attachment": SCORE, "sha256": sha256(score).hexdigest()},
        **({"beside": dict(beside)} if beside else {}),
    }
    return (
        Attachment(MANIFEST, _json(manifest), "application/json"),
        Attachment(SCORE, score, "application/json"),
        *files,
    )


def carried_sentence(inputs: Sequence[CarriedInput] | None, language: str) -> str:
    """What the page says of its attachments, what was left out included."""
    given = inputs or ()
    values = {"count": sum(1 for one in given if one.content is not None), "all": len(given)}
    code = "report-carried-hashes" if not values["count"] else "report-carried"
    if any(one.why == "in-confidence" for one in given):
        code = "report-carried-confidence"
    return say(code, values, language)


def hashes_of(document: Mapping[str, Any]) -> tuple[CarriedInput, ...]:
    """The inputs that a score names, without their content."""
    return tuple(
        CarriedInput(f["kind"], f["name"], f.get("sha256") or "", None, "not-at-hand") for f in document["files"]
    )


def bare(programme: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a programme alone, where whole scores would be too large to carry."""
    return {
        "identifier": programme["identifier"],
        **{
            key: programme.get(key)
            for key in ("level", "level_possible", "level_claimed", "local_share", "trace_sha256")
        },
        "criteria": [
            {key: c[key] for key in ("id", "claimed", "proven", "possible", "state")} for c in programme["criteria"]
        ],
    }


def typesetter() -> str:
    """The version that pages are set with: another one may break lines elsewhere."""
    from importlib.metadata import version

    return version("typst")


def _suffix(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return f".{ending}" if ending.isalnum() and ending.isascii() and len(ending) <= 5 else ".bin"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
