"""What stands under a table and is no row of it: sources, remarks, when it was last updated. Kept out and told by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from local2030.formats.observations.text_lines import of_rows
from local2030.formats.observations.under_header import Laid
from local2030.vocabulary.findings import Finding

MOST = 40  # lines of notes
WORDS = 5  # a sentence has so many
_NOTE = re.compile(
    r"\s*(?:(?:sources?|data sources?|notes?|footnotes?|remarks?|data from|last updated?|last update|copyright|extracted|downloaded|"
    r"fuentes?|notas?|observaciones|actualizad[oa]|remarques?|mise à jour|quellen?|anmerkung(?:en)?|hinweise?|stand|fonte|fonti|fonts?|"
    r"iturria|oharr?ak?|bron|kilde|källa|zdroj|источник|примечани[ея]|булак|эскертүү|المصدر|ملاحظة|出典|注|资料来源|备注)\b\s*[:：.\-–]"
    r"|data from database|[*†‡§©]+\s*\w|\(?[1-9a-e]\)\s+\w|https?://)",
    re.IGNORECASE,
)


class _Row(NamedTuple):
    first: str
    others: int  # filled cells behind the first filled one


def without_notes(header: Sequence[str], laid: Laid, name: str) -> Laid:
    """The table without the notes at its end: rows with one filled cell that say so, are sentences or stand apart."""
    count = len(laid.lines)
    if len(header) < 3 or count < 2 or laid.columns[-1][count - 1].strip():
        return laid
    start = count
    while start > max(1, count - MOST) and _may_be_note(_row(laid.columns, start - 1)):
        start -= 1
    while start < count and not _begins_notes(laid, start):
        start += 1
    if start == count:
        return laid
    lines = list(laid.lines[start:])
    columns = tuple([column[i] for i in range(start)] for column in laid.columns)
    told = [left for one in laid.findings if (left := _without(one, set(lines)))]
    told.append(of_rows("reading-notes", "warning", name, lines, text=_row(laid.columns, start).first[:120]))
    return Laid(columns, list(laid.lines[:start]), laid.rows_read, told)


def ends_in_notes(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the last row may be a note."""
    rows = len(columns[0])
    return rows > 1 and not columns[-1][rows - 1].strip() and _may_be_note(_row(columns, rows - 1))


def held_back(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the end of a piece may be the first notes of the table's end: they wait for the next piece, and the two above them."""
    count = 0
    while count < len(rows) and count <= MOST and sum(1 for cell in rows[-1 - count] if cell.strip()) < 2:
        count += 1
    return min(count + 2, len(rows))


def _row(columns: Sequence[Sequence[str]], at: int) -> _Row:
    filled = [cell for column in columns if (cell := column[at].strip())]
    return _Row(filled[0] if filled else "", len(filled) - 1)


def _may_be_note(row: _Row) -> bool:
    return bool(_NOTE.match(row.first)) or (not row.others and sum(map(str.isalpha, row.first)) > 2)


def _begins_notes(laid: Laid, at: int) -> bool:
    """Whether a row that may be a note is one: by its words, its length, or an empty line above it."""
    text = _row(laid.columns, at).first
    apart = laid.lines[at] - laid.lines[at - 1] > 1 + laid.columns[0][at - 1].count("\n")
    return bool(_NOTE.match(text)) or len(text.split()) >= WORDS or apart


def _without(finding: Finding, notes: set[int]) -> Finding | None:
    """What is told of short rows, without those that are notes."""
    if finding.code != "reading-row-short":
        return finding
    rows: list[int] = [finding.line] if finding.line else list(finding.values["rows"])  # type: ignore[call-overload]
    left = [row for row in rows if row not in notes]
    if len(left) == len(rows):
        return finding
    values = {name: value for name, value in finding.values.items() if name not in ("rows", "count")}
    return replace(of_rows(finding.code, finding.severity, str(finding.file), left, **values)) if left else None
