"""A table of this room as a file: CSV, XLSX or JSON, no cell of which a spreadsheet runs; each that leaves is logged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from local2030.formats.tables.safe import safe_cell
from local2030.web.history.chain import append
from local2030.web.registry.changing import by

ENDINGS = ("csv", "xlsx", "json")
TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
Rows = Sequence[Mapping[str, Any]]


def table_answer(
    request: HttpRequest, ending: str, name: str, kind: str, head: Sequence[str], rows: Rows, about: Mapping[str, Any]
) -> HttpResponse:
    """The rows as a file of that name. `about`: what JSON and the second sheet say of the table; `kind`: of its subject."""
    if ending not in ENDINGS:
        raise Http404
    if request.method != "HEAD":
        after = {"format": ending, "what": name, "rows": len(rows), "query": request.META.get("QUERY_STRING", "")[:300]}
        append(by=by(request.user), deed="export", kind=kind, id=name, after=after, audience="audit")
    body = {"csv": _csv, "xlsx": _xlsx, "json": _json}[ending](head, rows, about)
    answer = HttpResponse(body, content_type=TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _csv(head: Sequence[str], rows: Rows, about: Mapping[str, Any]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe_cell(_text(row.get(name))) for name in head] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(head: Sequence[str], rows: Rows, about: Mapping[str, Any]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("table")
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, list(head), bold)
        for line, row in enumerate(rows, 1):
            for at, name in enumerate(head):
                _cell(sheet, line, at, row.get(name))
        notes = book.add_worksheet("about")
        notes.set_column(0, 1, 40)
        for line, (name, value) in enumerate(about.items()):
            notes.write_string(line, 0, safe_cell(name))
            notes.write_string(line, 1, safe_cell(_text(value)))
    return out.getvalue()


def _json(head: Sequence[str], rows: Rows, about: Mapping[str, Any]) -> bytes:
    whole = {**about, "rows": [{name: row.get(name) for name in head} for row in rows]}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode()


def _cell(sheet: Any, line: int, at: int, value: Any) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, str | list | tuple):
        sheet.write_string(line, at, safe_cell(_text(value))[:32_000])
    else:
        sheet.write_number(line, at, float(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return str(value)
