"""Two amounts of several: a row each, hollow before, solid after, a line between that says which way it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import TOKENS

_ROW = 36


class Pair(NamedTuple):
    """A row: its name, the amount before and after, and the text at its end."""

    name: str
    before: float
    after: float
    text: str


def dumbbells(width: int, pairs: Sequence[Pair], words: tuple[str, str]) -> str:
    """The raw picture; `words` say what hollow and solid mean. Petrol where it rose, clay where it fell."""
    alt = altair()
    height = _ROW * len(pairs)
    most = max((max(p.before, p.after) for p in pairs), default=0) or 1
    across = alt.Scale(domain=[0, most], range=[6, width - (110 if width > 500 else 84)], nice=False)
    down = alt.Scale(domain=[0, height], reverse=True)
    y = alt.Y("y:Q", scale=down, axis=None)
    rows = [
        {
            "a": p.before, "b": p.after, "y": _ROW * n + 24, "t": p.text, "n": _short(p.name, int((width - 20) / 6.8)),
            "top": _ROW * n + 9, "end": max(p.before, p.after),
            "c": TOKENS["petrol"] if p.after >= p.before else TOKENS["clay"],
        }
        for n, p in enumerate(pairs)
    ]  # fmt: skip
    data = alt.Data(values=rows)
    x = alt.X("a:Q", scale=across, axis=None)
    colour = alt.Color("c:N", scale=None)
    lines = alt.Chart(data).mark_rule(strokeWidth=2.5).encode(x=x, x2="b:Q", y=y, color=colour)
    hollow = alt.Chart(data).mark_point(
        size=64, filled=True, opacity=1, color=TOKENS["ground"], stroke=TOKENS["ink-2"], strokeWidth=1.5
    )
    solid = alt.Chart(data).mark_point(size=72, filled=True, opacity=1)
    names = alt.Chart(data).mark_text(align="left", baseline="middle", fontWeight=600, color=TOKENS["ink"], x=0)
    texts = alt.Chart(data).mark_text(align="left", baseline="middle", dx=10, color=TOKENS["ink-2"])
    layers = [
        lines,
        hollow.encode(x=x, y=y),
        solid.encode(x=alt.X("b:Q", scale=across, axis=None), y=y, color=colour),
        names.encode(y=alt.Y("top:Q", scale=down, axis=None), text="n:N"),
        texts.encode(x=alt.X("end:Q", scale=across, axis=None), y=y, text="t:N"),
    ]
    chart = alt.layer(*layers).properties(width=width - 6, height=height)
    return picture(alt.vconcat(_key(alt, words, width), chart, spacing=10))


def _key(alt: object, words: tuple[str, str], width: int) -> object:
    library = altair()
    start = 16 + 6.8 * len(words[0]) + 28
    place = library.Scale(domain=[0, width - 6], nice=False)
    rows = [{"x": 6, "t": words[0], "f": TOKENS["ground"]}, {"x": start, "t": words[1], "f": TOKENS["petrol"]}]
    if start + 16 + 6.8 * len(words[1]) > width - 6:
        rows[1] |= {"x": 6}
        rows[0] |= {"y": 0}
    data = library.Data(values=[{"y": 8 + (18 * n if rows[1]["x"] == 6 else 0), **row} for n, row in enumerate(rows)])
    height = 36 if rows[1]["x"] == 6 else 18
    y = library.Y("y:Q", scale=library.Scale(domain=[0, height], reverse=True), axis=None)
    x = library.X("x:Q", scale=place, axis=None)
    dots = library.Chart(data).mark_point(size=56, filled=True, opacity=1, stroke=TOKENS["ink-2"], strokeWidth=1.5)
    texts = library.Chart(data).mark_text(align="left", baseline="middle", dx=10, fontSize=12)
    layers = [dots.encode(x=x, y=y, color=library.Color("f:N", scale=None)), texts.encode(x=x, y=y, text="t:N")]
    return library.layer(*layers).properties(width=width - 6, height=height)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
