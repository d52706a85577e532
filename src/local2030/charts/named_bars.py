"""Amounts of several with long names: the name stands above its bar; what isn't known is hatched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

_ROW = 34


class Bar(NamedTuple):
    """A row: its name, the amount, the text at its end, and whether it is what isn't known."""

    name: str
    value: float
    text: str
    unknown: bool = False


def named_bars(width: int, bars: Sequence[Bar]) -> str:
    """The raw picture, a bar a row in the order given."""
    return _drawn(width, tuple(bars))


@lru_cache(maxsize=64)
def _drawn(width: int, bars: tuple[Bar, ...]) -> str:
    alt = altair()
    height, most = _ROW * len(bars), max((bar.value for bar in bars), default=0) or 1
    across = alt.Scale(domain=[0, most], range=[0, width - 90], nice=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    rows = [
        {
            "a": 0, "b": bar.value, "y": _ROW * n + 17, "y2": _ROW * n + 28, "at": _ROW * n + 9, "t": bar.text,
            "mid": _ROW * n + 22.5, "n": _short(bar.name, int((width - 10) / 7)), "c": HATCH if bar.unknown else TOKENS["petrol"],
        }
        for n, bar in enumerate(bars)
    ]  # fmt: skip
    data, y = alt.Data(values=rows), alt.Y("at:Q", scale=down, axis=None)
    shapes = alt.Chart(data).mark_rect(stroke=TOKENS["edge"], strokeWidth=0.4)
    names = alt.Chart(data).mark_text(align="left", baseline="middle", fontWeight=600, color=TOKENS["ink"], x=0)
    texts = alt.Chart(data).mark_text(align="left", baseline="middle", dx=8, dy=0.5, color=TOKENS["ink-2"])
    layers = [
        shapes.encode(
            x=alt.X("a:Q", scale=across, axis=None), x2="b:Q", y=alt.Y("y:Q", scale=down, axis=None), y2="y2:Q",
            color=alt.Color("c:N", scale=None),
        ),
        names.encode(y=y, text="n:N"),
        texts.encode(x=alt.X("b:Q", scale=across, axis=None), y=alt.Y("mid:Q", scale=down, axis=None), text="t:N"),
    ]  # fmt: skip
    return picture(alt.layer(*layers).properties(width=width - 6, height=height))


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
