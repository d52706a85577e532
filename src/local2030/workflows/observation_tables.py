"""Rows in common terms as Arrow tables, and a 64-bit hash of each row's key, the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from local2030.monitoring.rows import NAMES, TidyRows
from local2030.store.tables import schema
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

SERIES_COLUMNS = tuple(name for name in SERIES_KEY if name != "dataset")


def table_of(rows: TidyRows, dataset: str, import_id: str) -> pa.Table:
    """The rows as a batch of the store. Texts go by distinct values: a tenth of the memory, and quicker to write."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for field in schema():
        if field.name in ("dataset", "import_id"):
            one = dataset if field.name == "dataset" else import_id
            columns[field.name] = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), len(rows)), [one])
        elif field.type == pa.string():
            columns[field.name] = _by_distinct(getattr(rows, field.name))
        else:
            columns[field.name] = pa.array(getattr(rows, field.name), type=field.type)
    return pa.table(columns)


def _by_distinct(texts: Sequence[str]) -> pa.DictionaryArray:
    import numpy as np
    import pyarrow as pa

    numbers = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    codes = np.fromiter(map(numbers.__getitem__, texts), np.int32, len(texts))
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(numbers, type=pa.string()))


def by_distinct_values(table: pa.Table) -> pa.Table:
    """The same with columns of dates as dictionaries too: quick to make into lists again."""
    import pyarrow as pa

    columns = [c.dictionary_encode() if c.type == pa.date32() else c for c in table.itercolumns()]
    return pa.table(columns, names=table.column_names)


def rows_of(table: pa.Table) -> TidyRows:
    """The rows that such a table was made of."""
    return TidyRows(*(_listed(table.column(name).combine_chunks()) for name in NAMES))


def _listed(column: Any) -> list[Any]:
    if hasattr(column, "dictionary"):
        if column.null_count == 0:
            return list(map(column.dictionary.to_pylist().__getitem__, column.indices.to_numpy().tolist()))
        return column.to_pylist()  # type: ignore[no-any-return]
    if column.null_count == len(column):
        return [None] * len(column)
    return column.to_pylist() if column.null_count else column.to_numpy().tolist()  # type: ignore[no-any-return]


class SeriesCount:
    """How many series each source file has, over any number of tables; a series of two files counts for the first."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._hashes: list[np.ndarray] = []
        self._of: list[np.ndarray] = []

    def add(self, table: pa.Table) -> None:
        """Take the series of a table in."""
        import numpy as np

        if not table.num_rows:
            return
        files = table.column("source_file").combine_chunks().dictionary_encode()
        files = files.combine_chunks() if hasattr(files, "combine_chunks") else files
        numbers = np.array([self._files.setdefault(name, len(self._files)) for name in files.dictionary.to_pylist()])
        hashes, first = np.unique(series_hashes(table), return_index=True)
        self._hashes.append(hashes)
        self._of.append(numbers[np.asarray(files.indices)[first]])

    def by_file(self) -> dict[str, int]:
        """The counts."""
        import numpy as np

        if not self._hashes:
            return {}
        of = np.concatenate(self._of)
        if len(self._hashes) > 1:
            _hashes, first = np.unique(np.concatenate(self._hashes), return_index=True)
            of = of[first]
        return dict(zip(self._files, np.bincount(of, minlength=len(self._files)).tolist(), strict=True))


def series_hashes(table: pa.Table, areas: Mapping[str, str] | None = None) -> np.ndarray:
    """A hash of what each row's series is; `areas` gives the places of cells that aren't codes yet."""
    import numpy as np

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
    import numpy as np

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
