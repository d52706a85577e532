"""Imports for tests: a folder, a store beside it, a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local2030.store.datasets import Datasets
from local2030.workflows.load_observations import Request, load

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def loaded(path: Path, home: Path, later: int = 0, **more: Any) -> dict[str, Any]:
    """The document of an import, `later` seconds after noon."""
    return load(Request(path, NOON + timedelta(seconds=later), **more), home)


def kept_rows(home: Path, dataset: str, version: int | None = None) -> list[dict[str, Any]]:
    """The observations that count in a state, sorted, without what differs between imports."""
    store = Datasets(home)
    manifest = store.manifest(dataset, version)
    assert manifest is not None
    live = {(file, source.import_id) for file, source in manifest.sources.items()}
    rows = [row for batch in manifest.batches for row in _rows(pq.read_table(store.batch_path(dataset, batch)), live)]
    return sorted(
        rows,
        key=lambda row: (row["source_file"], row["source_row"], row["time_period"], row["indicator"], row["ref_area"]),
    )


def _rows(table: pa.Table, live: set[tuple[str, str]]) -> list[dict[str, Any]]:
    found = []
    for row in table.to_pylist():
        if (row["source_file"], row.pop("import_id")) in live:
            row.pop("dataset")
            found.append(row)
    return found


def side(home: Path, dataset: str, name: str) -> Any:
    """A side of the latest state."""
    store = Datasets(home)
    manifest = store.manifest(dataset)
    assert manifest is not None
    return store.side(manifest, name)


def without_words(document: dict[str, Any]) -> dict[str, Any]:
    """What must be equal however a state came about."""
    skipped = ("version", "changed", "files_read", "files_removed")
    found = {name: value for name, value in document.items() if name not in skipped}
    kept = [one for one in document["findings"] if one["code"] != "load-file-removed"]
    found["findings"] = sorted(
        kept, key=lambda one: (one["code"], one["file"] or "", one["row"] or 0, str(one["rows"]), one["message"])
    )
    return found
