"""Observations as one table that can be asked: through Ibis, on DuckDB in memory here, or on Spark by one setting.

`LOCAL2030_ENGINE` is `duckdb` (default), `spark` (extra `spark`, Java 17) or a cluster's address (`spark://host:port`).
DuckDB has no file of its own, loads no extensions and can read nothing but the batches named here.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.store.datasets import Datasets, Manifest, live_sources
from local2030.store.questions import named, new_name, questions
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


def engine(datasets: Datasets | None = None) -> Any:
    """A connection of Ibis, by the setting; to these data sets only, where they are named, and then sooner there.

    On DuckDB all connections to the same data sets share its memory, and nothing else: each has tables of its own.
    """
    asked = os.environ.get("LOCAL2030_ENGINE") or "duckdb"
    if asked != "duckdb":
        from local2030.store.spark import connect

        return connect(asked)
    import ibis

    if datasets is None:
        return ibis.duckdb.from_connection(_started())
    return ibis.duckdb.from_connection(_shared(datasets.folder.resolve(), os.getpid()).cursor())


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
    import pyarrow as pa

    counting = tuple(live_sources(manifest))
    names = {"source_file": [s for s, _id in counting], "import_id": [i for _s, i in counting]}
    asking = questions(connection)
    return asking.look(_counting, table, asking.put(pa.table(names)))


def _counting(table: ibis.Table, names: ibis.Table) -> ibis.Table:
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
    _shut_in(connection.con, folder)
    name = new_name(connection)
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    names = ", ".join(column for column, _type in COLUMNS)
    connection.con.execute(f"CREATE TEMP VIEW {name} AS SELECT {names} FROM read_parquet([{files}])")
    return named(connection, name, _columns())


@cache
def _columns() -> Any:
    import ibis

    return ibis.schema(schema())


def _started() -> Any:
    import duckdb

    spill = str(Path(tempfile.gettempdir()) / f"local2030-{os.getpid()}")
    settings: dict[str, Any] = {"threads": os.cpu_count() or 1, "memory_limit": MEMORY, "temp_directory": spill, **SAFE}
    return duckdb.connect(config=settings)


@lru_cache(maxsize=4)
def _shared(folder: Path, _process: int) -> Any:
    """What all connections to a folder share: starting takes longer than most questions."""
    started = _started()
    _shut_in(started, folder)
    return started


atexit.register(_shared.cache_clear)  # DuckDB wants to be gone before Python is


def _shut_in(connection: Any, folder: Path) -> None:
    """From here on the connection reads below this folder and nothing else; it can't be opened again."""
    (on,) = connection.execute("SELECT current_setting('enable_external_access')").fetchone()
    if on:
        connection.execute("SET allowed_directories = [?]", [str(folder.resolve())])
        connection.execute("SET enable_external_access = false")


def _sources_in(path: str) -> int:
    """How many source files a batch has rows of, as was written into it; -1 where that isn't said."""
    import pyarrow.parquet as pq

    said = (pq.read_metadata(path).metadata or {}).get(b"sources")
    return int(said) if said else -1
