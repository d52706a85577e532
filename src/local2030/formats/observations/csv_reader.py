"""Rows of CSV, each with the line where it begins; a quotation mark that never ends costs its own row and not the file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from local2030.formats.observations.text_lines import breaks, of_rows
from local2030.formats.tables.csv_rows import LONGEST_CELL
from local2030.vocabulary.findings import Finding

MOST_RESTARTS = 20
HALF = 0.5


class Taken(NamedTuple):
    """Rows with their lines, and how many more there were that couldn't be read."""

    rows: list[list[str]]
    lines: Sequence[int]
    lost: int


class CsvReader:
    """Give `lines_after(n)`, the lines of the file behind the nth. Set `width` once the header is known.

    `has_breaks`: a cell that was read goes over several lines.
    """

    def __init__(self, lines_after: Callable[[int], Iterator[str]], separator: str, before: int) -> None:
        self._lines_after, self._separator = lines_after, separator
        self.width = 0
        self._too_long: list[int] = []
        self._unclosed: list[int] = []
        self._restarts = 0
        self.has_breaks = False
        self.start(before)

    def take(self, most: int) -> Taken:
        """The next rows (0: all of them), blank ones too."""
        rows: list[list[str]] = []
        numbers: Sequence[int] = ()
        lost = 0
        while True:
            new: list[list[str]] = []
            wrong = self._too_long
            try:
                new.extend(islice(self._reader, most - len(rows) if most else None))
                broken = False
            except csv.Error:  # a cell longer than any: often all that follows a mark without its pair
                broken = True
            added, unclosed = self._numbered(new)
            if unclosed:
                new, broken, wrong = new[: len(added)], True, self._unclosed
            rows, numbers = (rows + new, [*numbers, *added]) if rows else (new, added)
            if not broken:
                return Taken(rows, numbers, lost)
            lost += 1
            wrong.append(self._line + 1)
            if unclosed or self._reader.line_num + self._before > self._line + 1:
                self._restarts += 1
                self.start(self._line + 1)
            else:
                self._line += 1

    def findings(self, name: str) -> list[Finding]:
        """What is told of rows that couldn't be read, since the last time it was asked."""
        long, self._too_long = self._too_long, []
        unclosed, self._unclosed = self._unclosed, []
        told = [of_rows("reading-cell-too-long", "error", name, long, longest=LONGEST_CELL)] if long else []
        return [*told, *([of_rows("reading-quote-unclosed", "error", name, unclosed)] if unclosed else [])]

    def start(self, line: int) -> None:
        """From behind a line on, as if the file began there."""
        self._reader = csv.reader(self._lines_after(line), delimiter=self._separator)
        self._before = self._line = line
        self._too_long, self._unclosed = ([n for n in rows if n <= line] for rows in (self._too_long, self._unclosed))

    def _numbered(self, rows: list[list[str]]) -> tuple[Sequence[int], bool]:
        """The first line of each row, up to a row that has swallowed others; every break in a row is in a quoted cell."""
        first = self._line + 1
        if self._reader.line_num + self._before - self._line == len(rows):
            self._line += len(rows)
            return range(first, first + len(rows)), False
        numbers: list[int] = []
        self.has_breaks = True
        for row in rows:
            inside = sum(map(breaks, row))
            if inside and self._restarts < MOST_RESTARTS and self._has_swallowed(row):
                return numbers, True
            numbers.append(self._line + 1)
            self._line += 1 + inside
        return numbers, False

    def _has_swallowed(self, row: list[str]) -> bool:
        """Whether a row of the wrong width has lines in a cell that look like rows: its quotation mark never ended."""
        if not self.width or len(row) == self.width:
            return False
        inner = [line for cell in row for line in cell.splitlines()[1:] if line]
        alike = sum(line.count(self._separator) == self.width - 1 for line in inner)
        return alike > 0 and alike >= HALF * len(inner)
