"""The local share of many at once: each a thin band, in the order of what is proven, the gates across."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

MOST_STEPS = 120


@lru_cache(maxsize=64)
def share_bands(
    width: int, bands: tuple[tuple[float, float], ...], blind: int, gates: tuple[tuple[float, str], ...], words: str
) -> str:
    """The raw picture: solid to the low bound, hatched to the high one, from the highest proven to the lowest; at the
    end a hatched block as wide as the `blind` for which nobody can tell, with `words` on top.
    """
    alt = altair()
    height, total = 240, len(bands) + blind
    ordered = sorted(bands, key=lambda band: (-band[0], -band[1]))
    across = alt.Scale(domain=[0, max(total, 1)], nice=False)
    down = alt.Scale(domain=[0, 1], nice=False)
    labels = " : ".join(f"datum.value == {gate} ? '{percent}'" for gate, percent in gates)
    marks = [gate for gate, _ in gates]
    axis = alt.Axis(values=[0, *marks, 0.5, 1], labelExpr=f"{labels} : format(datum.value, '.0%')", title=None)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=axis)
    layers: list[Any] = []
    for colour, opacity, rows in (
        (TOKENS["petrol"], 1.0, _steps(ordered, solid=True)),
        (HATCH, 1.0, _steps(ordered, solid=False)),
        (TOKENS["petrol"], 0.28, _steps(ordered, solid=False)),
    ):
        if rows:
            bars = alt.Chart(alt.Data(values=rows)).mark_rect(color=colour, opacity=opacity)
            layers.append(bars.encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
    if blind:
        block = alt.Chart(alt.Data(values=[{"x": len(bands), "x2": total, "y": 0, "y2": 1}]))
        block = block.mark_rect(color=HATCH, stroke=TOKENS["edge"], strokeWidth=0.6)
        layers.append(block.encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
        said = alt.Chart(alt.Data(values=[{"x": total, "y": 1, "t": words}]))
        said = said.mark_text(align="right", baseline="bottom", dy=-5, color=TOKENS["ink"], fontWeight=600)
        layers.append(said.encode(x=x, y=y, text="t:N"))
    rules = alt.Chart(alt.Data(values=[{"y": gate} for gate in marks]))
    layers.append(rules.mark_rule(color=TOKENS["ink-2"], strokeWidth=0.75).encode(y=y))
    return picture(alt.layer(*layers).properties(width=width - 56, height=height))


def _steps(ordered: Sequence[tuple[float, float]], *, solid: bool) -> list[dict[str, float]]:
    """Equal neighbours as one band; of very many, neighbours in order share one band at the mean of their bounds."""
    stride = max(1, -(-len(ordered) // MOST_STEPS))
    rows: list[dict[str, float]] = []
    for start in range(0, len(ordered), stride):
        group = ordered[start : start + stride]
        low, high = (sum(band[i] for band in group) / len(group) for i in (0, 1))
        bottom, top = (0.0, round(low, 3)) if solid else (round(low, 3), round(high, 3))
        end = min(start + stride, len(ordered))
        if rows and (rows[-1]["y"], rows[-1]["y2"], rows[-1]["x2"]) == (bottom, top, start):
            rows[-1]["x2"] = end
        elif top > bottom:
            rows.append({"x": start, "x2": end, "y": bottom, "y2": top})
    return rows
