"""A table of observations as it was read: text in columns, nothing understood yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from local2030.vocabulary.findings import Finding

Kind = Literal["csv", "xlsx", "sdmx-csv", "sdmx-ml", "parquet", "json"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `columns` has a list for each name of `header`, all of one length, each cell exactly as written.

    `file` is the path below what was loaded, with `#Sheet` after it for a workbook's; `lines` says of each row where it
    stands, counted as in a text editor with the header as 1. `rows_read` counts all rows below the header that aren't
    blank; those that the reader had to keep out (a header in the middle, too many cells) are not in `columns`, and each
    has a finding. `indicator` is the code that the file's name gives, "" where it gives none.
    """

    file: str
    kind: Kind
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    lines: Sequence[int]
    rows_read: int
    sha256: str
    indicator: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def kept_out(self) -> int:
        """How many rows the reader couldn't hand on."""
        return self.rows_read - len(self.lines)
