"""Data sets of observations on disk: immutable Parquet batches, and a manifest that says which of them are valid.

    observations/<dataset>/manifests/000007.json     one small file a version; the highest number is the present state
                           batches/<sha256>.parquet  observations, many source files in one
                           raw/<sha256>.zip          the files as they were received
                           sides/<sha256>            places, indicators, findings, boundaries: content under its hash

Order of a write: batch, raw and sides first (written beside, synced, renamed), the manifest last and only if nobody
wrote that version meanwhile. A crash leaves at worst a file that no manifest names. Nothing is ever edited: a changed
source file is a new batch, and the rows of that file in older batches count no more; a former version stays readable.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

if TYPE_CHECKING:
    import pyarrow as pa

Stage = Literal["checked", "published"]
MARK = "@"  # bilbo@3/data/indicator_1-2-1.csv: of a value handed up, the data set below, its version, its file
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Source:
    """One received file: by which import it came, which batch has its observations, what became of its rows."""

    sha256: str
    import_id: str
    batch: str
    rows_read: int
    published: int
    reported: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of a data set. `sides` gives the hash of each side by its name (places, indicators, findings...)."""

    dataset: str
    version: int
    made: str
    stage: Stage = "published"
    note: str = ""
    by: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    raw: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def batches(self) -> tuple[str, ...]:
        """The batches that any source file still needs."""
        return tuple(sorted({source.batch for source in self.sources.values()} - {""}))


class Datasets:
    """All data sets below one folder (LOCAL2030_HOME)."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "observations"

    def names(self) -> tuple[str, ...]:
        """Every data set that has a state."""
        found = self.folder.glob("*/manifests/*.json") if self.folder.is_dir() else ()
        return tuple(sorted({path.parent.parent.name for path in found}))

    def versions(self, dataset: str) -> tuple[int, ...]:
        """The versions that there are, oldest first."""
        return tuple(sorted(int(path.stem) for path in (self._of(dataset) / "manifests").glob("*.json")))

    def manifest(self, dataset: str, version: int | None = None, stage: Stage | None = None) -> Manifest | None:
        """A state: the version asked for, or the latest (of that stage, if one is named); None if there is none."""
        for number in reversed(self.versions(dataset)) if version is None else (version,):
            path = self._of(dataset) / "manifests" / f"{number:06d}.json"
            if not path.is_file():
                return None
            found = _manifest(json.loads(path.read_text()))
            if stage is None or found.stage == stage:
                return found
        return None

    def batch_path(self, dataset: str, batch: str) -> Path:
        """Where a batch lies."""
        return self._of(dataset) / "batches" / f"{batch}.parquet"

    def write_batch(self, dataset: str, table: pa.Table) -> str:
        """Keep observations (columns: `vocabulary.observations.COLUMNS`); its name is the hash of its bytes."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        table = table.replace_schema_metadata({"sources": str(pc.count_distinct(table["source_file"]).as_py())})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", use_dictionary=True)
        content = sink.getvalue()
        name = hashlib.sha256(content).hexdigest()
        _write(self.batch_path(dataset, name), content)
        return name

    def write_side(self, dataset: str, content: bytes) -> str:
        """Keep a side (JSON, GeoJSON...) under its hash."""
        name = hashlib.sha256(content).hexdigest()
        _write(self._of(dataset) / "sides" / name, content)
        return name

    def write_sides(self, dataset: str, sides: Iterable[tuple[str, bytes]]) -> dict[str, str]:
        """Keep several sides, one after the other: the hash of each by its name. Their folder is synced once for all."""
        folder, names, is_new = self._of(dataset) / "sides", {}, False
        for side, content in sides:
            names[side] = hashlib.sha256(content).hexdigest()
            is_new = _write(folder / names[side], content, sync=False) or is_new
        if is_new:
            _sync(folder)
        return names

    def side(self, manifest: Manifest, name: str) -> Any:
        """A side's JSON; None where the state has none of that name."""
        found = manifest.sides.get(name)
        return None if found is None else json.loads((self._of(manifest.dataset) / "sides" / found).read_bytes())

    def write_raw(self, dataset: str, content: bytes) -> str:
        """Keep the received files, zipped, as they were."""
        name = hashlib.sha256(content).hexdigest()
        _write(self._of(dataset) / "raw" / f"{name}.zip", content)
        return name

    def write_manifest(self, manifest: Manifest) -> None:
        """Make this the state. Refused where that version is there already: somebody else wrote meanwhile."""
        path = self._of(manifest.dataset) / "manifests" / f"{manifest.version:06d}.json"
        plain = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
        plain["sources"] = {file: _plain(source) for file, source in manifest.sources.items()}
        content = json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()
        _write(path, content, only_new=True)

    def _of(self, dataset: str) -> Path:
        if not NAME.fullmatch(dataset):
            raise WrongUse(Finding("dataset-name-unfit", "error", values={"name": dataset}))
        return self.folder / dataset


def next_version(earlier: Manifest | None) -> int:
    """The number of the state that follows."""
    return 1 if earlier is None else earlier.version + 1


def live_sources(manifest: Manifest) -> Iterable[tuple[str, str]]:
    """(source file, import) of what counts in this state."""
    return ((name, source.import_id) for name, source in manifest.sources.items() if source.batch)


def _plain(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in Source.__dataclass_fields__}


def origin_of(source_file: str) -> tuple[str, int, str] | None:
    """The data set, version and file that a value was handed up from; None for one that was read here."""
    head, slash, file = source_file.partition("/")
    name, mark, version = head.rpartition(MARK)
    return (name, int(version), file) if slash and mark and name and version.isdigit() else None


def _manifest(plain: dict[str, Any]) -> Manifest:
    sources = {name: Source(**source) for name, source in plain.pop("sources").items()}
    return Manifest(**{**plain, "sources": sources, "raw": tuple(plain["raw"])})


def _write(path: Path, content: Any, only_new: bool = False, sync: bool = True) -> bool:
    """Written beside, synced, renamed, the folder synced. What lies under a hash is there already and stays: then False."""
    if path.exists() and not only_new:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        if only_new:
            os.link(beside, path)
        else:
            os.replace(beside, path)
            beside = path
    except FileExistsError:
        raise WrongUse(Finding("dataset-changed-meanwhile", "error", values={"version": path.stem})) from None
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)
    if sync:
        _sync(path.parent)
    return True


def _sync(folder: Path) -> None:
    """What was renamed in the folder stays so, also if the power fails."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
