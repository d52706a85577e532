"""What a report carries, read back: manifest, score, inputs. Everything in it is somebody's word until recomputed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from local2030.formats.documents.pdf_attachments import attachments_of
from local2030.vocabulary.currencies import CURRENCIES
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

KINDS = ("iati", "rates", "register", "claims", "ledger", "group", "document", "verdicts")
MOST_INPUTS = 400


@dataclass(frozen=True, slots=True)
class ReportInput:
    """An input as the manifest has it; `content` is None where it isn't carried or isn't what its hash says."""

    kind: str
    name: str
    sha256: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class CarriedReport:
    """A report's own word about itself. `altered` names the attachments that aren't what the manifest says."""

    manifest: dict[str, Any]
    score: dict[str, Any]
    inputs: tuple[ReportInput, ...]
    altered: tuple[str, ...]
    generated: date


def read_report(path: Path) -> CarriedReport:
    """The report's attachments, checked against its manifest. What is no report of ours can't be checked."""
    files, refusal = attachments_of(path)
    if refusal is not None:
        raise WrongUse(refusal)
    if "manifest.json" not in files or "score.json" not in files:
        raise WrongUse(Finding("check-nothing-carried", "error", path.name))
    try:
        return _read(files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongUse(Finding("check-manifest-broken", "error", path.name)) from None


def _read(files: dict[str, bytes]) -> CarriedReport:
    manifest, score = json.loads(files["manifest.json"]), json.loads(files["score.json"])
    if manifest["schema"] != "local2030/report/1":
        raise ValueError("another schema")
    _plain_words(manifest)
    altered = [] if _digest(files["score.json"]) == manifest["score"]["sha256"] else ["score.json"]
    inputs = []
    if len(manifest["inputs"]) > MOST_INPUTS or not score["programmes"]:
        raise ValueError("nothing, or too much")
    for one in manifest["inputs"]:
        if one["kind"] not in KINDS:
            raise ValueError("unknown kind")
        content = files.get(one["attachment"]) if one["attachment"] else None
        if one["attachment"] and (content is None or _digest(content) != one["sha256"]):
            altered.append(str(one["attachment"]))
            content = None
        inputs.append(ReportInput(one["kind"], str(one["name"]), str(one["sha256"]), content))
    listed = {(one.kind, one.sha256) for one in inputs}
    if any((f["kind"], f.get("sha256") or "") not in listed for f in score["files"] if f.get("sha256")):
        altered.append("manifest.json")
    programmes = score["programmes"]
    if not all(isinstance(p, dict) and isinstance(p["identifier"], str) for p in programmes):
        raise ValueError("no programmes")
    return CarriedReport(manifest, score, tuple(inputs), tuple(altered), date.fromisoformat(manifest["generated"]))


def _plain_words(manifest: dict[str, Any]) -> None:
    """Whether what steers the recomputation is what it can be, so that no word of a stranger's leads anywhere."""
    programme = manifest["programme"]
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}", manifest["language"]):
        raise ValueError("no language")
    if manifest["phase"] not in ("design", "monitoring") or manifest["currency"] not in CURRENCIES:
        raise ValueError("no phase or currency")
    if programme is not None and not isinstance(programme, str):
        raise ValueError("no programme")
    dict(manifest["policy"]), dict(manifest["register"]), str(manifest["rubric"]["version"]), manifest["engine"]


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
