"""Observations into the store: a path is read, understood, checked and kept as the next state of a data set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from local2030.formats.observations.repository import Listing, files
from local2030.monitoring.mapping import TableMapping
from local2030.monitoring.recognition import Known
from local2030.monitoring.rows import TidyRows, together
from local2030.monitoring.tidying import PLACE_PART
from local2030.store.datasets import Datasets, Manifest, Source, next_version
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.workflows.observation_findings import kept_finding, said_finding
from local2030.workflows.observation_reading import Piece, pieces_of
from local2030.workflows.observation_tables import key_hashes, table_of

SCHEMA = "local2030/monitoring-load/1"


def load(
    path: Path, home: Path | None, at: datetime, dataset: str = "", mapping: Mapping[str, TableMapping] | None = None,
    about: Mapping[str, str] | None = None, language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """The document of an import; `home` None looks and keeps nothing (`monitoring check`)."""
    import numpy as np

    listing = files(path)
    name = dataset or dataset_name(path)
    entries = listing.of("data")
    if not entries:
        raise NothingToRead(
            next((f for f in listing.findings if f.severity == "error"), Finding("load-nothing", "error", path.name))
        )
    pieces = [piece for entry in entries for piece in pieces_of(entry, Known(), at.year, mapping or {})]
    places = _simple_places(pieces)
    told = [*listing.findings, *(f for piece in pieces for f in piece.findings)]
    import_id = at.strftime("%Y%m%dT%H%M%SZ")
    rows = together(piece.rows for piece in pieces)
    table = table_of(rows, name, import_id)
    series, _keys = key_hashes(table)
    kept = [kept_finding(finding) for finding in told]
    version = None
    if home is not None:
        version = _keep(Datasets(home), name, at, import_id, table, pieces, places, kept, dict(about or {}))
    return {
        "schema": SCHEMA,
        "dataset": name,
        "version": version,
        "files": len(entries),
        "rows_read": sum(piece.read for piece in pieces),
        "published": sum(piece.published for piece in pieces),
        "reported": sum(piece.out for piece in pieces),
        "observations": table.num_rows,
        "series": len(np.unique(series)),
        "indicators": len(set(rows.indicator)),
        "places": len(places),
        "findings": [said_finding(finding, language) for finding in kept],
    }


def dataset_name(path: Path) -> str:
    """The name of a data set where nobody gave one: that of the folder or file, in the letters a name may have."""
    stem = path.resolve().stem if path.is_file() else path.resolve().name
    return re.sub(r"[^a-z0-9._-]+", "-", fold(stem)).strip("-._")[:80] or "data"


def _simple_places(pieces: list[Piece]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {ROOT_PLACE: _place(ROOT_PLACE, "", 0, "")}
    for piece in pieces:
        codes: dict[str, str] = {"": ROOT_PLACE}
        for cells in piece.places:
            named = [(n, cell.strip()) for n, cell in enumerate(cells) if cell.strip()]
            code = named[-1][1] if named else ROOT_PLACE
            codes[PLACE_PART.join(cells)] = code
            found.setdefault(code, _place(code, named[-1][1] if named else "", 1, ROOT_PLACE))
        piece.rows.ref_area = [codes[cell] for cell in piece.rows.ref_area]
    return list(found.values())


def _place(code: str, name: str, level: int, parent: str) -> dict[str, Any]:
    return {"code": code, "name": name or code, "level": level, "level_name": "", "parent": parent}


def _keep(
    store: Datasets, name: str, at: datetime, import_id: str, table: Any, pieces: list[Piece], places: list[dict[str, Any]],
    findings: list[dict[str, Any]], about: dict[str, str],
) -> int:  # fmt: skip
    import json

    earlier = store.manifest(name)
    batch = store.write_batch(name, table)
    sources: dict[str, Source] = {}
    for piece in pieces:
        former = sources.get(piece.file)
        read, published, out = (former.rows_read, former.published, former.reported) if former else (0, 0, 0)
        sources[piece.file] = Source(
            piece.sha256, import_id, batch, read + piece.read, published + piece.published, out + piece.out
        )
    sides = {
        "places": places,
        "findings": findings,
        "indicators": {code: {"code": code} for code in dict.fromkeys(c for p in pieces for c in p.rows.indicator)},
        "columns": {p.file: dict(zip(p.mapping.header, p.mapping.roles, strict=True)) for p in pieces if p.mapping},
    }
    made = {key: store.write_side(name, json.dumps(side, ensure_ascii=False).encode()) for key, side in sides.items()}
    manifest = Manifest(name, next_version(earlier), at.isoformat(), sources=sources, sides=made, about=about)
    store.write_manifest(manifest)
    return manifest.version


__all__ = ["TidyRows", "dataset_name", "load"]
_ = Listing
