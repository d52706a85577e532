"""One file of observations, read and understood: its rows in common terms, what became of each, and what was found."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from local2030.formats.observations.own_tables import as_own, is_beside
from local2030.formats.observations.repository import FileEntry, read_chunks
from local2030.formats.observations.sheet import Sheet
from local2030.methods.coded import coded
from local2030.monitoring.mapping import TableMapping
from local2030.monitoring.own_rows import own_rows
from local2030.monitoring.recognition import Known, recognise
from local2030.monitoring.rows import TidyRows
from local2030.monitoring.table import Table
from local2030.monitoring.tidying import Tidied, tidy
from local2030.monitoring.widening import made_long
from local2030.vocabulary.findings import Finding
from local2030.workflows.beside import beside

MANY = 100  # files: from so many on half of them are read in a process beside this one
LARGEST_BESIDE = 50_000_000  # bytes, all files together: what is read beside comes back as a whole
Given = Callable[[str, tuple[str, ...]], TableMapping | None]  # what a mapping file says of a table


@dataclass(slots=True)
class Piece:
    """A table or, of a large one, a part. `read` = rows of the file; `out` how many of them gave no observation.

    `columns`: how the columns of the long table are called in the file. `observations` and `series` are set last.
    """

    file: str
    entry: str
    sha256: str
    read: int
    out: int
    rows: TidyRows
    header: tuple[str, ...] = ()
    indicator: str = ""
    place_columns: tuple[str, ...] = ()
    code_column: str = ""
    places: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    mapping: TableMapping | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """By what tables are understood."""

    known: Known
    this_year: int
    given: Given

    def of(self, entry: FileEntry) -> Iterator[Piece]:
        return pieces_of(entry, self.known, self.this_year, self.given)


def pieces_of_all(entries: Sequence[FileEntry], reading: Reading) -> Iterator[Iterable[Piece]]:
    """The pieces of each file, in the order of the files. Of many small ones the second half is read in a process beside."""
    sizes = list(accumulate((entry.size for entry in entries), initial=0))
    if len(entries) < MANY or sizes[-1] > LARGEST_BESIDE:
        yield from map(reading.of, entries)
        return
    half = bisect(sizes, sizes[-1] // 2)
    others = beside(lambda: [list(reading.of(entry)) for entry in entries[half:]])
    yield from map(reading.of, entries[:half])
    yield from others()


def pieces_of(entry: FileEntry, known: Known, this_year: int, given: Given) -> Iterator[Piece]:
    """The tables of a file in pieces; all pieces of one table are understood as its first one is."""
    mappings: dict[tuple[str, tuple[str, ...]], TableMapping] = {}
    for sheet in map(_coded, read_chunks(entry)):
        if is_beside(sheet):
            continue
        key = (sheet.file, sheet.header)
        first = key not in mappings
        if first:
            said = given(sheet.file, sheet.header)
            if said is None and (own := as_own(sheet)) is not None:
                yield own_piece(own, sheet, entry.name)
                continue
            mappings[key] = said or recognise(sheet.header, sheet.columns, known, sheet.indicator)
        yield piece_of(sheet, entry.name, mappings[key], this_year, first)


def _coded(sheet: Sheet) -> Sheet:
    """The sheet with its columns by their distinct cells."""
    return replace(sheet, columns=tuple(map(coded, sheet.columns)))


def own_piece(own: Sheet, sheet: Sheet, entry: str) -> Piece:
    """What a table that we exported gives: its columns are ours, and nothing in it needs to be recognised."""
    tidied = own_rows(Table(own.file, own.header, tuple(map(coded, own.columns)), own.lines))
    return Piece(sheet.file, entry, sheet.sha256, sheet.rows_read, sheet.kept_out + len(tidied.kept_out), tidied.rows, own.header,
                 "", tidied.place_columns, tidied.code_column, tidied.places, None, tidied.columns,
                 (*sheet.findings, *tidied.findings))  # fmt: skip


def piece_of(sheet: Sheet, entry: str, mapping: TableMapping, this_year: int, first: bool = True) -> Piece:
    """What a sheet gives by a mapping. Where that can't give an observation, all its rows are out, with the reason."""
    told = sheet.findings
    if first:
        told += tuple(
            Finding(a.code, "info", sheet.file, None, {"column": a.column, "text": a.seen}) for a in mapping.assumed
        )
    nothing = Piece(sheet.file, entry, sheet.sha256, sheet.rows_read, sheet.rows_read, TidyRows(), sheet.header,
                    sheet.indicator, mapping=mapping, findings=told)  # fmt: skip
    if not sheet.lines:
        return nothing
    if not mapping.is_complete:
        lacking = "value" if not mapping.of("value") else "period"
        values = {"columns": ", ".join(sheet.header)[:200], "count": len(sheet.lines)}
        nothing.findings = (*told, Finding(f"columns-no-{lacking}", "error", sheet.file, None, values))
        return nothing
    table = Table(sheet.file, sheet.header, tuple(map(coded, sheet.columns)), sheet.lines)
    tidied = tidy(*made_long(table, mapping), this_year)
    return Piece(sheet.file, entry, sheet.sha256, sheet.rows_read, sheet.kept_out + _gone(tidied, mapping), tidied.rows, sheet.header,
                 sheet.indicator, tidied.place_columns, tidied.code_column, tidied.places, mapping, tidied.columns,
                 (*told, *tidied.findings))  # fmt: skip


def _gone(tidied: Tidied, mapping: TableMapping) -> int:
    """How many rows of the table have no observation left; of a wide one a row goes with the last of its cells."""
    return len(set(tidied.kept_out) - set(tidied.rows.source_row)) if mapping.spread else len(tidied.kept_out)
