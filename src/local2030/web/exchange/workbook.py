"""A list as an XLSX workbook to work in: drop-downs for choices, grey cells for what the platform keeps, a sheet of help.

Rows go to disk one by one, so a workbook of 100,000 rows takes little memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from local2030.formats.tables.safe import safe_cell
from local2030.vocabulary.places import countries
from local2030.web.exchange.columns import FileColumn, label_of, meaning_of
from local2030.web.exchange.rows import cell_text
from local2030.web.exchange.taking_out import Outgoing
from local2030.web.registry.kinds import Kind

LONGEST = 32_000  # a spreadsheet's cell holds 32,767 characters
ROWS_TO_FILL = 2_000  # so many rows below the last have drop-downs, too
FIRST_DAY = date(1900, 3, 1)  # spreadsheets count a 29 February 1900
GREY = "#EFEFEF"


def write_workbook(outgoing: Outgoing, goal: Path, empty: bool = False) -> None:
    """Writes the workbook to a file; `empty`: without rows, to be filled."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(goal.parent),
    }
    with xlsxwriter.Workbook(str(goal), options | {"strings_to_numbers": False}) as book:
        formats = _formats(book)
        sheet = book.add_worksheet(outgoing.kind.slug[:31])
        _set_up(book, sheet, outgoing, formats, 0 if empty else len(outgoing.keys))
        sheet.write_row(0, 0, [c.name for c in outgoing.columns], formats["head"])
        for line, seen in enumerate(() if empty else outgoing, 1):
            for at, column in enumerate(outgoing.columns):
                _write(sheet, line, at, column, seen.cells.get(column.name), formats)
        _help(book, outgoing.kind, outgoing.columns, formats)
        _lists(book, outgoing.columns)


def fitted(text: str) -> str:
    """The text as a cell of a spreadsheet can hold it; a longer one is cut, and read back as if nobody touched it."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _formats(book: Any) -> dict[str, Any]:
    text = {"num_format": "@", "valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "text": book.add_format({**text, "locked": False}),
        "number": book.add_format({"valign": "top", "locked": False}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "locked": False}),
        "fixed": book.add_format({**text, "bg_color": GREY}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _set_up(book: Any, sheet: Any, outgoing: Outgoing, formats: dict[str, Any], rows: int) -> None:
    """Widths, formats of empty cells, drop-downs, the head that stays. Protected without a password, so anyone can lift it."""
    sheet.freeze_panes(1, 1)
    last = rows + ROWS_TO_FILL
    places = _list_places(outgoing.columns)
    for at, column in enumerate(outgoing.columns):
        wide = 50 if column.column and (column.column.sort == "long" or column.name == "title") else 18
        sheet.set_column(at, at, wide, formats[_format_of(column)])
        if column.name in places:
            first, end = places[column.name]
            rule = {"validate": "list", "source": f"=Lists!${_letter(first)}$1:${_letter(first)}${end}"}
            words = _("Choose one of the list, or leave the cell empty.")
            sheet.data_validation(1, at, last, at, rule | {"error_message": words[:250], "error_type": "warning"})
    sheet.autofilter(0, 0, max(rows, 1), len(outgoing.columns) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "insert_rows": True, "delete_rows": True,
                       "format_columns": True, "format_rows": True, "format_cells": True})  # fmt: skip


def _format_of(column: FileColumn) -> str:
    if column.is_fixed:
        return "fixed"
    sort = column.column.sort if column.column else "text"
    return {"number": "number", "day": "day"}.get(sort, "text")


def _write(sheet: Any, line: int, at: int, column: FileColumn, value: Any, formats: dict[str, Any]) -> None:
    """One cell. Numbers and days as such where a spreadsheet keeps them whole, all else as text that is never run."""
    if value is None or value == "":
        return
    style = formats[_format_of(column)]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and float(f"{value:.15G}") == value:
        sheet.write_number(line, at, value, style)
    elif column.column is not None and column.column.sort == "day" and (day := _day(value)):
        sheet.write_datetime(line, at, day, style)
    else:
        sheet.write_string(line, at, fitted(safe_cell(cell_text(column, value))), style)


def _day(text: Any) -> date | None:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


def _help(book: Any, kind: Kind, columns: Sequence[FileColumn], formats: dict[str, Any]) -> None:
    """What each column holds. A trailing colon keeps this sheet from being taken for the table."""
    sheet = book.add_worksheet(_("How to")[:31])
    for at, width in enumerate((24, 32, 12, 90)):
        sheet.set_column(at, at, width, formats["wrap"])
    told = (
        _(
            "Change, add or empty cells; save; bring the file back on the page of the list. You see what will change first."
        ),
        _("Grey cells are kept by the platform. A row that you delete here stays there: nothing is deleted by a file."),
        _("An empty cell empties the column. A column that you delete from the file stays as it is."),
    )
    for line, text in enumerate((f"{kind.names}. {kind.what}", *told)):
        sheet.merge_range(line, 0, line, 3, text, formats["wrap"])
    heads = (_("Column"), _("In words"), _("Needed"), _("What it holds"))
    sheet.write_row(len(told) + 2, 0, [f"{text}:" for text in heads], formats["head"])
    for line, column in enumerate(columns, len(told) + 3):
        needed = _("yes") if column.column and column.column.required else ""
        said = (f"{column.name}:", label_of(kind, column.name), needed, meaning_of(kind, column))
        for at, text in enumerate(said):
            sheet.write_string(line, at, text, formats["wrap"])


def _choices(column: FileColumn) -> tuple[str, ...]:
    """What a drop-down offers; none for a cell that may hold several."""
    held = column.column
    if held is None or column.is_fixed:
        return ()
    if held.sort == "choice":
        return tuple(code for code, _words in held.choices)
    if held.sort == "yes":
        return ("yes", "no")
    return tuple(sorted(place.code for place in countries())) if held.sort == "country" else ()


def _list_places(columns: Sequence[FileColumn]) -> dict[str, tuple[int, int]]:
    """For each column with a drop-down: where its list stands in the sheet of lists, and how long it is."""
    with_lists = [(c.name, len(_choices(c))) for c in columns if _choices(c)]
    return {name: (at, count) for at, (name, count) in enumerate(with_lists)}


def _lists(book: Any, columns: Sequence[FileColumn]) -> None:
    lists = [_choices(c) for c in columns if _choices(c)]
    if not lists:
        return
    sheet = book.add_worksheet("Lists")
    for line in range(max(map(len, lists))):
        for at, codes in enumerate(lists):
            if line < len(codes):
                sheet.write_string(line, at, codes[line])
    sheet.hide()


def _letter(at: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(at))
