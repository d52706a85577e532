"""Rows in common terms as Arrow tables, and a 64-bit hash of each row's key, the same on every machine."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from local2030.methods.coded import Coded, coded, coded_numbers, same
from local2030.monitoring.rows import CODED, NUMBERS, TidyRows, coded_rows
from local2030.store.tables import schema
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import pyarrow as pa

MANY = 1_000_000  # series of several tables that wait to be counted once each
SERIES_COLUMNS = tuple(name for name in SERIES_KEY if name != "dataset")


def table_of(rows: TidyRows, dataset: str, import_id: str) -> pa.Table:
    """The rows as a batch of the store. Texts go by distinct values: a tenth of the memory, and quicker to write."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for field in schema():
        if field.name in ("dataset", "import_id"):
            columns[field.name] = _dictionary(same(dataset if field.name == "dataset" else import_id, len(rows)))
        elif field.name == "source_row":
            columns[field.name] = pa.array(np.asarray(rows.source_row), type=field.type)
        elif field.type == pa.string():
            columns[field.name] = _dictionary(getattr(rows, field.name))
        else:
            column = getattr(rows, field.name)
            columns[field.name] = pa.array(column.values, type=field.type).take(pa.array(column.codes))
    return pa.table(columns)


def _dictionary(texts: Coded[str]) -> pa.DictionaryArray:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(texts.codes, pa.int32()), pa.array(texts.values, pa.string()))


def by_distinct_values(table: pa.Table) -> pa.Table:
    """The same with columns of dates as dictionaries too: quick to make into lists again."""
    import pyarrow as pa

    columns = [c.dictionary_encode() if c.type == pa.date32() else c for c in table.itercolumns()]
    return pa.table(columns, names=table.column_names)


def rows_of(table: pa.Table) -> TidyRows:
    """The rows that such a table was made of."""
    lines = array("q", table.column("source_row").to_numpy().astype(np.int64).tobytes())
    return coded_rows({name: _coded(table.column(name).combine_chunks(), name) for name in CODED}, lines)


def _coded(column: Any, name: str) -> Coded[Any]:
    if hasattr(column, "dictionary") and column.null_count == 0:
        return Coded(column.dictionary.to_pylist(), column.indices.to_numpy())
    if column.null_count == len(column):
        return same(None, len(column))
    return coded_numbers(column.to_pylist()) if name in NUMBERS else coded(column.to_pylist())


class SeriesCount:
    """How many series each source file has, over any number of tables; a series of two files counts for the first."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._hashes: list[np.ndarray] = []
        self._of: list[np.ndarray] = []

    def add(self, table: pa.Table) -> None:
        """Take the series of a table in."""
        if not table.num_rows:
            return
        files = table.column("source_file").combine_chunks().dictionary_encode()
        files = files.combine_chunks() if hasattr(files, "combine_chunks") else files
        numbers = np.array([self._files.setdefault(name, len(self._files)) for name in files.dictionary.to_pylist()])
        hashes, first = np.unique(series_hashes(table), return_index=True)
        self._hashes.append(hashes)
        self._of.append(numbers[np.asarray(files.indices)[first]])
        if sum(map(len, self._hashes)) > MANY + 2 * len(self._hashes[0]):
            self._join()

    def by_file(self) -> dict[str, int]:
        """The counts."""
        if not self._hashes:
            return {}
        self._join()
        return dict(zip(self._files, np.bincount(self._of[0], minlength=len(self._files)).tolist(), strict=True))

    def _join(self) -> None:
        """Each series once: what is kept grows with the series and not with the tables."""
        hashes, first = np.unique(np.concatenate(self._hashes), return_index=True)
        self._hashes, self._of = [hashes], [np.concatenate(self._of)[first]]


def series_hashes(table: pa.Table, areas: Mapping[str, str] | None = None) -> np.ndarray:
    """A hash of what each row's series is; `areas` gives the places of cells that aren't codes yet."""
    total = np.zeros(table.num_rows, dtype=np.uint64)
    for name in SERIES_COLUMNS:
        total += _hashed(table.column(name), name, areas if name == "ref_area" else None)
    return total


def key_hashes(table: pa.Table, areas: Mapping[str, str] | None = None) -> np.ndarray:
    """A hash of each row's series and period: equal for two rows that claim the same observation."""
    total = series_hashes(table, areas)
    for name in ("period_start", "period_end"):
        total += _hashed(table.column(name), name)
    return total


def _hashed(column: Any, name: str, names: Mapping[str, str] | None = None) -> np.ndarray:
    """For each cell a hash of the column's name and what stands there, by distinct values."""
    encoded = column.combine_chunks()
    encoded = encoded if hasattr(encoded, "dictionary") else encoded.dictionary_encode()
    salt = name.encode()
    texts = encoded.dictionary.to_pylist()
    hashes = np.array(
        [_hash(str(text if names is None else names[text]), salt) for text in texts] or [0], dtype=np.uint64
    )
    found: np.ndarray = hashes[encoded.indices.fill_null(0).to_numpy()]
    return found


def _hash(text: str, salt: bytes) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest(), "little")
