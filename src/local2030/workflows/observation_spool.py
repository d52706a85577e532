"""The pieces of an import between reading and checking: in memory while they are few, else on disk.

The places of a row are known only when all files were read, so every piece waits until then.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from local2030.monitoring.rows import TidyRows
from local2030.workflows.observation_reading import Piece
from local2030.workflows.observation_tables import by_distinct_values, rows_of, table_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_IN_MEMORY = 400_000  # rows; more go to disk
PORTION = 150_000  # rows that are checked together, where all don't fit into memory


class Spool:
    """Pieces in the order in which they came; `with Spool() as spool`: what lies on disk goes when it ends."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._counts: list[int] = []
        self._paths: dict[int, Path] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def put(self, piece: Piece) -> None:
        """Take a piece in; once they are too many all go to disk."""
        self.pieces.append(piece)
        self._counts.append(len(piece.rows))
        if (
            sum(self._counts[n] for n in range(len(self.pieces)) if n not in self._paths) > MOST_IN_MEMORY
            or self._folder
        ):
            self._spill()

    @property
    def is_on_disk(self) -> bool:
        return self._folder is not None

    def portions(self) -> Iterator[list[int]]:
        """The numbers of the pieces that are checked together: all, or as many as a portion takes; in order of files."""
        order = sorted(range(len(self.pieces)), key=lambda n: self.pieces[n].entry)
        if not self.is_on_disk:
            yield order
            return
        portion: list[int] = []
        rows = 0
        for n in order:
            count = self._counts[n]
            if portion and rows + count > PORTION:
                yield portion
                portion, rows = [], 0
            portion.append(n)
            rows += count
        if portion:
            yield portion

    def rows(self, number: int) -> TidyRows:
        """The rows of a piece; from memory they are given once, from disk as often as asked."""
        if number in self._paths:
            return rows_of(self.table(number))
        return self.pieces[number].rows

    def table(self, number: int) -> pa.Table:
        """The rows of a piece that lies on disk, as a table whose columns go by distinct values."""
        import pyarrow as pa

        with pa.memory_map(str(self._paths[number])) as source:
            return pa.ipc.open_file(source).read_all()

    def place(self, name: str) -> Path:
        """Where something else of this import may lie on disk until it ends."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="local2030-load-")
        return Path(self._folder.name) / name

    def _spill(self) -> None:
        import pyarrow as pa

        for n, piece in enumerate(self.pieces):
            if n not in self._paths:
                path = self.place(f"{n}.arrow")
                table = by_distinct_values(table_of(piece.rows, "", ""))
                options = pa.ipc.IpcWriteOptions(compression="zstd")
                with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as out:
                    out.write_table(table)
                self._paths[n] = path
                piece.rows = TidyRows()
