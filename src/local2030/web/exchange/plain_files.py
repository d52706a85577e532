"""A list as CSV or JSON, line by line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from local2030.formats.tables.safe import safe_cell
from local2030.web.exchange.rows import cell_text
from local2030.web.exchange.taking_out import Outgoing

LINES_AT_ONCE = 200


def csv_text(outgoing: Outgoing, empty: bool = False) -> Iterator[str]:
    """UTF-8 with the mark that Excel needs; no cell is ever run by a spreadsheet."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([column.name for column in outgoing.columns])
    lines: list[str] = []
    for seen in () if empty else outgoing:
        lines.append(writer.writerow([safe_cell(cell_text(c, seen.cells.get(c.name))) for c in outgoing.columns]))
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def json_text(outgoing: Outgoing, empty: bool = False) -> Iterator[str]:
    """One object with its rows; values keep their sort, lists stay lists. Written row by row."""
    names = [column.name for column in outgoing.columns]
    yield f'{{"kind": {json.dumps(outgoing.kind.code)}, "columns": {json.dumps(names)}, "rows": ['
    before, lines = "\n", list[str]()
    for seen in () if empty else outgoing:
        lines.append(before + json.dumps({name: seen.cells.get(name) for name in names}, ensure_ascii=False))
        before = ",\n"
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines) + "\n]}\n"


class _Echo:
    """A file for `csv.writer` that gives back what it is given."""

    def write(self, text: str) -> Any:
        return text
