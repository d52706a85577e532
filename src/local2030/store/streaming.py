"""Batches and received files written piece by piece, so that their size doesn't matter; kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from local2030.store.datasets import Datasets
from local2030.store.tables import schema

if TYPE_CHECKING:
    import pyarrow as pa

SAME_TIME = (1980, 1, 1, 0, 0, 0)  # in the zip, so that the same files make the same bytes

SMALL = 1 << 20  # bytes; below that a file is kept as it is: to compress it takes far longer than to write it


def keep_tables(datasets: Datasets, dataset: str, tables: Iterable[pa.Table], sources: Callable[[], int]) -> str:
    """One batch out of tables that come one after the other; `sources` says, when all are written,
    of how many source files they have rows.

    Columns of texts may come as dictionaries; they are read back as texts.
    """
    import pyarrow.parquet as pq

    beside = _beside(datasets.batch_path(dataset, "batch"))
    try:
        rest = iter(tables)
        first = next(rest, None) or schema().empty_table()
        with pq.ParquetWriter(
            str(beside), first.schema, compression="zstd", use_dictionary=True, store_schema=False
        ) as writer:
            for table in chain((first,), rest):
                writer.write_table(table)
            writer.add_key_value_metadata({"sources": str(sources())})
        return _named(beside, lambda name: datasets.batch_path(dataset, name))
    finally:
        beside.unlink(missing_ok=True)


def keep_received(datasets: Datasets, dataset: str, files: Iterable[tuple[str, Path]]) -> str:
    """The files as they were received, zipped, by their names below what was loaded."""
    folder = datasets.batch_path(dataset, "batch").parent.parent / "raw"
    beside = _beside(folder / "received.zip")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name, path in files:
                entry = zipfile.ZipInfo(name, SAME_TIME)
                size = path.stat().st_size
                entry.compress_type = zipfile.ZIP_DEFLATED if size > SMALL else zipfile.ZIP_STORED
                with path.open("rb") as source, packed.open(entry, "w", force_zip64=size > 2**31 - 1) as target:
                    while part := source.read(1 << 20):
                        target.write(part)
        return _named(beside, lambda name: folder / f"{name}.zip")
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _named(beside: Path, place: object) -> str:
    """Synced and renamed to the hash of its bytes; what lies there already stays."""
    with beside.open("rb+") as stream:
        name = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    final: Path = place(name)  # type: ignore[operator]
    if not final.exists():
        os.replace(beside, final)
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return name
