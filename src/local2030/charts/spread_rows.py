"""Several groups on one axis: of each the middle half as a bar, the middle as a mark, a line from the 10th to the 90th."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from local2030.charts import drawing as d
from local2030.charts.palette import HATCH, TOKENS

ROW = 40
Five = tuple[float, float, float, float, float]


class SpreadRow(NamedTuple):
    """A group with its five quantiles (10, 25, 50, 75, 90), or without any where too few are known."""

    name: str
    five: Five | None
    words: str  # at the end of the name's line: how many are known


def spread_rows(width: int, rows: Sequence[SpreadRow], write: Callable[[float], str]) -> str:
    """The raw picture, a group a row in the order given: its name above, its spread below."""
    ends = [value for row in rows if row.five for value in (row.five[0], row.five[-1])]
    marks = d.ticks(min(ends), max(ends), 3 if width < 500 else 5) if ends else []
    left, right = 8.0, width - 8.0
    length = (marks[-1] - marks[0]) if marks else 1.0

    def x(value: float) -> float:
        return left + (right - left) * (value - marks[0]) / (length or 1.0)

    bottom = ROW * len(rows) + 4
    parts = [d.rule(x(mark), 4, x(mark), bottom) for mark in marks]
    for n, row in enumerate(rows):
        parts += _row(row, ROW * n, width, x)
    for mark in marks:
        anchor = "start" if x(mark) < 20 else "end" if x(mark) > width - 20 else "middle"
        parts.append(d.text(x(mark), bottom + 16, write(mark), anchor))
    return d.sheet(width, bottom + (24 if marks else 4), parts)


def _row(row: SpreadRow, top: float, width: int, x: Callable[[float], float]) -> list[str]:
    most = int((width - 24) / d.LETTER) - len(row.words)
    name = row.name if len(row.name) <= most else row.name[: max(1, most - 1)] + "…"
    parts = [
        d.rect(0, top + 2, len(name) * d.LETTER + 4, 16, TOKENS["ground"]),
        d.text(0, top + 15, name, colour="ink", strong=True),
        d.rect(width - len(row.words) * d.LETTER - 4, top + 2, len(row.words) * d.LETTER + 4, 16, TOKENS["ground"]),
        d.text(width, top + 15, row.words, "end"),
    ]
    y = top + 29
    if row.five is None:
        return [*parts, d.rect(8, y - 5, width - 16, 10, HATCH)]
    low, q1, middle, q3, high = map(x, row.five)
    return [
        *parts,
        d.rule(low, y, high, y, "series-2", 2),
        d.rect(q1, y - 5, max(2.0, q3 - q1), 10, TOKENS["seq-3"]),
        d.rule(middle, y - 8, middle, y + 8, "ink", 2.5),
    ]
