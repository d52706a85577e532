"""A place through the years: its line with intervals, its parent dotted, its siblings as a band, the target hollow.

Years without a value are hatched strips; a value that isn't like those before it (another method) breaks the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from local2030.charts import drawing as d
from local2030.charts.palette import HATCH, TOKENS

TOP, FOOT = 14, 30


class Spot(NamedTuple):
    """A value of one year; `broken`: not comparable with the one before."""

    year: int
    value: float
    low: float | None = None
    high: float | None = None
    broken: bool = False


class Lines(NamedTuple):
    """What is drawn. `siblings`: year, a tenth, nine tenths of them; `missing`: years that are due and have nothing."""

    name: str
    subject: tuple[Spot, ...]
    parent_name: str = ""
    parent: tuple[Spot, ...] = ()
    siblings_name: str = ""
    siblings: tuple[tuple[int, float, float], ...] = ()
    missing: tuple[int, ...] = ()
    target: tuple[int, float] | None = None
    target_name: str = ""


def time_lines(width: int, lines: Lines, write: Callable[[float], str]) -> str:
    """The raw picture; `write` gives a value as text."""
    narrow = width < 500
    height = 250 if narrow else 290
    years = _years(lines)
    marks = d.ticks(*_span(lines), 4)
    left = 12 + d.LETTER * max(len(write(mark)) for mark in marks)
    names = [w for w in (lines.name, lines.parent_name if lines.parent else "") if w]
    right = 14 if narrow else min(190, 16 + d.LETTER * max((len(w) for w in names), default=0))
    x = _scale(years[0], years[-1], left + 6, width - right)
    y = _scale(marks[0], marks[-1], height - FOOT, TOP)
    parts = [d.rule(left, y(mark), width - right + 8, y(mark)) for mark in marks]
    parts += [d.text(left - 4, y(mark) + 4, write(mark), "end") for mark in marks]
    parts += _axis(x, years, height, width)
    half = max(2.0, (x(years[0] + 1) - x(years[0])) / 2 - 1) if len(years) > 1 else 12.0
    for year in lines.missing:
        parts.append(d.rect(x(year) - half, TOP, half * 2, height - FOOT - TOP, HATCH, ' opacity=".55"'))
    if lines.siblings:
        ring = [(x(yr), y(high)) for yr, _low, high in lines.siblings]
        ring += [(x(yr), y(low)) for yr, low, _high in reversed(lines.siblings)]
        parts.append(d.area(ring, TOKENS["veil"]))
    if any(s.low is not None for s in lines.subject):
        parts += _intervals(lines.subject, x, y)
    parts += [d.line(p, "ink-2", 1.75, ' stroke-dasharray="1.5 4"') for p in _stretches(lines.parent, x, y)]
    if len(lines.parent) == 1:
        parts.append(d.disc(x(lines.parent[0].year), y(lines.parent[0].value), 3, "ink-2"))
    parts += [d.line(p, "petrol", 2.75) for p in _stretches(lines.subject, x, y)]
    parts += [d.disc(x(s.year), y(s.value), 3.25, "petrol") for s in lines.subject]
    parts += _target(lines, x, y, width)
    parts += _names(lines, x, y, width, narrow, height)
    return d.sheet(width, height, parts)


def _years(lines: Lines) -> list[int]:
    found = {s.year for s in (*lines.subject, *lines.parent)} | set(lines.missing) | {b[0] for b in lines.siblings}
    if lines.target:
        found.add(lines.target[0])
    low, high = (min(found), max(found)) if found else (2015, 2030)
    return list(range(low, high + 1)) if high - low < 200 else [low, high]


def _span(lines: Lines) -> tuple[float, float]:
    found = [v for s in (*lines.subject, *lines.parent) for v in (s.value, s.low, s.high) if v is not None]
    found += [v for _year, low, high in lines.siblings for v in (low, high)]
    found += [lines.target[1]] if lines.target else []
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if high - low < abs(high) * 0.02:  # a change that is none isn't blown up to one
        low, high = low - abs(low) * 0.05, high + abs(high) * 0.05
    return (0.0, high) if 0 <= low < 0.35 * high else (low, high)


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    length = (high - low) or 1.0
    if high == low:
        return lambda value: (first + last) / 2
    return lambda value: first + (last - first) * (value - low) / length


def _axis(x: Callable[[float], float], years: Sequence[int], height: float, width: int) -> list[str]:
    room = (x(years[-1]) - x(years[0])) / 44 or 1
    step = next((s for s in (1, 2, 3, 5, 10, 20, 50) if (len(years) - 1) / s <= room), 100)
    base = height - FOOT
    parts = [d.rule(x(years[0]) - 6, base, x(years[-1]) + 6, base, "edge")]
    shown = [year for year in years if (years[-1] - year) % step == 0]
    for year in shown:
        parts.append(d.rule(x(year), base, x(year), base + 4, "edge"))
        parts.append(d.text(min(max(x(year), 14), width - 15), base + 18, str(year), "middle"))
    return parts


def _stretches(spots: Sequence[Spot], x: Callable[[float], float], y: Callable[[float], float]) -> list[list[d.Spot]]:
    """The line in pieces: a break ends one. Years between two values are bridged, their strip shows that they lack."""
    found: list[list[d.Spot]] = []
    for spot in spots:
        if not found or spot.broken:
            found.append([])
        found[-1].append((x(spot.year), y(spot.value)))
    return [piece for piece in found if len(piece) > 1]


def _intervals(spots: Sequence[Spot], x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    parts = []
    for s in spots:
        if s.low is not None and s.high is not None:
            parts.append(d.rule(x(s.year), y(s.low), x(s.year), y(s.high), "petrol", 5, ' opacity=".3"'))
    return parts


def _target(lines: Lines, x: Callable[[float], float], y: Callable[[float], float], width: int) -> list[str]:
    if not lines.target:
        return []
    cx, cy = x(lines.target[0]), y(lines.target[1])
    way = f"M{d.n(cx)} {d.n(cy - 7)}l6 7-6 7-6-7z"
    mark = f'<path d="{way}" fill="{TOKENS["ground"]}" stroke="{TOKENS["ink-2"]}" stroke-width="1.75"/>'
    above = cy > 30
    return [mark, d.text(min(cx + 6, width - 2), cy - 12 if above else cy + 20, lines.target_name, "end")]


def _names(
    lines: Lines, x: Callable[[float], float], y: Callable[[float], float], width: int, narrow: bool, height: float
) -> list[str]:
    ends = [(lines.name, lines.subject, "petrol", True), (lines.parent_name, lines.parent, "ink-2", False)]
    ends = [end for end in ends if end[0] and end[1]]
    if narrow:
        return []  # the words stand in the key below the picture
    heights = d.apart([y(spots[-1].value) + 4 for _n, spots, _c, _s in ends], 15, TOP + 6, height - FOOT - 4)
    parts = []
    for (name, spots, colour, strong), at in zip(ends, heights, strict=True):
        start = min(x(spots[-1].year) + 10, width - 6)
        room = int((width - start) / d.LETTER)
        shown = name if len(name) <= room else name[: max(1, room - 1)] + "…"
        parts.append(d.text(start, at, shown, "start", colour, strong=strong))
    return parts
