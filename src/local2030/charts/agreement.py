"""How well reviewers agree: a dot with its interval for each criterion, over the zones of the customary bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from local2030.charts.palette import HATCH, TOKENS
from local2030.charts.svg import said

TOP, ROW, TALL = 44, 30, 48  # a row on a wide picture, and on a narrow one where the name stands above the line
NAMES, VALUES = 250, 96
Place = Callable[[float], float]


class Line(NamedTuple):
    """A row: its short and its whole name, the figure with its bounds (None: not told), what stands at its end."""

    short: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    words: str


class Zone(NamedTuple):
    """A stretch of the scale from `start` to the next one's, with the word for it."""

    start: float
    word: str


@lru_cache(maxsize=64)
def agreement_lines(width: int, lines: tuple[Line, ...], zones: tuple[Zone, ...]) -> str:
    """The raw picture. The scale ends at 1 and begins at 0, or below where an interval does."""
    wide = width > 500
    left, right = (NAMES, VALUES) if wide else (2, 2)
    row = ROW if wide else TALL
    least = min((0.0, *(v for line in lines for v in (line.low, line.value) if v is not None)))
    start = max(-1.0, math.floor(least * 2) / 2)
    room = width - left - right

    def at(value: float) -> float:
        return round(left + room * (min(1.0, max(start, value)) - start) / (1 - start), 2)

    height = TOP + row * len(lines) + 26
    parts = _zones(zones, at, start, height)
    for number, line in enumerate(lines):
        parts += _line(line, TOP + row * number, at, zones, width, wide=wide)
    parts += _axis(at, start, height)
    return f'<svg viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'


def _zones(zones: Sequence[Zone], at: Place, start: float, height: int) -> list[str]:
    parts, grounds = [], (TOKENS["ground"], TOKENS["sunk"], TOKENS["petrol-3"])
    for number, zone in enumerate(zones):
        x = at(max(start, zone.start))
        end = at(zones[number + 1].start if number + 1 < len(zones) else 1.0)
        parts.append(
            f'<rect x="{x:g}" y="26" width="{round(end - x, 2):g}" height="{height - 46}" fill="{grounds[number]}"/>'
        )
        if number:
            parts.append(f'<path d="M{x:g} 20V{height - 20}" stroke="{TOKENS["edge"]}" stroke-width="1"/>')
        last = number + 1 == len(zones)
        parts.append(_text(end if last else x if number else (x + end) / 2, 14, zone.word,
                           "end" if last else "start" if number else "middle", TOKENS["ink-2"]))  # fmt: skip
    return parts


def _line(line: Line, top: int, at: Place, zones: Sequence[Zone], width: int, *, wide: bool) -> list[str]:
    middle = top + (15 if wide else 32)
    parts = []
    if wide:
        parts.append(_text(0, middle + 4, _short(f"{line.short} {line.name}", 36), "start", TOKENS["ink"]))
        parts.append(_text(width, middle + 4, line.words, "end", TOKENS["ink"], strong=True))
    else:
        parts.append(_text(0, top + 14, _short(f"{line.short} {line.name}", 30), "start", TOKENS["ink"]))
        parts.append(_text(width, top + 14, line.words, "end", TOKENS["ink"], strong=True))
    if line.value is None:
        x, end = at(-1.0), at(1.0)
        parts.append(f'<rect x="{x:g}" y="{middle - 5}" width="{round(end - x, 2):g}" height="10" fill="{HATCH}"/>')
        return parts
    weak = line.value < zones[1].start
    good = line.value >= zones[2].start
    colour = TOKENS["clay"] if weak else TOKENS["petrol"]
    if line.low is not None and line.high is not None:
        parts.append(
            f'<path d="M{at(line.low):g} {middle}H{at(line.high):g}M{at(line.low):g} {middle - 5}v10M{at(line.high):g} {middle - 5}v10"'
            f' fill="none" stroke="{colour}" stroke-width="2"/>'
        )
    ground = colour if good or weak else TOKENS["ground"]
    x = at(line.value)
    if weak:  # another shape than the dots, so that it is told without its colour
        parts.append(f'<path d="M{x:g} {middle - 7}l7 7-7 7-7-7z" fill="{ground}" stroke="{colour}" stroke-width="2"/>')
    else:
        parts.append(f'<circle cx="{x:g}" cy="{middle}" r="5.5" fill="{ground}" stroke="{colour}" stroke-width="2"/>')
    return parts


def _axis(at: Place, start: float, height: int) -> list[str]:
    steps = [value / 2 for value in range(int(start * 2), 3)]
    marks = [_text(at(v), height - 4, f"{v:g}", "start" if v == steps[0] else "end" if v == 1 else "middle", TOKENS["ink-2"])
             for v in steps]  # fmt: skip
    return [f'<path d="M{at(start):g} {height - 20}H{at(1):g}" stroke="{TOKENS["edge"]}" stroke-width="1"/>', *marks]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _text(x: float, y: float, text: str, anchor: str, colour: str, *, strong: bool = False) -> str:
    face = 'font-size="13" font-weight="600"' if strong else 'font-size="12"'
    return f'<text x="{round(x, 2):g}" y="{y}" text-anchor="{anchor}" {face} fill="{colour}">{said(text)}</text>'
