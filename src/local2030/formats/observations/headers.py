"""Which row of a table is its header, and the names of its columns: never two alike, never none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median_low

from local2030.formats.observations.text_lines import of_rows
from local2030.vocabulary.findings import Finding

LONGEST_NAME = 200
_FIGURE = re.compile(r"[-+]?\d+([.,]\d+)?")
_YEAR = re.compile(r"(18|19|20|21)\d\d(\.0)?")


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Where the header stands among the first rows, -1 if all are empty.

    Titles above it fill fewer cells than the table does. A row with figures in it that are no years is no header.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    some = [n for n in filled if n]
    if not some:
        return -1
    least = min(max(2, (2 * median_low(some) + 2) // 3), max(some))
    first = next(i for i, n in enumerate(filled) if n)
    found = next(i for i, n in enumerate(filled) if n >= least)
    return first if any(_is_figure(cell) for cell in rows[found]) else found


def two_rows(rows: Sequence[Sequence[str]], at: int) -> tuple[int, tuple[str, ...]] | None:
    """Where a header of two rows begins and the names out of both, None where it has one.

    Cells of the upper row span several of the lower one, and are empty or equal above these.
    """
    return next((found for upper in (at, at - 1) if upper >= 0 and (found := _two_rows(rows, upper))), None)


def _two_rows(rows: Sequence[Sequence[str]], at: int) -> tuple[int, tuple[str, ...]] | None:
    if at + 2 >= len(rows) or len(rows[at]) != len(rows[at + 1]) or len(rows[at]) < 3:
        return None
    upper, lower = ([cell.strip("\ufeff ") for cell in row] for row in rows[at : at + 2])
    below = [
        sum(any(c.isdecimal() for c in cell) for cell in row) for row in rows[at + 2 : at + 5] if not is_blank(row)
    ]
    if not below or min(below) < 1 or not any(lower) or any(c.isdecimal() for cell in lower for c in cell):
        return None
    named = {cell for cell in upper if cell}
    if len(named) == len(upper):  # the upper row alone names them all
        return None
    if len(named) < 2 or not all(
        under for over, under in zip(upper, lower, strict=True) if upper.count(over) > 1 or not over
    ):
        return None
    plain = tuple(f"{over} {under}".strip() for over, under in zip(upper, lower, strict=True))
    if len(set(plain)) == len(plain):
        return at, plain
    spanned, above = [], ""
    for over, under in zip(upper, lower, strict=True):
        above = over or above
        spanned.append(f"{above} {under}".strip())
    return (at, tuple(spanned)) if len(set(spanned)) == len(spanned) else None


def _is_figure(cell: str) -> bool:
    text = cell.strip()
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def name_columns(cells: Sequence[str], file: str, line: int) -> tuple[tuple[str, ...], list[Finding]]:
    """The header's names without spaces around them; one without a name is called by its place, a second by its number."""
    names: list[str] = []
    told: list[Finding] = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip("\ufeff\u200b \t\r\n\xa0")[:LONGEST_NAME]
        if not name:
            name = f"column {place}"
            told.append(Finding("reading-column-unnamed", "warning", file, line, {"column": name, "place": place}))
        if name in names:
            again = next(f"{name} ({n})" for n in range(2, len(cells) + 2) if f"{name} ({n})" not in names)
            told.append(Finding("reading-column-twice", "warning", file, line, {"column": name, "named": again}))
            name = again
        names.append(name)
    return tuple(names), told


def without_empty(told: Iterable[Finding], header: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Finding]:
    """The findings without those on columns that have no name and nothing in them: separators at the end of lines."""
    empty = {name for name, cells in zip(header, columns, strict=True) if not any(cell.strip() for cell in set(cells))}
    return [f for f in told if f.code != "reading-column-unnamed" or f.values["column"] not in empty]


def titles_above(rows: Sequence[Sequence[str]], lines: Sequence[int], at: int, file: str) -> list[Finding]:
    """What is told of the rows above the header, if there are any."""
    above = [line for row, line in zip(rows[:at], lines, strict=False) if not is_blank(row)]
    return [of_rows("reading-title-rows", "info", file, above, header_row=lines[at])] if above else []


def is_blank(cells: Sequence[str]) -> bool:
    """Whether nothing stands in a row."""
    return not cells or not (cells[0].strip() or "".join(cells).strip())


def folded(name: str) -> str:
    """A name of a column as two people would write it alike."""
    return name.strip("\ufeff\u200b \t\r\n\xa0").casefold()
