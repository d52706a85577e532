"""A state of a data set while it is being made: what is remembered, kept and found, and what is still to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.repository import FileEntry
from local2030.store.datasets import Datasets, Manifest, Source
from local2030.vocabulary.findings import Finding
from local2030.workflows.observation_checking import Checking
from local2030.workflows.observation_findings import kept_finding
from local2030.workflows.observation_memory import Memory, memory_of
from local2030.workflows.observation_reading import Piece

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class State:
    """A data set as it is or will be. `findings` are as they are kept, each with its `part`.

    Of the next state, `read` are the files read anew; iterate `tables` once, before `findings` and `sources` are whole.
    """

    manifest: Manifest | None = None
    memory: Memory = field(default_factory=Memory)
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    indicators: Mapping[str, Any] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    read: dict[str, FileEntry] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    is_changed: bool = False
    checking: Checking | None = None
    others: tuple[FileEntry, ...] = ()  # metadata and boundary files that are new or changed
    drawings: tuple[FileEntry, ...] = ()  # all boundary files, where they were read
    outlines: Mapping[str, Any] = field(default_factory=dict)  # by level, of files that are heavy for a page
    codes: Mapping[str, Any] | None = None  # names of codes; None where no structure file was looked at

    @property
    def pieces(self) -> list[Piece]:
        """What was read."""
        return self.checking.spool.pieces if self.checking else []

    def tables(self, dataset: str, import_id: str) -> Iterator[pa.Table]:
        """What the files that were read have to be published; then the sums and findings are entered."""
        if self.checking is None:
            return
        yield from self.checking.tables(dataset, import_id)
        enter(self, self.checking, import_id)


def state_of(store: Datasets, manifest: Manifest | None) -> State:
    """What is kept of a data set; an empty state where there is none."""
    if manifest is None:
        return State()
    return State(
        manifest,
        memory_of(store.side(manifest, "reading")),
        dict(manifest.sources),
        store.side(manifest, "findings") or [],
        store.side(manifest, "indicators") or {},
        store.side(manifest, "places") or [],
        store.side(manifest, "boundaries") or [],
        dict(manifest.about),
    )


def parted(findings: Iterable[Finding], part: str) -> list[dict[str, Any]]:
    return [kept_finding(finding) | {"part": part} for finding in findings]


def enter(state: State, checking: Checking, import_id: str) -> None:
    """The sums and findings of what was read, once it has been checked."""
    pieces = checking.spool.pieces
    for piece in pieces:
        former = state.sources.get(piece.file)
        read, out = (former.rows_read, former.reported) if former else (0, 0)
        state.sources[piece.file] = Source(
            piece.sha256, import_id, "", read + piece.read, read - out + piece.read - piece.out, out + piece.out
        )
    for file in {piece.file for piece in pieces}:
        one = state.memory.tables[file]
        one.observations, one.series = checking.observations.get(file, 0), checking.series.get(file, 0)
    state.findings += parted((f for piece in pieces for f in piece.findings), "reading")
    held = {_same(one) for one in state.findings}
    for told in parted(checking.findings, "checks"):
        if (same := _same(told)) not in held:  # what is told of files without rows comes with every portion
            held.add(same)
            state.findings.append(told)


def _same(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["code"], one["file"], one["row"], repr(one["values"])
