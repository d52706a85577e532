"""Rows of a CSV file: whatever encoding and separator a spreadsheet in any country writes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from local2030.formats.tables.notes import Notes

SEPARATORS = ",;\t|"
LONGEST_CELL = 100_000


def csv_rows(content: bytes, notes: Notes) -> Iterator[list[str]]:
    """Every row, empty ones too, so that a row's place is its number in a spreadsheet."""
    text = _decoded(content, notes)
    if "\x00" in text:
        notes.add("table-nul-bytes", "warning", count=text.count("\x00"))
        text = text.replace("\x00", "")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from reader
    except csv.Error:
        notes.add("table-cell-too-long", "error", reader.line_num, longest=LONGEST_CELL)


def _decoded(content: bytes, notes: Notes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    half = content[:2000]
    if len(half) > 8 and half[1::2].count(0) > len(half) * 0.4:
        return content.decode("utf-16-le", "replace")
    if len(half) > 8 and half[0::2].count(0) > len(half) * 0.4:
        return content.decode("utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as trouble:
        notes.add("table-not-utf8", "warning", content.count(b"\n", 0, trouble.start) + 1)
        return content.decode("cp1252", "replace")  # Latin-1 with the signs that Windows adds to it


def _separator(text: str) -> str:
    """The separator found most often outside quotes in the row, of the first ten, that has most of one."""
    best = Counter({",": 0})
    for line in text[:50_000].splitlines()[:10]:
        outside = "".join(line.split('"')[::2])
        for mark in SEPARATORS:
            best[mark] = max(best[mark], outside.count(mark))
    return best.most_common(1)[0][0]
