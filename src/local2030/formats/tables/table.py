"""A table as a person made it, CSV or XLSX, as rows of values under the names of our columns, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from local2030.formats.sandbox import run_limited
from local2030.formats.tables.csv_rows import csv_rows
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.safe import plain_cell
from local2030.formats.tables.shapes import Shape, by_header, find_header, folded
from local2030.formats.tables.xlsx_rows import refusal_of

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_LINES = 1_048_576  # those of a spreadsheet, empty ones counted
MAX_COLUMNS = 200
HEADER_ROWS = 10

Value = str | int | float | date


class Row(NamedTuple):
    """The values of one row by column name ("" where empty); `line` is its number as a spreadsheet shows it."""

    values: dict[str, Value]
    line: int


class Table(NamedTuple):
    """The rows, the known columns that were there in the file's order, and what was odd."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    notes: Notes


def read_table(source: Path | str | bytes, name: str, shape: Shape) -> Table:
    """All rows under the header, which may stand up to ten rows down. Without its required columns: no rows.

    What can't be read is said in `notes`; nothing is raised for a bad file.
    """
    notes = Notes(name)
    content = source if isinstance(source, bytes) else _content(Path(source), notes)
    if content is None:
        return Table((), (), notes)
    raw = _raw_rows(content, shape, notes)
    first = [list(row) for row in islice(raw, HEADER_ROWS)]
    at, missing = find_header([[str(cell) for cell in row] for row in first], shape)
    if not any(any(row) for row in first):
        if not notes.findings():
            notes.add("table-empty", "error")
        return Table((), (), notes)
    if missing:
        notes.add(
            "columns-missing",
            "error",
            max(at, 0) + 1,
            table=shape.kind,
            columns=", ".join(missing),
        )
        return Table((), (), notes)
    places = _places([str(cell) for cell in first[at]], shape, notes, at + 1)
    rows = tuple(_rows_under(first[at + 1 :], raw, places, at + 2, notes))
    return Table(rows, tuple(places.values()), notes)


def _content(path: Path, notes: Notes) -> bytes | None:
    try:
        if not path.is_file():
            notes.add("table-unreadable", "error", reason="there is no such file")
            return None
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as trouble:
        notes.add("table-unreadable", "error", reason=type(trouble).__name__)
        return None
    return content


def _raw_rows(content: bytes, shape: Shape, notes: Notes) -> Iterator[list[Value]]:
    if len(content) > MAX_BYTES:
        notes.add("table-too-large", "error", most=MAX_BYTES // 1_000_000)
    elif content.startswith(b"PK\x03\x04"):
        yield from _xlsx(content, shape, notes)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        notes.add("table-old-or-encrypted", "error")
    elif content.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"<!DOCTYPE", b"<html", b"<?xml")):
        notes.add("table-not-a-table", "error")
    else:
        yield from csv_rows(content, notes)  # type: ignore[misc]


def _xlsx(content: bytes, shape: Shape, notes: Notes) -> Iterator[list[Value]]:
    trouble = refusal_of(content)
    if not trouble:
        columns = [(column.name, column.required, column.names) for column in shape.columns]
        outcome = run_limited("xlsx", content, {"columns": columns, "header_rows": HEADER_ROWS})
        trouble = outcome.trouble
        if not trouble:
            values = outcome.values()
            for cell in next(values)["formulas"]:
                row = int("".join(c for c in cell if c.isdigit()))
                notes.add("table-formula-result", "warning", row, cell=cell)
            yield from ([date.fromisoformat(v["d"]) if isinstance(v, dict) else v for v in row] for row in values)
            return
    notes.add("table-refused", "error", reason=trouble)


def _places(header: list[str], shape: Shape, notes: Notes, line: int) -> dict[int, str]:
    """Which cell of a row belongs to which column; the first of two equal headers counts."""
    known, places = by_header(shape), dict[int, str]()
    for i, cell in enumerate(header[:MAX_COLUMNS]):
        column = known.get(folded(cell))
        if column is None:
            if cell.strip():
                notes.add("column-unknown", "info", line, column=cell.strip())
        elif column in places.values():
            notes.add("column-twice", "warning", line, column=column)
        else:
            places[i] = column
    return places


def _rows_under(
    first: list[list[Value]],
    rest: Iterator[list[Value]],
    places: dict[int, str],
    line: int,
    notes: Notes,
) -> Iterator[Row]:
    known: dict[str, str] = {}  # equal texts are kept once
    count = 0
    for source in (iter(first), rest):
        for cells in source:
            values = {name: _value(cells[i] if i < len(cells) else "", known) for i, name in places.items()}
            filled = any(v != "" for v in values.values())
            count += filled
            if count > MAX_ROWS or line > MAX_LINES:
                notes.add("table-too-many-rows", "error", line, most=MAX_ROWS)
                return
            if filled:
                _note_formulas(values, line, notes)
                yield Row(values, line)
            line += 1


def _value(cell: Value, known: dict[str, str]) -> Value:
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return known.setdefault(text, text) if len(text) < 40 and len(known) < 50_000 else text


def _note_formulas(values: dict[str, Value], line: int, notes: Notes) -> None:
    for name, value in values.items():
        if isinstance(value, str) and value[:1] in _SUSPECT and value:
            if looks_like_formula(value):
                notes.add("table-formula", "warning", line, column=name, text=value)
            values[name] = plain_cell(value)


_SUSPECT = frozenset("=+-@'")


def looks_like_formula(text: str) -> bool:
    """`=1+1`, `=HYPERLINK(...)`, `@SUM(A1)`, `+cmd|' /C calc'!A0`; not `- a point in a list`, `-5` or `@handle`."""
    if text[0] == "=":
        return True
    start = text[1:].lstrip("".join(_SUSPECT - {"'"}))
    word = len(start) - len(start.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."))
    return text[0] != "'" and word > 0 and start[word : word + 1] in ("(", "|", "!")
