"""How the monitoring commands print what they found: a table for people, JSON and CSV for programs, findings beside it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

TOLD = 12
SHOWN = 300
WIDEST = 100
LONGEST_WORD, SHORTEST = 21, 4
CODES = ("due", "stands")
APART = ("indicator", "place", "dims", "period", "latest_period")


def print_document(
    document: Mapping[str, Any], name: str, columns: Sequence[str], shown: Sequence[str], format_: str
) -> None:
    if format_ == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    if format_ == "csv":
        from local2030.formats.tables.safe import safe_cell

        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(columns)
        for row in document[name]:
            out.writerow([_cell(_said(row, column), safe_cell) for column in columns])
    else:
        rows = document[name][:SHOWN]
        reasons = _reasons(rows) if "reason" in shown else {}
        _table([row | {"reason": reasons.get(row.get("reason"))} for row in rows], _told_apart(rows, shown))
        for reason, note in reasons.items():
            click.echo(f"({note}) {reason}")
        if len(document[name]) > SHOWN:
            click.echo(f"{len(document[name]) - SHOWN} more rows: --format csv or json has them all.", err=True)
    _tell(document["findings"])


def _reasons(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Each reason once, with the number that stands for it in the table."""
    return {reason: number for number, reason in enumerate(dict.fromkeys(r["reason"] for r in rows if r["reason"]), 1)}


def _told_apart(rows: Iterable[Mapping[str, Any]], shown: Sequence[str]) -> Sequence[str]:
    """The columns shown, and after the first those of series and unit without which two rows would look the same."""
    rows = list(rows)
    keys = [tuple(str(row.get(name)) for name in APART) for row in rows]
    for more in (("series",), ("unit",), ("series", "unit")):
        if len(set(keys)) == len(rows):
            break
        apart = [(*key, *(row.get(name) for name in more)) for key, row in zip(keys, rows, strict=True)]
        if len(set(apart)) > len(set(keys)) and set(more).isdisjoint(shown):
            shown, keys = (shown[0], *more, *shown[1:]), apart
    return shown


def _table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """A table for people: no column in which nothing stands, and no word broken that needn't be."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    texts = [[_shown(row, column) for column in columns] for row in rows]
    filled = [at for at, _ in enumerate(columns) if not texts or any(row[at] for row in texts)]
    console = Console()
    heads = [columns[at].replace("_", " ") for at in filled]
    cells = [[head, *(row[at] for row in texts)] for head, at in zip(heads, filled, strict=True)]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for head, width in zip(heads, _widths(cells, console.width - 2 * len(cells) - 1), strict=True):
        table.add_column(head, overflow="fold", width=width)
    for row in texts:
        table.add_row(*(escape(row[at]) for at in filled))
    console.print(table)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is: its longest word, less of the longest where there is no room, more for long texts."""
    full = [max(map(len, cells), default=1) for cells in columns]
    widths = [min(max(map(len, " ".join(cells).split()), default=1), LONGEST_WORD) for cells in columns]
    while sum(widths) > room and max(widths, default=0) > SHORTEST:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < room and (lacking := [f - w for f, w in zip(full, widths, strict=True)]) and max(lacking) > 0:
        widths[lacking.index(max(lacking))] += 1
    return widths


def _shown(row: Mapping[str, Any], column: str) -> str:
    """A cell for people; `base` and `latest` are a value with its period, codes are words, true and false yes and no."""
    if isinstance(row.get(column), bool):
        return "yes" if row[column] else "no"
    if isinstance(row.get(column), str) and (column in CODES or re.fullmatch(r"[a-z]+(_[a-z]+)+", row[column])):
        return str(row[column]).replace("_", " ").replace("-", " ")
    if column == "dims" and row.get(column):
        return ", ".join(f"{name}: {value}" for name, value in json.loads(row[column]).items())
    if column in ("base", "latest") and column not in row:
        value = row.get(f"{column}_value")
        return "" if value is None else f"{_text(value)} ({row[f'{column}_period']})"
    return _text(row.get(column))


def filled(text: str, first: str, others: str) -> str:
    """A text broken into lines as wide as the terminal, at most 100."""
    wide = min(shutil.get_terminal_size().columns, WIDEST)
    return textwrap.fill(text, wide, initial_indent=first, subsequent_indent=others)


def _tell(findings: Sequence[Mapping[str, Any]]) -> None:
    for said in findings[:TOLD]:
        where = ":".join(str(x) for x in (said["file"], said["line"]) if x is not None)
        told = ": ".join(x for x in (said["severity"], where, said["message"]) if x)
        click.echo(f"{told} {said['remedy']}".rstrip(), err=True)
    if len(findings) > TOLD:
        click.echo(f"{len(findings) - TOLD} more findings: --format json lists them all.", err=True)


def _said(row: Mapping[str, Any], column: str) -> Any:
    """What stands in a column: a status that there isn't is `none`, all else that there isn't is empty."""
    value = row.get(column)
    return "none" if column == "status" and value is None else value


def _cell(value: Any, safe: Any) -> Any:
    """Numbers as they are; a text that a spreadsheet would run is made harmless."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    return safe(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def exit_code(document: Mapping[str, Any]) -> int:
    return 3 if any(f["severity"] == "error" for f in document["findings"]) else 0
