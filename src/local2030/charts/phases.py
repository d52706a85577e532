"""How many stood in which phase over time: stacked steps, a colour a phase, a stroke on the day of a published count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import TOKENS

COLOURS = (TOKENS["peer"], TOKENS["petrol"], TOKENS["seq-3"], TOKENS["seq-1"])
HEIGHT = 220
_GUTTER = 34


class PhaseStep(NamedTuple):
    """From `start` to `end`, in years (2024.5): the counts from the ground up."""

    start: float
    end: float
    counts: tuple[int, ...]


@lru_cache(maxsize=32)
def phase_picture(
    width: int, steps: tuple[PhaseStep, ...], words: tuple[str, ...], marked: float | None, mark_words: str
) -> str:
    """The raw picture; `words` name the phases from the ground up; `marked` is the day of the published count."""
    alt = altair()
    first, last = (steps[0].start, steps[-1].end) if steps else (0.0, 1.0)
    most = max((sum(step.counts) for step in steps), default=1)
    across = alt.Scale(domain=[first, max(last, first + 0.1)], nice=False)
    down = alt.Scale(domain=[0, most * 1.12], nice=False)
    whole = list(range(int(first) + 1, int(last) + 1))
    x = alt.X("x:Q", scale=across, axis=alt.Axis(values=whole, format="d", grid=False, orient="bottom"))
    y = alt.Y("y:Q", scale=down, axis=alt.Axis(tickCount=4, format="d"))
    layers: list[Any] = []
    for place, colour in enumerate(COLOURS):
        rows = [
            {"x": step.start, "x2": step.end, "y": sum(step.counts[:place]), "y2": sum(step.counts[: place + 1])}
            for step in steps
            if step.counts[place]
        ]
        if rows:
            boxes = alt.Chart(alt.Data(values=rows)).mark_rect(color=colour, stroke=colour, strokeWidth=0.8)
            layers.append(boxes.encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
    if marked is not None and first <= marked <= last:
        told = alt.Chart(alt.Data(values=[{"x": marked, "y": most * 1.11, "t": mark_words}]))
        rule = told.mark_rule(color=TOKENS["ink"], strokeWidth=1.5, strokeDash=[4, 3])
        side = "right" if marked > (first + last) / 2 else "left"
        said = told.mark_text(align=side, baseline="top", dx=-6 if side == "right" else 6, color=TOKENS["ink"])
        layers += [rule.encode(x=alt.X("x:Q", scale=across)), said.encode(x=x, y=y, text="t:N")]
    if not layers:
        layers.append(alt.Chart(alt.Data(values=[{"x": first, "y": 0}])).mark_point(opacity=0).encode(x=x, y=y))
    chart = alt.layer(*layers).properties(width=width - _GUTTER - 12, height=HEIGHT)
    used = [n for n, _c in enumerate(COLOURS) if any(step.counts[n] for step in steps)]
    return picture(alt.vconcat(key(alt, [(COLOURS[n], words[n]) for n in used], width), chart, spacing=10))


def key(alt: Any, entries: Sequence[tuple[str, str]], width: int) -> Any:
    """A row of boxes with their words, broken where it grows too long."""
    x, y = 0.0, 0.0
    boxes, texts = [], []
    for colour, word in entries:
        room = 24 + 6.8 * len(word) + 16
        if x and x + room - 16 > width - 20:
            x, y = 0.0, y + 20
        boxes.append({"x": x, "x2": x + 18, "y": y + 3, "y2": y + 13, "c": colour})
        texts.append({"x": x + 24, "y": y + 8, "t": word})
        x += room
    height = int(y) + 18
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, width - 20], nice=False), axis=None)
    down = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None)
    squares = alt.Chart(alt.Data(values=boxes)).mark_rect(stroke=TOKENS["edge"], strokeWidth=0.6)
    said = alt.Chart(alt.Data(values=texts)).mark_text(align="left", baseline="middle", fontSize=12)
    return alt.layer(
        squares.encode(x=across, x2="x2:Q", y=down, y2="y2:Q", color=alt.Color("c:N", scale=None)),
        said.encode(x=across, y=down, text="t:N"),
    ).properties(width=width - 20, height=height)
