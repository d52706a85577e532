"""Observations as one table that can be asked: through Ibis, on DuckDB in memory here, or on Spark by one setting.

`LOCAL2030_ENGINE` is `duckdb` (default) or `spark` (extra `spark`, Java 17; `spark://host:port` for a cluster). DuckDB
has no file of its own, no access to anything but the batches named here, and no extensions.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.store.datasets import Datasets, Manifest, live_sources
from local2030.vocabulary.observations import COLUMNS

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

MEMORY = "400MB"


def engine() -> Any:
    """A connection of Ibis, by the setting."""
    import ibis

    asked = os.environ.get("LOCAL2030_ENGINE", "duckdb")
    if asked == "duckdb":
        return ibis.duckdb.connect(threads=os.cpu_count() or 1, memory_limit=MEMORY, autoinstall_known_extensions=False,
                                   autoload_known_extensions=False)  # fmt: skip
    from local2030.store.spark import connect

    return connect(asked)


def observations(datasets: Datasets, manifest: Manifest, connection: Any) -> ibis.Table:
    """What counts in one state of a data set, with the columns of `vocabulary.observations.COLUMNS`.

    Rows of a source file that a later batch has anew are left out.
    """
    import ibis

    paths = [str(datasets.batch_path(manifest.dataset, name)) for name in manifest.batches]
    if not paths:
        return ibis.memtable(schema().empty_table())
    table = connection.read_parquet(paths)
    live = tuple(live_sources(manifest))
    counting = ibis.memtable({"source_file": [s for s, _id in live], "import_id": [i for _s, i in live]})
    return table.semi_join(counting, ["source_file", "import_id"])


def schema() -> pa.Schema:
    """The Arrow schema of a batch."""
    import pyarrow as pa

    types = {"string": pa.string(), "date32": pa.date32(), "int16": pa.int16(), "int32": pa.int32(),
             "float64": pa.float64()}  # fmt: skip
    return pa.schema([(name, types[type_]) for name, type_ in COLUMNS])


def folder_of(home: str | Path) -> Datasets:
    """The data sets of a store."""
    return Datasets(Path(home))
