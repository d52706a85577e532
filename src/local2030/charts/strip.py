"""Many places on one axis: each a dot, the middle half as a bar, the one that is looked at and its parent named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from local2030.charts import drawing as d
from local2030.charts.palette import TOKENS

HEIGHT = 128


def dot_strip(
    width: int, values: tuple[float, ...], own: tuple[str, float] | None, parent: tuple[str, float] | None,
    write: Callable[[float], str],
) -> str:  # fmt: skip
    """The raw picture; dots that would lie on each other are piled up."""
    every = [*values, *(v[1] for v in (own, parent) if v)]
    marks = d.ticks(min(every), max(every), 3 if width < 500 else 5)
    left, right = 10.0, width - 10.0
    length = (marks[-1] - marks[0]) or 1.0

    def x(value: float) -> float:
        return left + (right - left) * (value - marks[0]) / length

    base = 92.0
    parts = [d.rule(left, base + 6, right, base + 6, "edge")]
    for mark in marks:
        anchor = "start" if x(mark) < 20 else "end" if x(mark) > width - 20 else "middle"
        parts += [
            d.rule(x(mark), base + 6, x(mark), base + 10, "edge"),
            d.text(x(mark), base + 25, write(mark), anchor),
        ]
    if len(values) > 3:
        low, middle, high = quantiles(values)
        parts.append(d.rect(x(low), base - 4, x(high) - x(low), 8, TOKENS["veil"]))
        parts.append(d.rule(x(middle), base - 8, x(middle), base + 5, "ink-2", 2))
    parts += _piled(values, x, base)
    if parent:
        parts.append(d.rule(x(parent[1]), 34, x(parent[1]), base + 6, "ink-2", 1.5, ' stroke-dasharray="1.5 4"'))
        parts.append(_named(x(parent[1]), 28, parent[0], width, "ink-2", False))
    if own:
        parts.append(d.disc(x(own[1]), base, 6, "petrol", f' stroke="{TOKENS["ground"]}" stroke-width="1.5"'))
        parts.append(_named(x(own[1]), 12, own[0], width, "petrol", True))
    return d.sheet(width, HEIGHT, parts)


def quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """A quarter, the half and three quarters of the values lie below these.

    >>> quantiles([1, 2, 3, 4, 5])
    (2.0, 3.0, 4.0)
    """
    return quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part lies, straight between neighbours."""
    ordered = sorted(values)
    at = part * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (at - low))


def _piled(values: Sequence[float], x: Callable[[float], float], base: float) -> list[str]:
    piles: dict[int, int] = {}
    parts = []
    look = f' opacity=".8" stroke="{TOKENS["ground"]}" stroke-width=".6"'
    for value in sorted(values):
        slot = round(x(value) / 5)
        height = piles.get(slot, 0)
        piles[slot] = height + 1
        parts.append(d.disc(slot * 5, base - min(height, 10) * 5, 2.8, "series-2", look))
    return parts


def _named(x: float, y: float, words: str, width: int, colour: str, strong: bool) -> str:
    half = len(words) * d.LETTER / 2
    if x < half:
        return d.text(0, y, words, "start", colour, strong=strong)
    if x > width - half:
        return d.text(width, y, words, "end", colour, strong=strong)
    return d.text(x, y, words, "middle", colour, strong=strong)
