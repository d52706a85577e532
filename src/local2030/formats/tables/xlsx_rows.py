"""Rows of an XLSX workbook: sizes checked in the zip's directory first, then read by calamine in a limited child."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from local2030.formats.sandbox import Refused
from local2030.formats.tables.shapes import Column, Shape, find_header

OLD = b"\xd0\xcf\x11\xe0"  # .xls: no zip, and so no bomb; a workbook with a password is refused when it is opened
MAX_UNPACKED_BYTES = 250_000_000
MAX_RATIO = 200  # a sheet of equal rows packs about 1:50; bombs pack 1:1000
SMALL_MEMBER_BYTES = 2_000_000
MAX_MEMBERS = 2_000
MAX_SHEETS = 20
MOST_SHEETS = 200  # of observations
MOST_MERGED = 100_000
MAX_CELLS = 4_000_000
MAX_COLUMNS = 200
MAX_WIDE = 4_000  # of tables with a column for each place or year
LONGEST_CELL = 100_000
_FORMULA = re.compile(rb'<c\b[^>]{0,200}?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,200}>\s*<f\b')

_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]{0,500}?\br:id="([^"]{1,50})"')
_RELATION = re.compile(rb'<Relationship\b[^>]{0,500}?\bId="([^"]{1,50})"[^>]{0,500}?\bTarget="([^"]{1,200})"')
_RELATION_TURNED = re.compile(rb'<Relationship\b[^>]{0,500}?\bTarget="([^"]{1,200})"[^>]{0,500}?\bId="([^"]{1,50})"')


def refusal_of(content: bytes | BinaryIO) -> str:
    """Why this zip isn't opened: `broken`, `bomb`, or "" where its directory promises reasonable sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            members = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        OverflowError,
    ):
        return "broken"
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        return "bomb"
    for member in members:
        if member.file_size > SMALL_MEMBER_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
            return "bomb"
        if member.flag_bits & 1:
            return "encrypted"
    return ""


def rows_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """First the sheet's name and the cells with formulas, then every row of the first sheet with the right header."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if reason := refusal_of(stream):
        raise Refused(reason)
    stream.seek(0)
    content = io.BytesIO(stream.read())
    try:
        workbook = CalamineWorkbook.from_filelike(content)
        position, sheet = _sheet_with_header(workbook, options)
    except PasswordError:
        raise Refused("encrypted") from None
    except CalamineError:
        raise Refused("broken") from None
    if sheet.total_height * max(1, sheet.total_width) > MAX_CELLS:
        raise Refused("cells")
    yield {"sheet": sheet.name, "formulas": _formulas(content, position)}
    for row in sheet.iter_rows():
        yield [_plain(cell) for cell in row[:MAX_COLUMNS]]


def sheets_in_child(stream: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """Of each sheet its name, which of its columns have anything in them, its formulas and whether it is hidden; then its rows.

    The cells of rows that one merged cell spans all have its value. `beyond`: how many sheets aren't read.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    stream.seek(0)
    head = stream.read(4)
    if reason := "" if head == OLD else refusal_of(stream):
        raise Refused(reason)
    stream.seek(0)
    content = io.BytesIO(stream.read())
    try:
        workbook = CalamineWorkbook.from_filelike(content)
        cells = 0
        for position, about in enumerate(workbook.sheets_metadata[:MOST_SHEETS]):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            name, hidden = about.name, about.visible != SheetVisibleEnum.Visible
            sheet = workbook.get_sheet_by_name(name)
            cells += sheet.total_height * max(1, sheet.total_width)
            if cells > MAX_CELLS:
                raise Refused("cells")
            filled = _filled(sheet)
            if filled:
                formulas = [] if head == OLD else _formulas(content, position)
                merged = _merged(sheet)
                yield {"sheet": name, "filled": filled, "formulas": formulas, "hidden": hidden, "merged": len(merged),
                       "beyond": max(0, len(workbook.sheet_names) - MOST_SHEETS), "wide": sheet.width > MAX_WIDE}  # fmt: skip
                for row in _spanned(sheet.iter_rows(), merged):
                    yield [_plain(cell) for cell in row[:MAX_WIDE]]
    except PasswordError:
        raise Refused("encrypted") from None
    except CalamineError:
        raise Refused("broken") from None


