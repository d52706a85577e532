"""The next state of a data set into the store: batch, received files and sides first, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from local2030.store.datasets import Datasets, Manifest, next_version
from local2030.store.streaming import keep_received, keep_tables
from local2030.workflows.beside import beside
from local2030.workflows.observation_state import State

if TYPE_CHECKING:
    from local2030.workflows.load_observations import Request


MANY = 200  # files


def keep(store: Datasets, name: str, before: State, state: State, request: Request) -> int | None:
    """Keep it; its version. Where nothing changed, nothing is written and the version is the former one."""
    import_id = request.at.strftime("%Y%m%dT%H%M%S%fZ")
    if not state.is_changed and before.manifest is not None:
        return before.manifest.version
    raw = _received(store, name, state)
    if state.read:
        batch = _batch(store, name, state, import_id)
        for file in {piece.file for piece in state.checking.spool.pieces} if state.checking else ():
            source = state.sources[file]
            state.sources[file] = replace(source, batch=batch if source.published else "")
    earlier = before.manifest
    sides = dict(earlier.sides) if earlier else {}
    made: dict[str, Any] = {
        "reading": state.memory.plain(),
        "findings": state.findings,
        "indicators": state.indicators,
        "places": state.places,
        "boundaries": state.boundaries,
        "columns": {file: one.columns for file, one in state.memory.tables.items()},
    }
    if state.codes or (state.codes is not None and "codes" in sides):
        made["codes"] = state.codes
    if state.drawings:
        sides = {side: kept for side, kept in sides.items() if not side.startswith("outline:")}
    plain = ((key, json.dumps(side, ensure_ascii=False, separators=(",", ":")).encode()) for key, side in made.items())
    drawn = ((f"boundary:{entry.name}", entry.path.read_bytes()) for entry in state.drawings)
    light = ((f"outline:{level}", json.dumps(of, ensure_ascii=False).encode()) for level, of in state.outlines.items())
    sides |= store.write_sides(name, chain(plain, drawn, light))
    manifest = Manifest(
        name, next_version(earlier), request.at.isoformat(timespec="seconds"), request.stage, request.note, request.by,
        state.sources, sides, tuple(dict.fromkeys((*(earlier.raw if earlier else ()), *raw()))), state.about,
    )  # fmt: skip
    store.write_manifest(manifest)
    return manifest.version


def _received(store: Datasets, name: str, state: State) -> Callable[[], tuple[str, ...]]:
    """The files as they were received, zipped while the rest goes on where they are many; maps are kept as sides."""
    received = [*state.read.values(), *(entry for entry in state.others if entry.role != "boundary")]
    if not received:
        return tuple
    received.sort(key=lambda entry: entry.name)

    def kept() -> tuple[str, ...]:
        return (keep_received(store, name, ((entry.name, entry.path) for entry in received)),)

    return beside(kept) if len(received) > MANY else kept


def _batch(store: Datasets, name: str, state: State, import_id: str) -> str:
    """The batch of what was read, "" where nothing of it is published."""
    tables = state.tables(name, import_id)
    first = next(tables, None)
    if first is None or state.checking is None:
        return ""
    with_rows = state.checking.observations
    return keep_tables(store, name, chain((first,), tables), lambda: sum(map(bool, with_rows.values())))
