"""A workbook without its observations: what it is and whose, the header of the table, the places, the indicators."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from local2030.formats.observations.out.geojson import REASONS
from local2030.formats.observations.out.head import Head, in_language
from local2030.formats.observations.out.rows import plain_text
from local2030.formats.tables.safe import safe_cell

SHEET = "Observations"
LONGEST = 32_767  # letters of a cell
WIDTHS = {"place_name": 28, "unit_measure": 24, "dims": 40, "source_file": 34, "attributes": 24, "series": 24, "raw_value": 18,
          "year": 8, "freq": 6, "obs_status": 11, "unit_mult": 10}  # fmt: skip
USUAL = 14
COLUMNS = {
    "indicator": "the code of the indicator; its name is in the sheet Indicators",
    "ref_area, place_name, place_level": "the place: its code, its name and what sort of place it is",
    "time_period": "the period as its source wrote it; year is the one in which it begins",
    "obs_value": "the number; empty where there is none",
    "no_value": "why there is none",
    "raw_value": "the value as its source wrote it, where that isn't just the number",
    "obs_status": "A normal, E estimated, P provisional, B break, U low reliability, F forecast, O missing, Q suppressed, M not applicable, L not answered",
    "unit_measure, unit_mult": "what is counted, and in thousands or millions of it where that is said",
    "lower_bound, upper_bound": "the interval, where the source gives one",
    "source_file, source_row": "the file and the row of the value, counted as in a text editor",
}
LABELS = {"sha256": "SHA-256", "observations": "Values"}


def frame(head: Head, header: Sequence[str], sheets: int, most: int) -> bytes:
    """The book. Each sheet of observations has a header, and a row that shows the style of each kind of value."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties(_properties(head))
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        styles = [
            book.add_format(look)
            for look in ({"num_format": "General", "align": "right"}, {"pattern": 14, "fg_color": "#7b8a86"}, {"bg_color": "#10201d"},
                         {"pattern": 17, "fg_color": "#c9d1cf"}, {"bg_color": "#f2d9c9"})
        ]  # fmt: skip
        _read_me(book.add_worksheet("Read me"), head, bold, wrapped, styles)
        for number in range(sheets):
            sheet = book.add_worksheet(SHEET if not number else f"{SHEET} {number + 1}")
            _header(sheet, header, bold, min(most, head.rows - number * most))
            for i, style in enumerate(styles):
                sheet.write_blank(1, i, None, style)
        _table(book.add_worksheet("Places"), bold, {"code:": 24, "name:": 34, "level:": 22, "parent:": 24},
               ((c, p.get("name"), p.get("level_name") or p.get("level"), p.get("parent")) for c, p in sorted(head.places.items())))  # fmt: skip
        _table(book.add_worksheet("Indicators"), bold, {"code:": 14, "name:": 70, "unit:": 24, "source:": 34, "link:": 50},
               ((c, head.indicator_name(c), in_language(i.get("unit")), in_language(i.get("source")), i.get("source_url"))
                for c, i in sorted(head.indicators.items())))  # fmt: skip
    return content.getvalue()


def _properties(head: Head) -> dict[str, Any]:
    """What a program for workbooks and a file manager show; made when the state was made, so that equal data are equal."""
    plain = head.plain
    source = plain["source"] or "not stated"
    comments = f"Licence: {plain['licence']}. Source: {source}. Version {plain['version']}, SHA-256 {plain['sha256']}"
    said = {
        "title": plain["title"],
        "author": plain["attribution"],
        "company": plain["generator"],
        "comments": comments,
    }
    found: dict[str, Any] = {name: "".join(filter(str.isprintable, text)) for name, text in said.items()}
    with suppress(ValueError):  # nobody may have said when
        found["created"] = datetime.fromisoformat(head.made).replace(tzinfo=None)
    return found


def _header(sheet: Any, header: Sequence[str], bold: Any, rows: int) -> None:
    """Column heads that stay and can be filtered by, columns as wide as what they hold."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, rows), len(header) - 1)
    for i, name in enumerate(header):
        sheet.set_column(i, i, WIDTHS.get(name, max(USUAL, min(30, len(name) + 2))))
        sheet.write_string(0, i, safe_cell(name), bold)


def _read_me(sheet: Any, head: Head, bold: Any, wrapped: Any, styles: Sequence[Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    line = 0
    for name, value in head.plain.items():
        text = ", ".join(f"{v} {k}" for k, v in value.items()) if isinstance(value, dict) else plain_text(value)
        if text:
            sheet.write_string(line, 0, LABELS.get(name, name.capitalize()) + ":", bold)
            sheet.write_string(line, 1, safe_cell(text), wrapped)
            line += 1
    start = line + 1
    sheet.write_string(start, 0, "Columns:", bold)
    for line, (name, words) in enumerate(COLUMNS.items(), start + 1):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, words, wrapped)
    start += len(COLUMNS) + 2
    sheet.write_string(start, 0, "Empty values:", bold)
    for line, (style, reason) in enumerate(zip(styles[1:], REASONS.values(), strict=True), start + 1):
        sheet.write_blank(line, 0, None, style)
        sheet.write_string(line, 1, f"{reason}: no value, and this is why; never a zero")


def _table(sheet: Any, bold: Any, header: dict[str, int], rows: Iterable[Sequence[Any]]) -> None:
    """A small table; the colon in its header keeps it from being taken for observations."""
    sheet.freeze_panes(1, 0)
    for i, (name, width) in enumerate(header.items()):
        sheet.set_column(i, i, width)
        sheet.write_string(0, i, name, bold)
    for line, row in enumerate(rows, 1):
        for i, value in enumerate(row):
            if value not in (None, ""):
                sheet.write_string(line, i, safe_cell(str(value))[:LONGEST])
