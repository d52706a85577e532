"""Observations as one table that can be asked: through Ibis, on DuckDB in memory here, or on Spark by one setting.

`LOCAL2030_ENGINE` is `duckdb` (default), `spark` (extra `spark`, Java 17) or a cluster's address (`spark://host:port`).
DuckDB has no file of its own, loads no extensions and can read nothing but the batches named here.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.store.datasets import Datasets, Manifest, live_sources
from local2030.vocabulary.observations import COLUMNS

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

MEMORY = "400MB"
SAFE = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}


def engine() -> Any:
    """A connection of Ibis, by the setting."""
    asked = os.environ.get("LOCAL2030_ENGINE") or "duckdb"
    if asked != "duckdb":
        from local2030.store.spark import connect

        return connect(asked)
    import ibis

    spill = str(Path(tempfile.gettempdir()) / f"local2030-{os.getpid()}")
    return ibis.duckdb.connect(threads=os.cpu_count() or 1, memory_limit=MEMORY, temp_directory=spill, **SAFE)


def observations(datasets: Datasets, manifest: Manifest, connection: Any) -> ibis.Table:
    """What counts in one state of a data set, with the columns of `vocabulary.observations.COLUMNS`.

    Rows of a source file that a later batch has anew are left out.
    """
    import ibis

    batches = manifest.batches
    if not batches:
        return ibis.memtable(schema().empty_table())
    paths = [str(datasets.batch_path(manifest.dataset, name).resolve()) for name in batches]
    table = _read(connection, paths, datasets.folder)
    live = Counter(source.batch for source in manifest.sources.values() if source.batch)
    if all(live[name] == _sources_in(path) for name, path in zip(batches, paths, strict=True)):
        return table
    counting = tuple(live_sources(manifest))
    names = ibis.memtable({"source_file": [s for s, _id in counting], "import_id": [i for _s, i in counting]})
    return table.semi_join(names, ["source_file", "import_id"])


def schema(metadata: Mapping[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of a batch."""
    import pyarrow as pa

    types = {"string": pa.string(), "date32": pa.date32(), "int16": pa.int16(), "int32": pa.int32(),
             "float64": pa.float64()}  # fmt: skip
    return pa.schema([(name, types[type_]) for name, type_ in COLUMNS], metadata)


def folder_of(home: str | Path) -> Datasets:
    """The data sets of a store."""
    return Datasets(Path(home))


def _read(connection: Any, paths: list[str], folder: Path) -> Any:
    if connection.name != "duckdb":
        from local2030.store.spark import read_parquet

        return read_parquet(connection, paths)
    _shut_in(connection, folder)
    return connection.read_parquet(paths)


def _shut_in(connection: Any, folder: Path) -> None:
    """From here on the connection reads below this folder and nothing else; it can't be opened again."""
    (on,) = connection.con.execute("SELECT current_setting('enable_external_access')").fetchone()
    if on:
        connection.con.execute("SET allowed_directories = [?]", [str(folder.resolve())])
        connection.con.execute("SET enable_external_access = false")


def _sources_in(path: str) -> int:
    """How many source files a batch has rows of, as was written into it; -1 where that isn't said."""
    import pyarrow.parquet as pq

    said = (pq.read_metadata(path).metadata or {}).get(b"sources")
    return int(said) if said else -1
