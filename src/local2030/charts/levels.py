"""How many stand at each level, and for how many the level could still be higher."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS


class LevelRow(NamedTuple):
    """One line: its label, how many are settled there, how many could be higher, how many were not screened."""

    label: str
    settled: int
    open: int
    unknown: int
    text: str


@lru_cache(maxsize=64)
def level_bars(width: int, rows: tuple[LevelRow, ...]) -> str:
    """The raw picture: a bar a line, solid where settled, tinted and hatched where it could be higher; what was not
    screened stands apart below, hatched alone.
    """
    alt = altair()
    most = max((row.settled + row.open + row.unknown for row in rows), default=0) or 1
    gutter, end = (150, 150) if width > 500 else (110, 90)
    data = []
    for i, row in enumerate(rows):
        at = 30 * i + (14 if row.unknown or (i == len(rows) - 1) else 0)
        for start, size, colour in (
            (0, row.settled, "petrol"),
            (row.settled, row.open, "open"),
            (0, row.unknown, "none"),
        ):
            if size:
                data.append({"a": start, "b": start + size, "y": at, "y2": at + 20, "kind": colour})
    tall = 30 * len(rows) + 20
    across = alt.Scale(domain=[0, most], range=[gutter, width - end], nice=False)
    down = alt.Scale(domain=[0, tall], range=[0, tall], nice=False)
    x, y = alt.X("a:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    layers = []
    looks = (
        ("petrol", TOKENS["petrol"], 1.0),
        ("open", HATCH, 1.0),
        ("open", TOKENS["petrol"], 0.28),
        ("none", HATCH, 1.0),
    )
    for kind, colour, opacity in looks:
        found = [row for row in data if row["kind"] == kind]
        if found:
            line = {"stroke": TOKENS["edge"], "strokeWidth": 0.6} if kind == "none" else {}
            bars = alt.Chart(alt.Data(values=found)).mark_rect(color=colour, opacity=opacity, **line)
            layers.append(bars.encode(x=x, x2="b:Q", y=y, y2="y2:Q"))
    words = [
        {"x": row.settled + row.open + row.unknown, "n": row.label, "t": row.text,
         "y": 30 * i + 10 + (14 if row.unknown or i == len(rows) - 1 else 0)}
        for i, row in enumerate(rows)
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=words)).encode(y=alt.Y("y:Q", scale=down, axis=None))
    names = base.mark_text(align="left", baseline="middle", fontWeight=600, color=TOKENS["ink"], x=0).encode(text="n:N")
    counts = base.mark_text(align="left", baseline="middle", dx=8, color=TOKENS["ink-2"])
    layers += [names, counts.encode(x=alt.X("x:Q", scale=across, axis=None), text="t:N")]
    return picture(alt.layer(*layers).properties(width=width - 6, height=tall))
