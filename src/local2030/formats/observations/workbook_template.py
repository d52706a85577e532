"""The workbook that we hand out: a sheet for values, one for what the indicators are, one for places, one of help.

What is filled in is read back by the same reader as any workbook; the sheets beside the values are known by the colon
behind the names of their columns.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from local2030.formats.observations.workbook_sides import INDICATORS, PLACES, READ_ME
from local2030.vocabulary.messages import say

SHEET = "Values"
VALUES = ("indicator", "series", "place", "year", "unit", "value", "sex", "age", "status", "comment")
STATUSES = ("A", "B", "E", "F", "P", "U", "O", "Q", "M", "L")
ROWS_WITH_LISTS = 5_000
DIRECTIONS = ("increase", "decrease")
YES_NO = ("yes", "no")


def write_template(target: Path | BinaryIO) -> None:
    """Writes the empty workbook."""
    content = template_bytes()
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def template_bytes() -> bytes:
    """The empty workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})  # 2014/15 and 1.10 stay as they are typed
        values = _sheet(book, SHEET, VALUES, head, text, {"value"})
        _list(values, VALUES.index("status"), STATUSES)
        indicators = _sheet(book, INDICATORS.sheet, INDICATORS.header, head, text, {"target:", "limit:"})
        _list(indicators, INDICATORS.header.index("direction:"), DIRECTIONS)
        _list(indicators, INDICATORS.header.index("growth_rate:"), YES_NO)
        _sheet(book, PLACES.sheet, PLACES.header, head, text, set())
        _help(book.add_worksheet(READ_ME), head, wrap)
    return stream.getvalue()


def _sheet(book: Any, name: str, header: Sequence[str], head: Any, text: Any, numbers: set[str]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for i, column in enumerate(header):
        sheet.set_column(i, i, 30 if column in ("name:", "comment", "source:", "link:") else 14,
                         None if column in numbers else text)  # fmt: skip
        sheet.write_string(0, i, column, head)
    return sheet


def _list(sheet: Any, column: int, choices: Sequence[str]) -> None:
    sheet.data_validation(1, column, ROWS_WITH_LISTS, column, {"validate": "list", "source": list(choices)})


def _help(sheet: Any, head: Any, wrap: Any) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    line = 0
    for name, columns in ((SHEET, VALUES), (INDICATORS.sheet, INDICATORS.header), (PLACES.sheet, PLACES.header)):
        sheet.write_string(line, 0, name + ":", head)
        sheet.write_string(line, 1, say(f"template-sheet-{name.casefold()}"), wrap)
        for line, column in enumerate(columns, line + 1):  # noqa: B020 - the lines go on
            bare = column.strip(":").replace("_", "-")
            sheet.write_string(line, 0, f"{column.strip(':')}:", wrap)
            sheet.write_string(line, 1, say(f"template-{name.casefold()}-{bare}"), wrap)
        line += 2
