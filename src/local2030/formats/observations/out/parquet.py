"""One Parquet file with the columns of the stored table, and the name and level of each place.

What is said of the data set stands in the schema's metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.rows import parts, said

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_OF_A_GROUP = 131_072


def write(batches: Iterable[pa.RecordBatch], head: Head, schema: pa.Schema, out: BinaryIO) -> None:
    """Batches in, one file out. `local2030` in the metadata is JSON, and `licence`, `attribution`, `source` are text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = head.plain
    metadata = {name: str(plain[name]) for name in ("title", "licence", "attribution", "source", "sha256")}
    places = [head.places[code] for code in sorted(head.places)]
    told = {**plain, "places": places, "indicators": head.indicators}
    metadata["local2030"] = json.dumps(told, ensure_ascii=False, default=str)
    full = schema
    for name in ("place_name", "place_level"):
        full = full.append(pa.field(name, pa.string()))
    full = full.with_metadata(metadata)
    with pq.ParquetWriter(out, full, compression="zstd", version="2.6") as writer:
        for batch in parts(batches):
            names = pa.array(said(batch, "ref_area", head.place_name), pa.string())
            levels = pa.array(said(batch, "ref_area", head.place_level), pa.string())
            columns = [*batch.cast(schema).columns, names, levels]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=full), row_group_size=ROWS_OF_A_GROUP)
