"""The lives of several over time: a row each, a bar for each span in a state, a stroke where a life ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

Look = Literal["solid", "light", "hatched", "outline"]
_ROW = 34


class Span(NamedTuple):
    """A stretch of a row in years (2023.5), drawn solid, light, hatched (not known since when) or in outline."""

    start: float
    end: float
    look: Look


class Life(NamedTuple):
    """A row: its name, its spans, and the year in which it ended, None where it goes on."""

    name: str
    spans: tuple[Span, ...]
    ended: float | None


def lifelines(width: int, lives: Sequence[Life], first: float, last: float, words: Sequence[tuple[Look, str]]) -> str:
    """The raw picture, from year `first` to `last`; `words` say what each look means."""
    alt = altair()
    height = _ROW * len(lives)
    across = alt.X("x:Q", scale=alt.Scale(domain=[first, last], nice=False), axis=_years(alt, first, last, width))
    fills = {"solid": TOKENS["petrol"], "light": TOKENS["seq-2"], "hatched": HATCH, "outline": TOKENS["ground"]}
    down = alt.Scale(domain=[0, height], reverse=True)
    rows = [
        {
            "x": max(span.start, first), "x2": min(span.end, last), "y": _ROW * n + 18, "y2": _ROW * n + 28,
            "c": fills[span.look],
        }
        for n, life in enumerate(lives)
        for span in life.spans
    ]  # fmt: skip
    bars = alt.Chart(alt.Data(values=rows)).mark_rect(stroke=TOKENS["petrol"], strokeWidth=0.8)
    y = alt.Y("y:Q", scale=down, axis=None)
    layers = [bars.encode(x=across, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("c:N", scale=None))]
    ends = [
        {"x": life.ended, "y": _ROW * n + 14, "y2": _ROW * n + 32}
        for n, life in enumerate(lives)
        if life.ended is not None
    ]
    if ends:
        strokes = alt.Chart(alt.Data(values=ends)).mark_rule(color=TOKENS["clay"], strokeWidth=2.5)
        layers.append(strokes.encode(x=across, y=y, y2="y2:Q"))
    most = int((width - 20) / 6.8)
    names = [{"x": first, "y": _ROW * n + 9, "t": _short(life.name, most)} for n, life in enumerate(lives)]
    texts = alt.Chart(alt.Data(values=names)).mark_text(
        align="left", baseline="middle", fontSize=12, fontWeight=600, color=TOKENS["ink"]
    )
    layers.append(texts.encode(x=across, y=y, text="t:N"))
    chart = alt.layer(*layers).properties(width=width - 20, height=height)
    return picture(alt.vconcat(_key(alt, words, width, fills), chart, spacing=10))


def _years(alt: Any, first: float, last: float, width: int) -> Any:
    values = list(range(int(first) + 1, int(last) + 1))
    step = 2 if width < 500 and len(values) > 5 else 1
    return alt.Axis(values=values[::step], format="d", grid=True, orient="bottom")


def _key(alt: Any, words: Sequence[tuple[Look, str]], width: int, fills: dict[str, str]) -> Any:
    x, y = 0.0, 0.0
    boxes, texts = [], []
    for look, word in words:
        room = 24 + 6.8 * len(word) + 16
        if x and x + room - 16 > width - 20:
            x, y = 0.0, y + 20
        boxes.append({"x": x, "x2": x + 18, "y": y + 3, "y2": y + 13, "c": fills[look]})
        texts.append({"x": x + 24, "y": y + 8, "t": word})
        x += room
    height = int(y) + 18
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, width - 20], nice=False), axis=None)
    down = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None)
    squares = alt.Chart(alt.Data(values=boxes)).mark_rect(stroke=TOKENS["petrol"], strokeWidth=0.8)
    said = alt.Chart(alt.Data(values=texts)).mark_text(align="left", baseline="middle", fontSize=12)
    return alt.layer(
        squares.encode(x=across, x2="x2:Q", y=down, y2="y2:Q", color=alt.Color("c:N", scale=None)),
        said.encode(x=across, y=down, text="t:N"),
    ).properties(width=width - 20, height=height)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