def _merged(sheet: Any) -> list[tuple[int, int, int]]:
    """First row, last row and column of each cell that spans several rows, by the columns of `iter_rows`."""
    left = sheet.start[1] if sheet.start else 0
    ranges = sheet.merged_cell_ranges or []
    return [(top, bottom, column - left) for (top, column), (bottom, _right) in ranges[:MOST_MERGED] if bottom > top]


def _spanned(rows: Iterable[list[Any]], merged: list[tuple[int, int, int]]) -> Iterator[list[Any]]:
    """The rows, with the value of a merged cell in all the rows that it spans and that have anything else."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for top, bottom, column in merged:
        starts.setdefault(top, []).append((bottom, column))
    held: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows):
        if held and any(cell != "" for cell in row):
            row = list(row)
            for column, (until, value) in held.items():
                if number <= until and column < len(row) and row[column] == "":
                    row[column] = value
        for bottom, column in starts.get(number, ()):
            if 0 <= column < len(row):
                held[column] = (bottom, row[column])
        yield row


def _filled(sheet: Any) -> list[int]:
    """The columns with anything in them: tables may begin anywhere."""
    filled: set[int] = set()
    for row in sheet.iter_rows():
        filled |= {i for i, cell in enumerate(row[:MAX_WIDE]) if i not in filled and cell != ""}
    return sorted(filled)


def _sheet_with_header(workbook: Any, options: dict[str, Any]) -> tuple[int, Any]:
    """The sheet (its place and itself) whose first rows have the wanted columns."""
    columns = tuple(Column(name, required, tuple(names)) for name, required, names in options["columns"])
    shape, first = Shape("", columns), None
    for i, name in enumerate(workbook.sheet_names[:MAX_SHEETS]):
        sheet = workbook.get_sheet_by_name(name)
        rows = [
            [str(cell) for cell in row]
            for row in sheet.to_python(skip_empty_area=False, nrows=int(options["header_rows"]))
        ]
        found = (i, sheet)
        if not find_header(rows, shape)[1]:
            return found
        first = first or found
    if first is None:
        raise Refused("broken")
    return first


def _formulas(content: BinaryIO, position: int) -> list[str]:
    """Which cells are formulas (the first thousand): calamine gives the values that were saved with them."""
    found: list[str] = []
    with zipfile.ZipFile(content) as archive:
        part = _part_of_sheet(archive, position)
        if part not in archive.namelist():
            return []
        with archive.open(part) as sheet:
            tail = b""
            while chunk := sheet.read(1 << 20):
                text = tail + chunk
                found += [m[1].decode() for m in _FORMULA.finditer(text)]
                tail = text[text.rfind(b"<c") :][-1000:] if b"<c" in text else b""
                if len(found) > 1000:
                    break
    return list(dict.fromkeys(found))[:1000]


def _part_of_sheet(archive: zipfile.ZipFile, position: int) -> str:
    """The file in the zip that holds the sheet at that place in the workbook; their numbers needn't agree."""
    try:
        sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
        targets = dict(_RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
        targets |= {i: t for t, i in _RELATION_TURNED.findall(archive.read("xl/_rels/workbook.xml.rels"))}
        target = targets[sheets[position]].decode("utf-8", "replace")
    except (KeyError, IndexError):
        return ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _plain(cell: object) -> object:
    """A cell as JSON can carry it: dates become {"d": "2024-05-13"}."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str):
        return cell[:LONGEST_CELL]
    if isinstance(cell, (int, float)):
        return cell
    if isinstance(cell, date):
        return {"d": f"{cell.year:04}-{cell.month:02}-{cell.day:02}"}
    return str(cell)
