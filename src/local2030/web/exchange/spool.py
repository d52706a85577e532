"""Values on disk, put there once and read as often as one likes, a chunk at a time; nobody else can open them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

_SIZE = 8  # bytes before each chunk that say how long it is


class Spool:
    """Plain tuples, lists, dicts, texts and numbers. The file has no name: it is gone with the process at the latest."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `__exit__`

    def add(self, value: Any) -> None:
        """One more chunk."""
        told = marshal.dumps(value)
        self._file.write(len(told).to_bytes(_SIZE, "big") + told)

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        while size := self._file.read(_SIZE):
            yield marshal.loads(self._file.read(int.from_bytes(size, "big")))

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
