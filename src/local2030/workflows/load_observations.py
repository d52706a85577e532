"""Observations into the store: a path is read, understood, checked and kept as the next state of a data set.

Only what changed is read: a state remembers what its files were, and a file whose bytes are the same keeps its rows,
findings and places. Everything is written beside the former state, which stays whole until the new one has its manifest.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local2030.formats.observations.repository import Listing, files
from local2030.store.datasets import Datasets, Stage
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold
from local2030.workflows.observation_findings import said_finding
from local2030.workflows.observation_import import next_state
from local2030.workflows.observation_keeping import keep
from local2030.workflows.observation_mapping import NO_MAPPING, MappingFile, proposed
from local2030.workflows.observation_state import State, state_of
from local2030.workflows.places_file import NO_PLACES, PlacesFile

SCHEMA = "local2030/monitoring-load/1"
MANY = 50_000  # observations
GRAVITY = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an import. `about`: title, licence, attribution, source_url, root; what it lacks stays as known."""

    path: Path
    at: datetime
    dataset: str = ""
    mapping: MappingFile = NO_MAPPING
    about: Mapping[str, str] | None = None
    stage: Stage = "published"
    by: str = ""
    note: str = ""
    on_file: Callable[[int, int], None] | None = None
    places: PlacesFile = NO_PLACES


def load(request: Request, home: Path, language: str = "en") -> dict[str, Any]:
    """Read into the store: the document of the import. Where nothing changed there is no new version."""
    store = Datasets(home)
    name = request.dataset or dataset_name(request.path)
    listing = _listed(request.path)
    with _few_collections():
        document = _loaded(store, name, listing, request, language)
    if document["files_read"] and document["observations"] > MANY:
        _give_back()
    return document


def _loaded(store: Datasets, name: str, listing: Listing, request: Request, language: str) -> dict[str, Any]:
    before = state_of(store, store.manifest(name))
    with next_state(listing, before, request) as state:
        version = keep(store, name, before, state, request)
    return _document(name, version, state, listing, language)


def check(request: Request, language: str = "en") -> dict[str, Any]:
    """The same document, without keeping anything; `proposal` is a mapping file as text."""
    listing = _listed(request.path)
    with _few_collections(), next_state(listing, State(), request) as state:
        for _table in state.tables(request.dataset, ""):
            pass
        proposal = proposed({piece.file: piece.mapping for piece in state.pieces if piece.mapping})
    made = _document(request.dataset or dataset_name(request.path), None, state, listing, language)
    return made | {"proposal": proposal}


def dataset_name(path: Path) -> str:
    """The name of a data set where nobody gave one: that of the folder or file, in the letters a name may have."""
    stem = path.resolve().stem if path.is_file() else path.resolve().name
    return re.sub(r"[^a-z0-9._-]+", "-", fold(stem)).strip("-._")[:80] or "data"


@contextmanager
def _few_collections() -> Iterator[None]:
    """Millions of small values are made here and no cycles; looking for these again and again took a fifth of the time."""
    former = gc.get_threshold()
    gc.set_threshold(500_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*former)


def _give_back() -> None:
    """What the import took goes back to the system: who asks the data set next, in this process, needs the room."""
    import ctypes

    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # where there is no glibc
        ctypes.CDLL(None).malloc_trim(0)


def _listed(path: Path) -> Listing:
    """What the path holds; if there is no data file at all, nothing can be done."""
    listing = files(path)
    if not listing.of("data"):
        errors = [finding for finding in listing.findings if finding.severity == "error"]
        raise NothingToRead(errors[0] if errors else Finding("load-nothing", "error", path.name))
    return listing


def _document(name: str, version: int | None, state: State, listing: Listing, language: str) -> dict[str, Any]:
    sources = state.sources
    findings = [said_finding(one, language) for one in sorted(state.findings, key=lambda one: GRAVITY[one["severity"]])]
    return {
        "schema": SCHEMA,
        "dataset": name,
        "version": version,
        "changed": state.is_changed,
        "files": len(listing.of("data")),
        "files_read": len(state.read),
        "files_removed": sorted(state.removed),
        "rows_read": sum(one.rows_read for one in sources.values()),
        "published": sum(one.published for one in sources.values()),
        "reported": sum(one.reported for one in sources.values()),
        "observations": sum(one.observations for one in state.memory.tables.values()),
        "series": sum(one.series for one in state.memory.tables.values()),
        "indicators": len({code for one in state.memory.tables.values() for code in one.indicators}),
        "places": len(state.places),
        "about": state.about,
        "sources": [
            {"file": file, "sha256": one.sha256, "rows_read": one.rows_read, "published": one.published, "reported": one.reported,
             "observations": state.memory.tables[file].observations if file in state.memory.tables else 0}
            for file, one in sorted(sources.items())
        ],
        "findings": findings,
    }  # fmt: skip
