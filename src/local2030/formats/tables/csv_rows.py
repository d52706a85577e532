"""Rows of a CSV file: whatever encoding and separator a spreadsheet in any country writes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

from local2030.formats.tables.notes import Notes

SEPARATORS = ",;\t|"
SAMPLE = 50_000  # letters
ROWS_COMPARED = 20
LONGEST_CELL = 100_000
LONGEST_LINE = 1_000_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def csv_rows(content: bytes, notes: Notes) -> Iterator[list[str]]:
    """Every row, empty ones too, so that a row's place is its number in a spreadsheet.

    The text is decoded line by line: 50 MB with one rare sign in it would else take 200 MB, and twice.
    """
    encoding = _encoding(content, notes)
    with io.TextIOWrapper(io.BytesIO(content), encoding, "replace", newline="") as stream:
        separator = separator_of(stream.read(SAMPLE))
        stream.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(_lines(stream, notes), delimiter=separator)
        try:
            yield from reader
        except csv.Error:
            notes.add("table-cell-too-long", "error", reader.line_num, longest=LONGEST_CELL)


def _lines(stream: TextIO, notes: Notes) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            notes.add("table-line-too-long", "error", longest=LONGEST_LINE)
            return
        if "\x00" in line:
            notes.add("table-nul-bytes", "warning", count=line.count("\x00"))
            line = line.replace("\x00", "")
        yield line


def _encoding(content: bytes, notes: Notes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    half = content[:2000]
    if len(half) > 8 and half[1::2].count(0) > len(half) * 0.4:
        return "utf-16-le"
    if len(half) > 8 and half[0::2].count(0) > len(half) * 0.4:
        return "utf-16-be"
    at = _not_utf8(content)
    if at < 0:
        return "utf-8"
    notes.add("table-not-utf8", "warning", content.count(b"\n", 0, at) + 1)
    return "cp1252"  # Latin-1 with the signs that Windows adds to it


def _not_utf8(content: bytes, step: int = 1 << 20) -> int:
    """About where the first byte stands that isn't UTF-8, -1 if all is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), step):
        try:
            decoder.decode(content[start : start + step], start + step >= len(content))
        except UnicodeDecodeError as trouble:
            return start + trouble.start
    return -1


def separator_of(text: str) -> str:
    """The separator that cuts the first rows all into equally many cells, the more the better; else the commonest one.

    Sentences hold commas too, but not the same number in each row. Where rows are cut short, or a title stands above
    them, no separator does; then that counts which is found most often outside quotes in any of the first ten rows.
    """
    counts = {mark: _cuts(text, mark) for mark in SEPARATORS}
    even = {mark: found[0] for mark, found in counts.items() if len(found) > 1 and found[0] and len(set(found)) == 1}
    if even:
        return max(even, key=lambda mark: even[mark])
    best = Counter({",": 0})
    for line in text.splitlines()[:10]:
        outside = "".join(line.split('"')[::2])
        for mark in SEPARATORS:
            best[mark] = max(best[mark], outside.count(mark))
    return best.most_common(1)[0][0]


def _cuts(text: str, mark: str) -> list[int]:
    """How often the separator cuts each of the first rows; a cell in quotes may go over several lines."""
    lines = list(io.StringIO(text, newline=""))
    whole = lines[:-1] if len(lines) > 1 and len(text) >= SAMPLE else lines  # the last one may be cut short
    try:
        rows = list(islice((row for row in csv.reader(whole, delimiter=mark) if row), ROWS_COMPARED))
    except csv.Error:
        return []
    return [len(row) - 1 for row in rows]
