"""Rows in common terms as Arrow tables, and a 64-bit hash of each row's key, the same on every machine."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from local2030.monitoring.rows import TidyRows
from local2030.store.tables import schema
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

SERIES_COLUMNS = tuple(name for name in SERIES_KEY if name != "dataset")


def table_of(rows: TidyRows, dataset: str, import_id: str) -> pa.Table:
    """The rows as a batch of the store."""
    import pyarrow as pa

    made = schema()
    n = len(rows)
    columns: list[Any] = []
    for field in made:
        if field.name == "dataset":
            columns.append(pa.repeat(dataset, n))
        elif field.name == "import_id":
            columns.append(pa.repeat(import_id, n))
        else:
            columns.append(pa.array(getattr(rows, field.name), type=field.type))
    return pa.Table.from_arrays(columns, schema=made)


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


def series_hashes(table: pa.Table) -> np.ndarray:
    """A hash of what each row's series is."""
    import numpy as np

    total = np.zeros(table.num_rows, dtype=np.uint64)
    for name in SERIES_COLUMNS:
        total += _hashed(table.column(name), name)
    return total


def key_hashes(table: pa.Table) -> np.ndarray:
    """A hash of each row's series and period: equal for two rows that claim the same observation."""
    import numpy as np

    days = [
        np.asarray(table.column(name).cast("int32").fill_null(0)).astype(np.uint64)
        for name in ("period_start", "period_end")
    ]
    return series_hashes(table) + days[0] * np.uint64(0x9E3779B97F4A7C15) + days[1] * np.uint64(0xC2B2AE3D27D4EB4F)


def _hashed(column: Any, name: str) -> np.ndarray:
    import numpy as np

    encoded = (
        column.combine_chunks().dictionary_encode() if column.num_chunks != 1 else column.chunk(0).dictionary_encode()
    )
    if hasattr(encoded, "chunk"):
        encoded = encoded.combine_chunks()
    codes = np.asarray(encoded.indices)
    salt = name.encode()
    hashes = np.array([_hash(text, salt) for text in encoded.dictionary.to_pylist()], dtype=np.uint64)
    found: np.ndarray = hashes[codes] if len(hashes) else np.zeros(len(codes), dtype=np.uint64)
    return found


def _hash(text: str, salt: bytes) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest(), "little")
