"""A table as plain columns of text, for whoever understands it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from local2030.methods.coded import Coded, Ints


@dataclass(frozen=True, slots=True)
class Table:
    """Plain columns: `file`, header, cells by their distinct values, and the line of each row."""

    file: str
    header: tuple[str, ...]
    columns: tuple[Coded[str], ...]
    lines: Sequence[int]

    def taken(self, indexes: Ints) -> Table:
        """These rows only."""
        lines = [self.lines[n] for n in indexes.tolist()]
        return Table(self.file, self.header, tuple(column.taken(indexes) for column in self.columns), lines)
