"""Rows laid under their header, column by column; what doesn't fit is kept out and told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from local2030.formats.observations.headers import folded, is_blank
from local2030.formats.observations.text_lines import of_rows
from local2030.formats.tables.table import looks_like_formula
from local2030.methods.coded import coded
from local2030.vocabulary.findings import Finding

Rows = Sequence[Sequence[str]]
Columns = tuple[Sequence[str], ...]
VALUES = ("value", "obs_value")
_SUSPECT = ("=", "+", "-", "@")


class Laid(NamedTuple):
    """Columns of one length, the line of each row, how many rows aren't blank, and what is told."""

    columns: Columns
    lines: Sequence[int]
    rows_read: int
    findings: list[Finding]


def under_header(rows: Rows, lines: Sequence[int], header: tuple[str, ...], name: str) -> Laid:
    """The rows that fit. Blank ones aren't rows; short ones are filled up, and told; long ones and headers kept out."""
    told: list[Finding] = []
    width = len(header)
    if [] in rows:
        rows, lines = _only(rows, lines, list(map(bool, rows)))
    if set(map(len, rows)) - {width} or _may_be_blank([row[0] for row in rows]):
        rows, lines = _only(rows, lines, [not is_blank(row) for row in rows])
    read = len(rows)
    if set(map(len, rows)) - {width}:
        rows, lines = _made_even(rows, lines, width, name, told)
    columns: Columns = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in header)
    if again := _header_again(columns, header):
        told.append(of_rows("reading-header-again", "error", name, [lines[i] for i in again]))
        columns = tuple([value for i, value in enumerate(column) if i not in again] for column in columns)
        lines = [line for i, line in enumerate(lines) if i not in again]
    return Laid(columns, lines, read, told)


def formulas_in(header: Sequence[str], laid: Laid, name: str) -> list[Finding]:
    """Cells that a spreadsheet would run, column by column; those of values are told by whoever reads the values."""
    told = []
    for column, cells in zip(header, laid.columns, strict=True):
        cells = coded(cells)
        odd = {cell for cell in cells.values if cell[:1] in _SUSPECT and looks_like_formula(cell)}
        if odd and folded(column) not in VALUES:
            rows = [laid.lines[n] for n in cells.where(odd.__contains__)]
            told.append(of_rows("reading-formula", "warning", name, rows, column=column, text=min(odd)[:80]))
    return told


def _may_be_blank(firsts: Sequence[str]) -> bool:
    """Whether a first cell is empty: few distinct cells are looked at instead of all rows."""
    return any(not cell.strip() for cell in set(firsts))


def _only(rows: Rows, lines: Sequence[int], wanted: Sequence[bool]) -> tuple[Rows, Sequence[int]]:
    return list(compress(rows, wanted)), list(compress(lines, wanted))


def _made_even(
    rows: Rows, lines: Sequence[int], width: int, name: str, told: list[Finding]
) -> tuple[Rows, Sequence[int]]:
    """Rows of one width. Empty cells beyond the last column are no cells."""
    even: list[Sequence[str]] = []
    kept: list[int] = []
    short: list[int] = []
    long: list[int] = []
    for row, line in zip(rows, lines, strict=True):
        if len(row) < width:
            short.append(line)
            row = [*row, *[""] * (width - len(row))]
        elif len(row) > width:
            if "".join(row[width:]).strip():
                long.append(line)
                continue
            row = row[:width]
        even.append(row)
        kept.append(line)
    if short:
        told.append(of_rows("reading-row-short", "warning", name, short, cells=width))
    if long:
        told.append(of_rows("reading-row-long", "error", name, long, cells=width))
    return even, kept


def _header_again(columns: Columns, header: tuple[str, ...]) -> frozenset[int]:
    """The rows that say what the header says: files put together by hand have them."""
    if len(header) < 2 or not columns[0]:
        return frozenset()
    wanted = tuple(map(folded, header))
    variants = {value for value in set(columns[0]) if folded(value) == wanted[0]}
    if not variants:
        return frozenset()
    places = (i for i, value in enumerate(columns[0]) if value in variants)
    return frozenset(i for i in places if all(folded(c[i]) == w for c, w in zip(columns, wanted, strict=True)))
