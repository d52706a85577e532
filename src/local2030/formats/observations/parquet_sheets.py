"""Parquet as sheets: every value as the text that a person would write, a few rows at a time.

Texts stay in their dictionaries while they are read: a long text that a million rows share takes its room once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from local2030.formats.observations.headers import name_columns
from local2030.formats.observations.sheet import Sheet
from local2030.vocabulary.findings import Finding

MOST_ROWS = 2_000_000_000
MOST_COLUMNS = 2_000
LARGEST_GROUP = 1 << 30  # bytes of one column of one group of rows, unpacked
MOST_PACKED = 5_000  # how far a column may be packed where it is large
AT_ONCE = 100_000


def parquet_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """The table in pieces of at most so many rows (0: in one piece). The first row counts as row 2, as under a header."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            if reason := _refused(file.metadata):
                raise _Refused(reason)
            texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            yield from _pieces(file, name, sha256, indicator, most)
    except _Refused as refused:
        yield _nothing(name, sha256, indicator, "reading-parquet-refused", refused.args[0])
    except (pa.ArrowException, OSError, ValueError, KeyError, IndexError) as trouble:
        yield _nothing(name, sha256, indicator, "reading-parquet-broken", type(trouble).__name__)


class _Refused(Exception):
    pass


def _pieces(file: Any, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    header, told = name_columns(file.schema_arrow.names, name, 1)
    size = most or AT_ONCE
    whole: list[list[str]] = [[] for _ in header]
    first = 2
    for batch in file.iter_batches(batch_size=size):
        columns = [texts_of(column) for column in batch.columns]
        if most:
            yield Sheet(name, "parquet", header, tuple(columns), range(first, first + batch.num_rows),
                        batch.num_rows, sha256, indicator, tuple(told))  # fmt: skip
            told = []
        else:
            for column, more in zip(whole, columns, strict=True):
                column += more
        first += batch.num_rows
    if not most or first == 2:
        rows = len(whole[0]) if whole else 0
        lines = range(2, 2 + rows)
        yield Sheet(name, "parquet", header, tuple(whole), lines, rows, sha256, indicator, tuple(told))


def texts_of(column: Any) -> list[str]:
    """Arrow values as texts: nothing is "", 2020.0 is "2020", a day is 2020-12-31, a list or record its JSON."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        words = texts_of(column.dictionary)
        return ["" if i is None else words[i] for i in column.indices.to_pylist()]
    return [_text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)[:100_000]
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _refused(metadata: Any) -> str:
    """Why a file isn't opened, by what its own directory promises."""
    if metadata.num_rows > MOST_ROWS:
        return "rows"
    if metadata.num_columns > MOST_COLUMNS:
        return "columns"
    for group in range(metadata.num_row_groups):
        for place in range(metadata.row_group(group).num_columns):
            column = metadata.row_group(group).column(place)
            size = column.total_uncompressed_size
            if size > LARGEST_GROUP or (
                size > 50_000_000 and size > MOST_PACKED * max(1, column.total_compressed_size)
            ):
                return "bomb"
    return ""


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _nothing(name: str, sha256: str, indicator: str, code: str, reason: str) -> Sheet:
    columns: tuple[Sequence[str], ...] = ()
    told = (Finding(code, "error", name, None, {"reason": reason}),)
    return Sheet(name, "parquet", (), columns, (), 0, sha256, indicator, told)
