"""CSV as sheets: any encoding and separator, rows of any shape, each row with the line where it begins.

Rows that can't be laid under the header (too many cells, the header once more) are kept out and told by their lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from local2030.formats.observations.headers import header_at, name_columns, titles_above
from local2030.formats.observations.sdmx_csv import is_sdmx_csv, plain_sdmx_csv
from local2030.formats.observations.sheet import Kind, Sheet
from local2030.formats.observations.text_lines import TextLines, breaks, of_rows
from local2030.formats.observations.under_header import under_header
from local2030.formats.tables.csv_rows import LONGEST_CELL, SEPARATORS, separator_of
from local2030.vocabulary.findings import Finding

SAMPLE_LINES = 60
TITLES = 30
SAID_SEPARATOR = "sep="  # the first line that some spreadsheets write


def csv_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """The table in pieces of at most so many rows (0: in one piece), the first of them even where it has no row."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open("rb") as stream:
        text = TextLines(stream, name)
        lines = text.lines()
        sample = list(islice(lines, SAMPLE_LINES))
        separator, skipped, told = _separator(sample, name)
        table = CsvRows(chain(sample[skipped:], lines), separator, skipped)
        rows, numbers, lost = table.take(TITLES)
        at = header_at(rows)
        if at < 0:
            told += [*text.findings(), Finding("reading-no-header", "error", name)]
            yield Sheet(name, "csv", (), (), (), 0, sha256, indicator, tuple(told))
            return
        header, odd = name_columns(rows[at], name, numbers[at])
        told += [*odd, *titles_above(rows, numbers, at, name)]
        kind: Kind = "sdmx-csv" if is_sdmx_csv(header) else "csv"
        rows, numbers, given = rows[at + 1 :], numbers[at + 1 :], False
        while True:
            more, their, broken = table.take(max(1, most - len(rows)) if most else 0)
            rows, numbers, lost = rows + more, [*numbers, *their], lost + broken
            is_last = not most or not more
            laid, columns = under_header(rows, numbers, header, name), header
            if kind == "sdmx-csv":
                columns, laid = plain_sdmx_csv(header, laid, name)
            told += laid.findings
            if lost:
                told.append(of_rows("reading-cell-too-long", "error", name, lost, longest=LONGEST_CELL))
            if is_last:
                told += text.findings()
            if laid.rows_read or told or not given:
                read = laid.rows_read + len(lost)
                yield Sheet(name, kind, columns, laid.columns, laid.lines, read, sha256, indicator, tuple(told))
            rows, numbers, told, lost, given = [], [], [], [], True
            if is_last:
                return


class CsvRows:
    """Rows of CSV, each with the line where it begins; a cell beyond all measure costs its row and not the file."""

    def __init__(self, lines: Iterable[str], separator: str, before: int) -> None:
        self._reader = csv.reader(lines, delimiter=separator)
        self._before = before
        self._line = before  # the last line of the rows that were given

    def take(self, most: int) -> tuple[list[list[str]], Sequence[int], list[int]]:
        """The next rows (0: all of them), blank ones too, their lines, and the lines of rows that couldn't be read."""
        rows: list[list[str]] = []
        numbers: Sequence[int] = ()
        broken: list[int] = []
        while True:
            new: list[list[str]] = []
            try:
                new.extend(islice(self._reader, most - len(rows) if most else None))
            except csv.Error:
                numbers = [*numbers, *self._numbered(new)]
                broken.append(self._line + 1)
                self._line = self._reader.line_num + self._before
                rows += new
                continue
            added = self._numbered(new)
            return (rows + new, [*numbers, *added], broken) if rows or broken else (new, added, broken)

    def _numbered(self, rows: list[list[str]]) -> Sequence[int]:
        """The first line of each row: every break inside a row is one in a quoted cell."""
        first = self._line + 1
        if self._reader.line_num + self._before - self._line == len(rows):
            self._line += len(rows)
            return range(first, first + len(rows))
        numbers = []
        for row in rows:
            numbers.append(self._line + 1)
            self._line += 1 + sum(map(breaks, row))
        return numbers


def _separator(sample: Sequence[str], name: str) -> tuple[str, int, list[Finding]]:
    """The separator, how many lines say it themselves, and what to tell of it."""
    first = sample[0].strip("\ufeff\r\n ") if sample else ""
    if first.casefold().startswith(SAID_SEPARATOR) and first[4:] in tuple(SEPARATORS):
        return first[4:], 1, [Finding("reading-separator", "info", name, 1, {"separator": _called(first[4:])})]
    if "," in first and not any(mark in line for mark in SEPARATORS if mark != "," for line in sample):
        return ",", 0, []
    separator = separator_of("".join(sample))
    if separator == ",":
        return ",", 0, []
    return separator, 0, [Finding("reading-separator", "info", name, None, {"separator": _called(separator)})]


def _called(separator: str) -> str:
    return "tab" if separator == "\t" else separator
