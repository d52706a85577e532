"""A table as plain columns of text, for whoever understands it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from local2030.methods.coded import Coded, Ints


@dataclass(frozen=True, slots=True)
class Table:
    """Plain columns: `file`, header, cells by their distinct values, and the line of each row.

    Of a wide table made long, `spread` says for each row in which column of the file its value stands.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[Coded[str], ...]
    lines: Sequence[int]
    spread: Sequence[str] = ()

    def taken(self, indexes: Ints) -> Table:
        """These rows only."""
        lines = [self.lines[n] for n in indexes.tolist()]
        spread = [self.spread[n] for n in indexes.tolist()] if self.spread else ()
        return Table(self.file, self.header, tuple(column.taken(indexes) for column in self.columns), lines, spread)
