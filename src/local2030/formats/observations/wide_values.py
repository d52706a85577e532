"""Tables for an index: a row for each place with a column for each indicator, the bounds, and groups of places."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from local2030.formats.observations.long_values import number_of
from local2030.formats.tables.cells import text_of, whole_of
from local2030.formats.tables.csv_rows import csv_rows
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import Column, Shape
from local2030.formats.tables.table import read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import Bound

MOST_BYTES = 50_000_000
MOST_PLACES, MOST_COLUMNS = 20_000, 2_000
BOUNDS = Shape(
    "bounds",
    (
        Column("code", True, ("indicator", "indicator code")),
        Column("goal", True),
        Column("lower", True, ("lower bound", "worst")),
        Column("optimum", True, ("best", "upper bound")),
    ),
)
GOALS = Shape("goals", (Column("code", True, ("indicator", "indicator code")), Column("goal", True)))
GROUPS = Shape("groups", (Column("id", True, ("place", "code")), Column("group", True, ("region",))))

Wide = dict[str, dict[str, float | None]]


def read_wide(path: Path, name: str) -> tuple[Wide, tuple[str, ...], tuple[Finding, ...]]:
    """Values by place and column; the column of places is called `id`, or else the first. Also the columns' names.

    An empty cell is None; one that can't be read is None as well, with a finding that names row and column.
    """
    notes = Notes(name)
    content = path.open("rb").read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        notes.add("table-too-large", "error", most=MOST_BYTES // 1_000_000)
        return {}, (), notes.findings()
    rows = csv_rows(content, notes)
    header = [cell.strip() for cell in next(rows, [])][:MOST_COLUMNS]
    if not any(header):
        notes.add("table-empty", "error")
        return {}, (), notes.findings()
    at = next((n for n, cell in enumerate(header) if cell.casefold() == "id"), 0)
    found: Wide = {}
    for line, cells in enumerate(islice(rows, MOST_PLACES), 2):
        place = cells[at].strip() if at < len(cells) else ""
        if not place:
            if any(cell.strip() for cell in cells):
                notes.add("wide-place-missing", "error", line)
            continue
        if place in found:
            notes.add("wide-place-twice", "error", line, place=place)
            continue
        found[place] = {
            column: _cell(cells, n, line, column, notes) for n, column in enumerate(header) if n != at and column
        }
    return found, tuple(c for n, c in enumerate(header) if n != at and c), notes.findings()


def read_bounds(path: Path, name: str) -> tuple[tuple[Bound, ...], tuple[Finding, ...]]:
    """The bounds of each indicator; a row without a goal from 1 to 17 or without two different numbers is left out."""
    table = read_table(path, name, BOUNDS)
    found: dict[str, Bound] = {}
    for row in table.rows:
        code = text_of(row.values["code"]).strip()
        goal = whole_of(row.values["goal"])
        lower, optimum = number_of(row.values["lower"]), number_of(row.values["optimum"])
        if code in found:
            table.notes.add("bounds-code-twice", "error", row.line, indicator=code)
        elif not code or goal is None or not 1 <= goal <= 17:
            table.notes.add("bounds-goal-unknown", "error", row.line, text=text_of(row.values["goal"]))
        elif lower is None or optimum is None or lower == optimum:
            table.notes.add("bounds-unusable", "error", row.line, indicator=code)
        else:
            found[code] = Bound(code, goal, lower, optimum)
    return tuple(found.values()), table.notes.findings()


def read_goals(path: Path, name: str) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """The goal of each indicator; a row without a code or a goal from 1 to 17 is left out."""
    table = read_table(path, name, GOALS)
    found: dict[str, int] = {}
    for row in table.rows:
        code, goal = text_of(row.values["code"]).strip(), whole_of(row.values["goal"])
        if not code or goal is None or not 1 <= goal <= 17:
            table.notes.add("bounds-goal-unknown", "error", row.line, text=text_of(row.values["goal"]))
        else:
            found.setdefault(code, goal)
    return found, table.notes.findings()


def read_groups(path: Path, name: str) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The group of each place, for what has to be imputed."""
    table = read_table(path, name, GROUPS)
    rows = ((text_of(row.values["id"]).strip(), text_of(row.values["group"]).strip()) for row in table.rows)
    return {place: group for place, group in rows if place and group}, table.notes.findings()


def _cell(cells: list[str], at: int, line: int, column: str, notes: Notes) -> float | None:
    text = cells[at].strip() if at < len(cells) else ""
    value = number_of(text) if text else None
    if text and value is None:
        notes.add("wide-value-unreadable", "warning", line, column=column, text=text)
    return value
