"""The expectations of a data set as rows that one can edit, and kept with the data set as its next state."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from local2030.formats.observations.expected_file import read_expected
from local2030.monitoring.expecting import Expectation
from local2030.store.datasets import Datasets, next_version
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.gap_cells import Cells, Question, cells_of, name_of
from local2030.workflows.opened_dataset import open_dataset

SCHEMA = "local2030/monitoring-expected/1"
COLUMNS = ("indicator", "level", "dimensions", "from", "to", "frequency", "scope", "reason", "owner", "rule", "name")


def expected_document(question: Question) -> dict[str, Any]:
    """What is expected at present, by rule, in the columns of an expectations file: to be cut to the rows one changes.

    What only some places of a level report is expected of them by their own practice and stands in no row.
    """
    cells = cells_of(question)
    return {
        "schema": SCHEMA,
        "dataset": {"name": cells.opened.manifest.dataset, "version": cells.opened.manifest.version},
        "expected": [_row(e, cells) for e in cells.expected if e.of == "all"],
        "findings": [plain_finding(f, question.language) for f in cells.findings],
    }


def keep_expected(
    path: Path, home: Path, dataset: str, at: datetime, by: str = "", language: str = "en"
) -> dict[str, Any]:
    """The file's rows become what the data set expects from its next state on; a file without any row is refused."""
    rows, findings = read_expected(path)
    if not rows:
        raise NothingToRead(next(iter(findings), Finding("expected-no-list", "error", path.name)))
    store = Datasets(home)
    manifest = open_dataset(home, dataset).manifest
    side = store.write_side(manifest.dataset, json.dumps([row._asdict() for row in rows], ensure_ascii=False).encode())
    kept = replace(
        manifest, version=next_version(store.manifest(manifest.dataset)), made=at.isoformat(), by=by,
        note=f"expectations: {path.name}", sides={**manifest.sides, "expected": side},
    )  # fmt: skip
    store.write_manifest(kept)
    return {
        "schema": SCHEMA,
        "dataset": {"name": kept.dataset, "version": kept.version},
        "kept": len(rows),
        "findings": [plain_finding(f, language) for f in findings],
    }


def _row(e: Expectation, cells: Cells) -> dict[str, Any]:
    last = max(e.years)
    return {
        "indicator": e.indicator, "level": e.level, "dimensions": None, "from": min(e.years),
        "to": last if last + e.every <= cells.window.due else None, "frequency": e.every,
        "scope": "in" if e.in_scope else "out", "reason": cells.by.reasons.get(e.reason, e.reason) or None,
        "owner": e.owner or None, "rule": e.rule, "name": name_of(e.indicator, cells),
    }  # fmt: skip
