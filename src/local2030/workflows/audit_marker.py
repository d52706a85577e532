"""The marker's audit of itself, from a table of ratings to a plain document (docs/reference/audit.md).

The same table gives the same document to the byte: the seeds of all that is resampled stand in the settings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from local2030.marker.criteria import LATEST, SHIPPED, Rubric, read_rubric, rubric
from local2030.marker.performance.audit import Audit, audit
from local2030.marker.performance.records import Pattern
from local2030.marker.performance.reliability import CriterionAgreement
from local2030.marker.performance.settings import Settings, shipped
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.ratings import Ratings, read_ratings
from local2030.workflows.score_plain import rubric_head

SCHEMA = "local2030/marker-audit/1"


def audit_file(source: Path | bytes, name: str, version: str | None = None, language: str = "en") -> dict[str, Any]:
    """The document of an audit. `version` names a shipped rubric or a folder: then only its ratings are looked at.

    A table in which no row can be read is a `NothingToRead`, with all that was found in its `document`.
    """
    known, settings = _rubric(version), shipped()
    content = source if isinstance(source, bytes) else source.read_bytes()
    ratings = read_ratings(content, name, known, settings.most_score, only=version is not None)
    head = _head(ratings, content, name, known, settings, language)
    if not ratings.rows:
        raise NothingReadable(Finding("no-rating", "error", name), head)
    return head | audit_plain(audit(ratings.rows, known, settings), settings, language)


class NothingReadable(NothingToRead):
    """No row could be read; `document` holds what was odd."""

    def __init__(self, finding: Finding, document: dict[str, Any]) -> None:
        super().__init__(finding)
        self.document = document | {"agreement": [], "patterns": []}


def audit_plain(found: Audit, settings: Settings, language: str = "en") -> dict[str, Any]:
    """An audit as plain data; `agreement` and `patterns` are what other programs rely on."""
    least = settings.least_units
    return {
        "rows": found.rows,
        "programmes": found.programmes,
        "agreement": [_agreement(a, language, least) for a in found.agreement],
        "patterns": [_pattern(p, language) for p in found.patterns],
        "tested": found.tested,
        "false_discovery_rate": found.false_discovery_rate,
        "agreement_by_rubric": [_agreement(a, language, least) for a in found.by_rubric],
        "drift": plain(found.drift, language),
        "concordance": plain(found.concordance, language),
        "bunching": plain(found.bunching, language),
        "heaping": plain(found.heaping, language),
        "leniency": plain(found.leniency, language),
        "straight_lines": plain(found.straightness, language),
        "overclaims": plain(found.overclaims, language),
        "claims_up_shares_down": plain(found.claims_up_shares_down, language),
        "copied_texts": plain(found.copied_texts, language),
        "items": plain(found.items, language),
        "validity": plain(found.validity, language),
    }


def plain(value: object, language: str = "en") -> Any:
    """Any part of an audit as JSON takes it; what has no number gets the `reason` in words beside its code."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [plain(part, language) for part in value]
    if isinstance(value, Mapping):
        return {str(key): plain(part, language) for key, part in value.items()}
    if is_dataclass(value):
        made = {field.name: plain(getattr(value, field.name), language) for field in fields(value)}
        if "code" in made and "values" in made:
            made["reason"] = say(made["code"], made["values"], language) if made["code"] else None
        return made
    return value


def _agreement(found: CriterionAgreement, language: str, least: int) -> dict[str, Any]:
    made: dict[str, Any] = plain(found, language)
    alone = found.kappa is None and not found.code
    made["kappa_reason"] = say("audit-kappa-pairs", {"least": least}, language) if alone else made["reason"]
    made["message"] = say(found.word, None, language) if found.word else None
    return made


def _pattern(found: Pattern, language: str) -> dict[str, Any]:
    values = plain(found.values, language)
    said = {"subject": found.subject, **values}
    return {
        "code": found.code, "subject": found.subject, "p": found.p, "q": found.q, "values": values,
        "message": say(found.code, said, language), "remedy": remedy(found.code, said, language),
    }  # fmt: skip


def _rubric(version: str | None) -> Rubric:
    if version is None or version == LATEST:
        return rubric()
    there = {path.name for path in SHIPPED.iterdir() if path.is_dir()}
    if version in there:
        return rubric(version)
    if not (Path(version) / "rubric.yaml").is_file():
        values = {"version": version[:80], "known": ", ".join(sorted(there))}
        raise WrongUse(Finding("audit-rubric-unknown", "error", values=values))
    return read_rubric(Path(version))


def _head(
    ratings: Ratings, content: bytes, name: str, known: Rubric, settings: Settings, language: str
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "note": say("audit-note", None, language),
        "file": {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)},
        "rubric": rubric_head(known),
        "settings": {
            "sha256": settings.sha256,
            "seed": settings.seed,
            "replicates": settings.replicates,
            **settings.head,
        },
        "rows": len(ratings.rows),
        "rows_left_out": ratings.left_out,
        "findings": [plain_finding(f, language) for f in ratings.findings],
    }
