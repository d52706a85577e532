"""A workbook as sheets, one for each of its sheets that holds a table: cells as the text that a person sees.

The workbook is opened in a child process with limits. A formula counts with the value that was saved with it, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from local2030.formats.observations.foot_notes import without_notes
from local2030.formats.observations.headers import (
    folded,
    header_at,
    is_blank,
    name_columns,
    titles_above,
    two_rows,
    without_empty,
)
from local2030.formats.observations.indicator_codes import code_of_name
from local2030.formats.observations.sheet import Sheet
from local2030.formats.observations.text_lines import of_rows
from local2030.formats.observations.under_header import under_header
from local2030.formats.observations.wanted_files import is_wanted
from local2030.formats.observations.workbook_sides import is_side
from local2030.formats.sandbox import run_limited
from local2030.vocabulary.findings import Finding

LARGEST = 100_000_000
TITLES = 30
PERIODS = frozenset(
    "year years jahr año ano année annee anno urtea date datum fecha period periode periodo time time_period zeit jaar rok год жыл 年".split()
)
_YEAR = re.compile(r"(19|20)\d\d")
SECONDS = 60
OLD = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password, which is refused when it is opened


def xlsx_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """Each sheet with a table of its own, in pieces of at most so many rows (0: whole)."""
    sheets = all_sheets(path, name, sha256, indicator, most)
    yield from (sheet for sheet in sheets if not _is_beside(sheet))


def side_sheets(path: Path, name: str) -> tuple[Sheet, ...]:
    """The sheets beside the observations, where the workbook is one of ours."""
    sheets = all_sheets(path, name, "", "", 0)
    return tuple(sheet for sheet in sheets if _is_beside(sheet))


def _is_beside(sheet: Sheet) -> bool:
    """Whether a sheet speaks of indicators or places and has no observations."""
    return is_side(sheet.file.partition("#")[2], sheet.header) or is_wanted(sheet.header, sheet.columns)


def all_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """Each sheet of the workbook that isn't empty."""
    with path.open("rb") as stream:
        head = stream.read(4)
        trouble = "size" if path.stat().st_size > LARGEST else "" if head in (b"PK\x03\x04", OLD) else "broken"
        outcome = None if trouble else run_limited("xlsx-sheets", stream, seconds=SECONDS)
    trouble = trouble or (outcome.trouble if outcome else "")
    given = False
    for start, rows in _sheets(outcome.values()) if outcome and not trouble else ():
        file = f"{name}#{start['sheet']}"
        if start["beyond"] and not given:
            told = (Finding("reading-sheets-beyond", "error", name, None, {"count": start["beyond"]}),)
            yield Sheet(name, "xlsx", (), (), (), 0, sha256, indicator, told)
        if len(start["filled"]) == 1:
            given = True
            told = (Finding("reading-sheet-of-text", "info", file),)
            yield Sheet(file, "xlsx", (), (), (), 0, sha256, indicator, told)
            continue
        code = indicator or code_of_name(f"{start['sheet']}.")
        for header, laid, told in _pieces(rows, start, file, most):
            given = True
            columns, lines = laid.columns, laid.lines
            if _YEAR.fullmatch(start["sheet"]) and PERIODS.isdisjoint(map(folded, header)):
                header, columns = (*header, "Year"), (*columns, [start["sheet"]] * len(lines))
                told = (*told, Finding("reading-sheet-of-year", "info", file, None, {"year": start["sheet"]}))
            yield Sheet(file, "xlsx", header, columns, lines, laid.rows_read, sha256, code, told)
    if not given:
        told = (Finding("reading-workbook-refused", "error", name, None, {"reason": trouble or "empty"}),)
        yield Sheet(name, "xlsx", (), (), (), 0, sha256, indicator, told)


def _sheets(values: Iterable[Any]) -> Iterator[tuple[Mapping[str, Any], Iterator[Any]]]:
    """What the child says of each sheet, and its rows."""
    count = 0

    def number(value: Any) -> int:
        nonlocal count
        count += isinstance(value, dict)
        return count

    for _, group in groupby(values, number):
        start = next(group)
        yield start, group  # noqa: B031 - nothing else takes from it


def _pieces(rows: Iterator[Any], start: Mapping[str, Any], file: str, most: int) -> Iterator[Any]:
    texts = ([seen(row[i]) for i in start["filled"]] for row in rows)
    first = list(islice(texts, TITLES))
    at = header_at(first)
    if at < 0:
        return
    two = two_rows(first, at)
    at, names = two or (at, tuple(first[at]))
    line = at + 1
    header, told = name_columns(names, file, line)
    told += titles_above(first, range(1, TITLES + 1), at, file)
    if two:
        told.append(of_rows("reading-header-two-rows", "info", file, [line, line + 1]))
        at, line = at + 1, line + 1
    if start["hidden"]:
        told.append(Finding("reading-sheet-hidden", "warning", file))
    if start["merged"]:
        told.append(Finding("reading-cells-merged", "info", file, None, {"count": start["merged"]}))
    if start["wide"]:
        told.append(Finding("reading-sheet-wide", "error", file))
    if formulas := sorted({int("".join(filter(str.isdigit, cell))) for cell in start["formulas"]}):
        told.append(of_rows("reading-formula-result", "warning", file, formulas))
    told = without_empty(
        told, header, list(zip(*([*row] for row in first[at + 1 :]), strict=True)) or [()] * len(header)
    )
    while first[-1:] and is_blank(first[-1]) and len(first) < TITLES:
        first.pop()
    piece, line, given = first[at + 1 :], line + 1, False
    while True:
        more = list(islice(texts, max(1, most - len(piece)) if most else None))
        laid = under_header(piece + more, range(line, line + len(piece) + len(more)), header, file)
        line += len(piece) + len(more)
        is_last = not most or not more
        laid = without_notes(header, laid, file) if is_last else laid
        told = without_empty(told, header, laid.columns) if told else told
        if laid.rows_read or told or not given:
            yield header, laid, (*told, *laid.findings)
        piece, told, given = [], [], True
        if is_last:
            return


def seen(cell: Any) -> str:
    """A cell as it shows: 2020.0 is 2020, a number has 15 digits at most, a day is 2020-12-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dict):
        return str(cell["d"])
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    return str(cell)
