"""How far something went, step by step: a bar a step, solid where it is sure, hatched where it may be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

_ROW, _BAR = 46, 18
UNKNOWN = 1.0  # anything up to the longest bar: a shorter one would look like an amount


class StepBar(NamedTuple):
    """A step: its name, what is said of it, and from what to what part of the longest bar; None: not known."""

    name: str
    said: str
    part: tuple[float, float] | None


@lru_cache(maxsize=64)
def step_bars(width: int, bars: tuple[StepBar, ...]) -> str:
    """The raw picture: name and words above each bar, so that they fit on a phone too."""
    alt = altair()
    tall = _ROW * max(len(bars), 1)
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    down = alt.Scale(domain=[0, tall], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=down, axis=None)
    layers: list[Any] = []
    for rows, colour, opacity, frame in (
        (_solid(bars), TOKENS["petrol"], 1.0, {}),
        (_open(bars), HATCH, 1.0, {}),
        (_open(bars), TOKENS["petrol"], 0.28, {}),
        (_unknown(bars), HATCH, 1.0, {"stroke": TOKENS["edge"], "strokeWidth": 0.6}),
    ):
        if rows:
            boxes = alt.Chart(alt.Data(values=rows)).mark_rect(color=colour, opacity=opacity, **frame)
            layers.append(boxes.encode(x=across, x2="x2:Q", y=y, y2="y2:Q"))
    words = [{"x": 0, "y": _ROW * n + 10, "n": bar.name, "t": bar.said} for n, bar in enumerate(bars)]
    texts = alt.Chart(alt.Data(values=words or [{"x": 0, "y": 0, "n": "", "t": ""}]))
    look = {"align": "left", "baseline": "middle", "fontSize": 13}
    layers.append(texts.mark_text(**look, fontWeight=600, color=TOKENS["ink"]).encode(x=across, y=y, text="n:N"))
    aside = texts.mark_text(**look, dx=min(150, width * 0.34), color=TOKENS["ink-2"])
    layers.append(aside.encode(x=across, y=y, text="t:N"))
    return picture(alt.layer(*layers).properties(width=width - 8, height=tall))


def _solid(bars: Sequence[StepBar]) -> list[dict[str, float]]:
    return [_box(n, 0, bar.part[0]) for n, bar in enumerate(bars) if bar.part is not None and bar.part[0] > 0]


def _open(bars: Sequence[StepBar]) -> list[dict[str, float]]:
    return [_box(n, *bar.part) for n, bar in enumerate(bars) if bar.part is not None and bar.part[1] > bar.part[0]]


def _unknown(bars: Sequence[StepBar]) -> list[dict[str, float]]:
    return [_box(n, 0, UNKNOWN) for n, bar in enumerate(bars) if bar.part is None]


def _box(row: int, start: float, end: float) -> dict[str, float]:
    top = _ROW * row + 20
    return {"x": start, "x2": end, "y": top, "y2": top + _BAR}
