"""CSV as sheets: any encoding and separator, rows of any shape, each row with the line where it begins.

Rows that can't be laid under the header (too many cells, the header once more) are kept out and told by their lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from local2030.formats.observations.csv_reader import CsvReader
from local2030.formats.observations.eurostat import is_eurostat, plain_eurostat, set_of_name
from local2030.formats.observations.foot_notes import ends_in_notes, held_back, without_notes
from local2030.formats.observations.headers import header_at, name_columns, titles_above, two_rows, without_empty
from local2030.formats.observations.plain_csv import plain_columns, plain_content
from local2030.formats.observations.sdmx_csv import flow_as_indicator, is_sdmx_csv, plain_sdmx_csv
from local2030.formats.observations.sheet import Kind, Sheet
from local2030.formats.observations.text_lines import FORMULA_SIGNS, TextLines, breaks, of_rows
from local2030.formats.observations.under_header import Laid, formulas_in, under_header
from local2030.formats.tables.csv_rows import LONGEST_CELL, SEPARATORS, separator_of
from local2030.methods.uncollected import uncollected
from local2030.vocabulary.findings import Finding

SAMPLE_LINES = 60
NO_TEXTS = {b"PK\x03\x04": "a workbook or a zip (PK)", b"\xd0\xcf\x11\xe0": "an old workbook", b"\x1f\x8b": "packed (gzip)",
            b"%PDF": "a PDF", b"PAR1": "Parquet", b"SQLite f": "a data base"}  # fmt: skip
TITLES = 30
SEVERAL = "\\"  # in the name of a column: it stands for several
SAID_SEPARATOR = "sep="  # the first line that some spreadsheets write


def csv_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """The table in pieces of at most so many rows (0: in one piece), the first of them even where it has no row."""
    csv.field_size_limit(LONGEST_CELL)
    if plain := _plain(path, name, sha256, indicator, most):
        yield plain
        return
    with path.open("rb") as stream:
        head = stream.read(8)
        if what := next((kind for mark, kind in NO_TEXTS.items() if head.startswith(mark)), ""):
            told = [Finding("reading-not-text", "error", name, None, {"what": what})]
            yield Sheet(name, "csv", (), (), (), 0, sha256, indicator, tuple(told))
            return
        stream.seek(0)
        text = TextLines(stream, name)
        lines = text.lines()
        sample = list(islice(lines, SAMPLE_LINES))
        separator, skipped, told = _separator(sample, name)
        table = CsvReader(_Lines(path, skipped, chain(sample[skipped:], lines)).after, separator, skipped)
        first = table.take(TITLES)
        at = header_at(first.rows)
        if at < 0:
            told += [*text.findings(), Finding("reading-no-header", "error", name)]
            yield Sheet(name, "csv", (), (), (), 0, sha256, indicator, tuple(told))
            return
        two = two_rows(first.rows, at)
        at, names = two or (at, tuple(first.rows[at]))
        header, odd = name_columns(names, name, first.lines[at])
        told += [*odd, *titles_above(first.rows, first.lines, at, name)]
        if two:
            told.append(of_rows("reading-header-two-rows", "info", name, first.lines[at : at + 2]))
            at += 1
        kind: Kind = "sdmx-csv" if is_sdmx_csv(header) else "csv"
        table.width, is_first = len(header), True
        rows, numbers, lost = first.rows[at + 1 :], first.lines[at + 1 :], first.lost
        if table.has_breaks:  # read again now that the width is known, by which a mark without its pair is known
            table.start(first.lines[at] + sum(map(breaks, first.rows[at])))
            rows, numbers, lost = [], [], 0
        while True:
            with uncollected():
                asked = max(1, most - len(rows)) if most else 0
                more = table.take(asked)
                rows, numbers, lost = rows + more.rows, [*numbers, *more.lines], lost + more.lost
                is_last = not most or len(more.rows) < asked
                stay = len(rows) if is_last else len(rows) - held_back(rows)
                laid, columns = under_header(rows[:stay], numbers[:stay], header, name), header
                rows, numbers = rows[stay:], numbers[stay:]
            if is_first and odd:
                told = without_empty(told, header, laid.columns)
            told += formulas_in(header, laid, name) if text.may_have_formulas else ()
            laid = without_notes(header, laid, name) if is_last else laid
            if kind == "sdmx-csv":
                columns, laid = plain_sdmx_csv(header, laid, name)
                indicator = indicator or flow_as_indicator(header, laid.findings)
            elif is_eurostat(header):
                columns, laid = plain_eurostat(header, laid, name)
                indicator = set_of_name(name, indicator)
            told += [*laid.findings, *table.findings(name), *(text.findings() if is_last else ())]
            read = laid.rows_read + lost
            if read or told or is_first:
                yield Sheet(name, kind, columns, laid.columns, laid.lines, read, sha256, indicator, tuple(told))
            told, lost, is_first = [], 0, False
            if is_last:
                return


def _plain(path: Path, name: str, sha256: str, indicator: str, most: int) -> Sheet | None:
    """The table of a file that can be read by columns, all at once; None where it must be read row by row."""
    content = plain_content(path)
    if content is None:
        return None
    start = list(islice(io.BytesIO(content), SAMPLE_LINES))
    if max(map(len, start), default=0) > LONGEST_CELL:
        return None
    try:
        sample = [line.decode() for line in start]
    except UnicodeDecodeError:
        return None
    separator, skipped, told = _separator(sample, name)
    first = list(csv.reader(sample[skipped : skipped + TITLES], delimiter=separator))
    at = header_at(first)
    if at < 0 or len(first[at]) < 2 or two_rows(first, at) or is_sdmx_csv(first[at]) or SEVERAL in "".join(first[at]):
        return None
    line = skipped + at + 1
    header, odd = name_columns(first[at], name, line)
    columns = plain_columns(content[sum(map(len, start[:line])) :], header, separator)
    if columns is None or 0 < most < len(columns[0]) or ends_in_notes(columns):
        return None
    told += [*odd, *titles_above(first, range(skipped + 1, line + 1), at, name)]
    told = without_empty(told, header, columns) if odd else told
    lines = range(line + 1, line + 1 + len(columns[0]))
    if any(sign.encode() in content for sign in FORMULA_SIGNS):
        told += formulas_in(header, Laid(columns, lines, len(lines), []), name)
    return Sheet(name, "csv", header, columns, lines, len(lines), sha256, indicator, tuple(told))


class _Lines:
    """The lines of a file: those that are being read, and once more from any line on."""

    def __init__(self, path: Path, at: int, lines: Iterator[str]) -> None:
        self._path, self._at, self._lines = path, at, lines

    def after(self, line: int) -> Iterator[str]:
        if line == self._at:
            return self._lines
        self._at = -1
        return self._again(line)

    def _again(self, line: int) -> Iterator[str]:
        with self._path.open("rb") as stream:
            yield from islice(TextLines(stream, "").lines(), line, None)


def _separator(sample: Sequence[str], name: str) -> tuple[str, int, list[Finding]]:
    """The separator, how many lines say it themselves, and what to tell of it."""
    first = sample[0].strip("\ufeff\r\n ") if sample else ""
    if first.casefold().startswith(SAID_SEPARATOR) and first[4:] in tuple(SEPARATORS):
        return first[4:], 1, [Finding("reading-separator", "info", name, 1, {"separator": _called(first[4:])})]
    if "\\" in first and "\t" in first and is_eurostat(first.split("\t")):
        return "\t", 0, [Finding("reading-separator", "info", name, None, {"separator": _called("\t")})]
    if "," in first and not any(mark in line for mark in SEPARATORS if mark != "," for line in sample):
        return ",", 0, []
    separator = separator_of("".join(sample))
    if separator == ",":
        return ",", 0, []
    return separator, 0, [Finding("reading-separator", "info", name, None, {"separator": _called(separator)})]


def _called(separator: str) -> str:
    return "tab" if separator == "\t" else separator
