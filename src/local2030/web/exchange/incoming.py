"""A file that comes back, as rows of cells under the names of our columns: CSV of any make, XLSX, or JSON. Bounded."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from local2030.formats.tables.notes import Notes
from local2030.formats.tables.table import MAX_BYTES, Table, read_table
from local2030.vocabulary.findings import Finding
from local2030.web.exchange.columns import SERIAL, shape_of
from local2030.web.exchange.rows import neat
from local2030.web.registry.kinds import Kind

MOST_ROWS = 100_000
MOST_IN_CELL = 2_000
LONGEST = 100_000
JSON_STARTS = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """The cells of a row by column; "" where empty. A cell of JSON may be a list."""

    line: int
    cells: dict[str, Any]

    def text(self, name: str) -> str:
        """A cell as clean text."""
        return plain_text(self.cells.get(name, ""))


@dataclass(frozen=True, slots=True)
class Incoming:
    """The rows, the columns that were there, and what was odd about the file as a whole."""

    rows: list[IncomingRow]
    columns: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_file(path: Path, name: str, kind: Kind) -> Incoming:
    """All rows of the file. Nothing is raised for a bad one: it has no rows, and findings say why."""
    with path.open("rb") as file:
        head = file.read(64).lstrip(b" \t\r\n")
    found = _read_json(path, name, kind) if head.startswith(JSON_STARTS) else _read_table(path, name, kind)
    if len(found.rows) > MOST_ROWS:
        most = Finding("import-too-many-rows", "error", name, None, {"most": MOST_ROWS, "found": len(found.rows)})
        return Incoming([], found.columns, (*found.findings, most))
    return found


def plain_text(value: Any) -> str:
    """A cell from a file as text, without what files can't carry or change on the way."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return neat("; ".join(plain_text(item) for item in value))
    return neat(str(value)) if value is not None else ""


def _read_table(path: Path, name: str, kind: Kind) -> Incoming:
    """A table has its titles, or at least its serials: by one of them its head is known."""
    table = read_table(path, name, shape_of(kind, "title"))
    if _lacks_columns(table):
        other = read_table(path, name, shape_of(kind, SERIAL))
        table = table if _lacks_columns(other) else other
    rows = [IncomingRow(row.line, row.values) for row in table.rows]  # type: ignore[arg-type]
    findings = tuple(_of_a_list(found) for found in table.notes.findings())
    return Incoming(rows, table.columns, findings)


def _of_a_list(found: Finding) -> Finding:
    """A list has no template at the command line: what to do is another thing than with a table of the marker."""
    return replace(found, code="import-columns-missing") if found.code == "columns-missing" else found


def _lacks_columns(table: Table) -> bool:
    return any(found.code == "columns-missing" for found in table.notes.findings())


def _read_json(path: Path, name: str, kind: Kind) -> Incoming:
    """A list of objects, or an object with one under "rows"."""
    notes = Notes(name)
    rows: list[IncomingRow] = []
    if path.stat().st_size > MAX_BYTES:
        notes.add("table-too-large", "error", most=MAX_BYTES // 1_000_000)
        return Incoming([], (), notes.findings())
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        notes.add("import-json-unreadable", "error")
        return Incoming([], (), notes.findings())
    listed = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        notes.add("import-json-no-rows", "error")
        return Incoming([], (), notes.findings())
    known = {column.name for column in shape_of(kind, SERIAL).columns}
    columns: dict[str, None] = {}
    for line, row in enumerate(listed, 1):
        cells: dict[str, Any] = {}
        for key, value in row.items():
            if key not in known:
                notes.add("column-unknown", "info", column=str(key)) if key not in columns else None
            elif _is_cell(value):
                cells[key] = "" if value is None else value
            else:
                notes.add("import-json-cell", "error", line, column=key)
            columns[key] = None
        if any(value not in ("", []) for value in cells.values()):
            rows.append(IncomingRow(line, cells))
    return Incoming(rows, tuple(name for name in columns if name in known), notes.findings())


def _is_cell(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= MOST_IN_CELL and all(isinstance(item, str) and len(item) <= LONGEST for item in value)
    return value is None or isinstance(value, (bool, int, float)) or (isinstance(value, str) and len(value) <= LONGEST)
