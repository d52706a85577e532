"""Tables beside the data that say what is wanted of each indicator: as `monitoring wanted` prints them, filled in.

    indicator, name, direction, target, target_year, limit, growth_rate, base_year, lower, optimum

They are known by what they are: a code and a direction in each row, each code once, and no column of periods or values.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from local2030.formats.observations.headers import header_at
from local2030.formats.observations.long_values import DIRECTIONS, META, UNSAID, YES, number_of
from local2030.formats.observations.sheet import Sheet
from local2030.formats.observations.text_lines import TextLines
from local2030.formats.tables.csv_rows import LONGEST_CELL, separator_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.safe import plain_cell
from local2030.formats.tables.shapes import Column, Shape, by_header, folded
from local2030.vocabulary.findings import Finding

WANTED = Shape(
    "wanted",
    (
        *META.columns,
        Column("name", names=("indicator name", "title")),
        Column("unit", names=("units", "unit measure", "unit_measure")),
        Column("source"),
        Column("link", names=("url", "source url")),
        Column("goal"),
        Column("framework_code", names=("framework code", "indicator number")),
    ),
)
OF_DATA = frozenset(
    folded(name)
    for name in ("value", "obs value", "year", "period", "time period", "date", "time", "ref area", "place")
)
FIELDS = {"name": "indicator_name", "unit": "computation_units", "source": "source_organisation_1",
          "link": "source_url_1", "goal": "sdg_goal", "framework_code": "indicator_number"}  # fmt: skip
OPTIONS = ("target", "target_year", "limit", "base_year", "lower", "optimum")
LINES = 60
MOSTLY = 0.8
_KNOWN = by_header(WANTED)


def is_wanted(header: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether a table says what is wanted of indicators, and has no observations."""
    at = _places(header)
    if "indicator" not in at or "direction" not in at or OF_DATA & {folded(name) for name in header}:
        return False
    codes = [cell.strip() for cell in columns[at["indicator"]] if cell.strip()]
    said = [cell.strip().casefold() for cell in columns[at["direction"]]]
    known = sum(1 for cell in said if cell in DIRECTIONS or cell in UNSAID)
    return len(set(codes)) >= MOSTLY * len(codes) and known >= MOSTLY / 2 * len(said)


def is_wanted_file(path: Path) -> bool:
    """The same of a CSV file, by its first lines."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open("rb") as stream:
            lines = list(islice(TextLines(stream, "").lines(), LINES))
        if not any("irection" in line for line in lines):
            return False
        rows = list(csv.reader(lines, delimiter=separator_of("".join(lines))))
    except (OSError, csv.Error):
        return False
    at = header_at(rows)
    if at < 0:
        return False
    header = rows[at]
    body = [[*row, *[""] * len(header)][: len(header)] for row in rows[at + 1 :] if any(row)]
    return is_wanted(header, [[row[n] for row in body] for n in range(len(header))])


def wanted_in(sheet: Sheet, findings: list[Finding]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each indicator's code and its fields, by the names of metadata; the first row of an indicator counts."""
    notes = Notes(sheet.file)
    at = _places(sheet.header)
    seen: set[str] = set()
    for line, *cells in zip(sheet.lines, *sheet.columns, strict=True):
        text = {name: plain_cell(cells[n].strip()) for name, n in at.items()}
        code = text.pop("indicator", "")
        if not code or code in seen:
            if code:
                notes.add("meta-indicator-twice", "warning", line, indicator=code)
            continue
        seen.add(code)
        yield code, _fields(text, line, notes)
    if seen and "direction" in at:
        findings.append(Finding("metadata-wanted", "info", sheet.file, None, {"count": len(seen)}))
    findings += [*sheet.findings, *notes.findings()]


def _fields(text: dict[str, str], line: int, notes: Notes) -> dict[str, object]:
    found: dict[str, object] = {FIELDS[name]: cell for name, cell in text.items() if name in FIELDS and cell}
    wish: dict[str, object] = {}
    said = text.get("direction", "").casefold()
    if said in DIRECTIONS:
        wish["direction"] = DIRECTIONS[said]
    elif said not in UNSAID:
        notes.add("meta-direction-unknown", "warning", line, text=text["direction"])
    for name in OPTIONS:
        if cell := text.get(name):
            wish[name] = number = number_of(cell)
            if number is None:
                notes.add("meta-number-unreadable", "error", line, column=name, text=cell)
    if wish:
        found["progress_calculation_options"] = [wish]
    if growth := text.get("growth_rate", "").casefold():
        found["growth_rate"] = "yes" if growth in YES else "no"
    return found


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each column that we know stands."""
    found: dict[str, int] = {}
    for n, name in enumerate(header):
        if column := _KNOWN.get(folded(name)):
            found.setdefault(column, n)
    return found
