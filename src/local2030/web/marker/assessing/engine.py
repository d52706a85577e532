"""Scoring an assessment out of its kept files: the same files give the same bytes, today and in ten years.

The engine gets what the command line would get: aid data, ledger, a claims file with its documents, corrections of
organisations and, after the reviews, a table of verdicts. So a report on it can be recomputed by anybody.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from local2030.formats.tables.safe import safe_cell
from local2030.formats.tables.shapes import REGISTER, VERDICTS, Shape
from local2030.formats.tables.templates import claims_template
from local2030.marker.relevel import relevel
from local2030.marker.standing_record import record_of, to_json
from local2030.web.marker.assessing.claims import FILE, engine_claims, rows_for_engine
from local2030.web.marker.assessing.inputs import keep_bytes, kept, laid_out, safe_path
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.rubrics import folder_for, rubric_of
from local2030.web.marker.records import register
from local2030.web.marker.scoring import CURRENCY
from local2030.workflows.score_programme import ScoreRequest, Scoring
from local2030.workflows.verdict_keys import verdict_key

REGISTER_FILE, VERDICTS_FILE = "register.csv", "verdicts.csv"
REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Scored:
    """What came out: the whole document, its bytes as they are kept, the compact record, and of which files."""

    document: Mapping[str, Any]
    packed: bytes
    record: bytes
    reviewed: int | None
    inputs: list[dict[str, Any]]


def scored(assessment: Assessment) -> Scored:
    """The score of an assessment as its claims and files are now."""
    inputs = inputs_now(assessment)
    document, record, reviewed = run(inputs, rubric_folder=folder_for(assessment.rubric, assessment.rubric_sha256),
                                     phase=assessment.phase)  # fmt: skip
    return Scored(document, packed(document), record, reviewed, inputs)


def inputs_now(assessment: Assessment) -> list[dict[str, Any]]:
    """The files of an assessment by kind, name and hash; tables that are made of its rows are kept as they are now."""
    given, claims = assessment.inputs, engine_claims(assessment)
    rows = rows_for_engine(assessment, claims)
    found = [_listed("iati", given["file"], given["part"]) | {"position": given["position"], "whole": given["whole"]}]
    if given.get("ledger"):
        found.append(_listed("ledger", given["ledger"]["name"], given["ledger"]["sha256"]))
    if rows:
        found.append(_listed("claims", FILE, keep_bytes(claims_template("csv", rows))))
    documents = {safe_path(c.address): c.sha256 for c in claims if c.sha256 and c.address}
    found += [_listed("document", name, sha256) for name, sha256 in sorted(documents.items())]
    if corrections := _register_rows():
        found.append(_listed("register", REGISTER_FILE, keep_bytes(_csv(REGISTER, corrections))))
    if verdicts := verdict_rows(assessment, claims):
        found.append(_listed("verdicts", VERDICTS_FILE, keep_bytes(_csv(VERDICTS, verdicts))))
    return found


def run(inputs: Sequence[Mapping[str, Any]], *, rubric_folder: Path, phase: str) -> tuple[Any, bytes, int | None]:
    """The document, the record and the reviewed level out of kept files."""
    with opened(inputs, rubric_folder=rubric_folder, phase=phase) as scoring:
        score, plain = scoring.one(int(inputs[0]["position"]))
        document = scoring.document([plain])
        record = record_of(score, scoring.rubric)
        was_reviewed = any(row.verdict == REVIEWED for rows in scoring.verdicts.values() for row in rows)
        reviewed = relevel(record, scoring.rubric, only=REVIEWED).level if was_reviewed else None
        return document, to_json(record), reviewed


@contextmanager
def opened(inputs: Sequence[Mapping[str, Any]], *, rubric_folder: Path, phase: str) -> Iterator[Scoring]:
    """A run of the engine over kept files, laid out in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="assessing-", dir=settings.WORK) as place:
        folder = Path(place)
        laid_out(folder, {_path(one): one["sha256"] for one in inputs})
        paths = {one["kind"]: folder / safe_path(_path(one)) for one in inputs}
        request = ScoreRequest(
            files=(str(paths["iati"]),), claims=paths.get("claims"), ledger=paths.get("ledger"),
            register_file=paths.get("register"), verdicts=paths.get("verdicts"), currency=CURRENCY, phase=phase,
            rubric_folder=rubric_folder,
        )  # fmt: skip
        with Scoring(request) as scoring:
            yield scoring


def packed(document: Mapping[str, Any]) -> bytes:
    """A document as a standing keeps it."""
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def verdict_rows(assessment: Assessment, claims: Sequence[Claim]) -> list[dict[str, str]]:
    """What reviewers decided, for the engine: of claims by their lines, of records by their keys."""
    rows = []
    for line, claim in enumerate(claims, 2):
        if claim.kind and claim.status == "accepted":
            rows.append(
                _verdict(
                    assessment, claim.criterion, verdict_key(claim.criterion, claim.kind, line, "row", ""), "accepted"
                )
            )
    for key, verdict in sorted(assessment.verdicts.items()):
        if verdict in ("accepted", "rejected"):
            rows.append(_verdict(assessment, key.partition(":")[0], key, verdict))
    for criterion, reason in sorted(assessment.left_out.items()):
        rows.append(_verdict(assessment, criterion, "", "not-applicable", reason))
    if assessment.reviewed is not None or assessment.verdicts.get(REVIEWED):
        rows.append(_verdict(assessment, "", "", REVIEWED))
    return rows


def is_kept(inputs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every file is still there."""
    return all(kept(one["sha256"]).is_file() for one in inputs)


def rubric_hash(assessment: Assessment) -> str:
    """The hash of the rubric that is really used: what the score says."""
    return rubric_of(assessment).sha256


def _path(one: Mapping[str, Any]) -> str:
    """Aid data have a folder of their own, so that no document can take their place."""
    return f"aid/{one['name']}" if one["kind"] == "iati" else f"tables/{one['name']}"


def _listed(kind: str, name: str, sha256: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "sha256": sha256}


def _verdict(assessment: Assessment, criterion: str, item: str, verdict: str, reason: str = "") -> dict[str, str]:
    return {
        "programme": assessment.identifier, "criterion": criterion, "item": item, "verdict": verdict, "reason": reason
    }  # fmt: skip


def _register_rows() -> list[dict[str, str]]:
    return [
        {
            "name": e.name, "ref": e.ref, "country": e.country, "class": e.actor_class, "reach": e.reach,
            "reason": e.reason, "source": e.source, "by": e.by, "date": e.on.isoformat() if e.on else "",
        }
        for e in register()
    ]  # fmt: skip


def _csv(shape: Shape, rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in shape.columns)
    writer.writerows([safe_cell(" ".join(row[c.name].split())) for c in shape.columns] for row in rows)
    return text.getvalue().encode("utf-8")
