"""Empty tables to fill, and filled ones: CSV with a header only; XLSX with lists, date cells and a sheet of help.

What is written here is read back by `read_ledger`, `read_claims`... with the same values and without a finding.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from local2030.formats.tables.safe import safe_cell
from local2030.formats.tables.shapes import CLAIMS, GROUP, LEDGER, REGISTER, Column, Shape
from local2030.vocabulary.messages import say
from local2030.vocabulary.programmes import ClaimRow, LedgerRow

Format = Literal["csv", "xlsx"]
ROWS_WITH_LISTS = 2_000  # as far down as an empty template checks what is typed


def ledger_template(fmt: Format, rows: Iterable[LedgerRow] = ()) -> bytes:
    """A ledger with its header, empty or with these rows."""
    return _table(LEDGER, fmt, [_ledger_cells(row) for row in rows])


def claims_template(fmt: Format, rows: Iterable[ClaimRow] = ()) -> bytes:
    """A claims file with its header, empty or with these rows."""
    return _table(CLAIMS, fmt, [{c.name: getattr(row, c.name) for c in CLAIMS.columns} for row in rows])


def register_template(fmt: Format) -> bytes:
    """A register of corrections with its header."""
    return _table(REGISTER, fmt, [])


def group_template(fmt: Format) -> bytes:
    """A table of programmes and their activities with its header."""
    return _table(GROUP, fmt, [])


def _ledger_cells(row: LedgerRow) -> dict[str, object]:
    cells: dict[str, object] = {c.name: getattr(row, c.name) for c in LEDGER.columns if c.name != "planned_actual"}
    return cells | {"planned_actual": "planned" if row.planned else "actual"}


def _table(shape: Shape, fmt: Format, rows: list[dict[str, object]]) -> bytes:
    return _csv(shape, rows) if fmt == "csv" else _xlsx(shape, rows)


def _csv(shape: Shape, rows: list[dict[str, object]]) -> bytes:
    """UTF-8; with the mark that makes Excel read accents right where there are any."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in shape.columns)
    writer.writerows([_csv_cell(row[column.name]) for column in shape.columns] for row in rows)
    written = text.getvalue()
    return written.encode("utf-8" if written.isascii() else "utf-8-sig")


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _plain_number(value)
    return safe_cell(str(value))


def _plain_number(value: Decimal) -> str:
    """Digits and a point, with two decimals where three could be taken for thousands: 1234, 1.50, 1.2340."""
    text = format(value, "f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals}0" if len(decimals) == 3 else text


def _xlsx(shape: Shape, rows: list[dict[str, object]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        formats = {
            "head": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "amount": workbook.add_format({"num_format": "#,##0.00"}),
            "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
        }
        _write_rows(workbook.add_worksheet(shape.kind), shape, rows, formats)
        _write_help(workbook.add_worksheet(say("table-help-sheet")), shape, formats)
    return content.getvalue()


def _write_rows(sheet: Any, shape: Shape, rows: list[dict[str, object]], formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    last = max(len(rows), ROWS_WITH_LISTS)
    for i, column in enumerate(shape.columns):
        sheet.write_string(0, i, column.name, formats["head"])
        sheet.set_column(i, i, 36 if column.name in ("quote", "reason") else 18, formats.get(column.kind))
        if validation := _validation(shape, column):
            sheet.data_validation(1, i, last, i, validation)
        for line, row in enumerate(rows, 1):
            _write_cell(sheet, line, i, row[column.name], formats)


def _validation(shape: Shape, column: Column) -> dict[str, object]:
    if column.choices:
        return {"validate": "list", "source": list(column.choices), "error_message": _help(shape, column)[:255]}
    if column.kind == "date":
        between = {"minimum": date(1950, 1, 1), "maximum": date(2100, 12, 31)}
        return {"validate": "date", "criteria": "between", **between, "error_message": _help(shape, column)[:255]}
    return {}


def _write_cell(sheet: Any, line: int, i: int, value: object, formats: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        # A spreadsheet's number has 15 digits; what has more goes in as text, so that nothing is lost.
        if len(value.as_tuple().digits) <= 15:
            sheet.write_number(line, i, float(value), formats["amount"])
        else:
            sheet.write_string(line, i, _plain_number(value))
    elif isinstance(value, date):
        sheet.write_datetime(line, i, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(line, i, value)
    else:
        sheet.write_string(line, i, safe_cell(str(value)))


def _write_help(sheet: Any, shape: Shape, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 90)
    for i, head in enumerate(("table-help-column", "table-help-needed", "table-help-meaning")):
        sheet.write_string(0, i, say(head), formats["head"])
    for line, column in enumerate(shape.columns, 1):
        # A trailing colon keeps this sheet from being taken for the table, should it be moved to the front.
        sheet.write_string(line, 0, column.name + ":", formats["wrap"])
        sheet.write_string(line, 1, say("table-help-yes" if column.required else "table-help-no"), formats["wrap"])
        sheet.write_string(line, 2, _help(shape, column), formats["wrap"])


def _help(shape: Shape, column: Column) -> str:
    return say(f"{shape.kind}-column-{column.name.replace('_', '-')}")
