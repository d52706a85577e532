"""A share as a band: solid to what is proven, hatched to what is possible, the gates as ticks, the claim hollow."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from local2030.charts.palette import HATCH, TOKENS
from local2030.charts.svg import said

HEIGHT = 98


@lru_cache(maxsize=512)
def share_band(
    width: int,
    low: float | None,
    high: float | None,
    *,
    gates: tuple[tuple[float, str], ...] = (),
    value: str = "",
    claimed: float | None = None,
    claim: str = "",
    from_right: bool = False,
) -> str:
    """The raw picture of a share; `low` or `high` None hatches the whole and says `value` on it (cannot tell).

    `gates` are (share, label); labels are thinned to what has room. `claim` labels the diamond. `from_right`: it grows
    from the right, as in a table that is read from there.
    """
    told = low is not None and high is not None
    top = _top(max(high or 0.0, claimed or 0.0, *(gate for gate, _ in gates), 0.3)) if told else _top(0.5)
    scale = _Scale(width, top)
    parts = [_rect(0, 48, width, 10, TOKENS["veil"])]
    if low is None or high is None:
        parts = [_rect(0, 40, width, 26, HATCH), f'<rect x=".5" y="40.5" width="{width - 1}" height="25" {_EDGE}/>']
        parts.append(_text(width / 2, 28, value, "middle", TOKENS["ink"], strong=True))
    else:
        a, b = scale.at(low), scale.at(high)
        parts.append(_rect(0, 40, a, 26, TOKENS["petrol"]))
        if b > a:
            parts += [_rect(a, 40, b - a, 26, HATCH), _rect(a, 40, b - a, 26, TOKENS["petrol"], ' opacity=".28"')]
        parts.append(_tick(a, 34, 72, 1.5) + (_tick(b, 34, 72, 1.5) if b > a else ""))
        parts.append(_near((a + b) / 2, 28, value, width, TOKENS["ink"], strong=True))
    parts += _gates(scale, gates, told)
    if claimed is not None and told:
        over = claimed > (high or 0.0)
        parts.append(_claim(scale, claimed, claim, (scale.at(low or 0) + scale.at(high or 0)) / 2, value, over))
    if from_right:
        parts = [_turned(part, width) for part in parts]
    return f'<svg viewBox="0 0 {width} {HEIGHT}">{"".join(parts)}</svg>'


_EDGE = f'fill="none" stroke="{TOKENS["edge"]}"'


class _Scale:
    """Where a share lies on a rail of this width."""

    def __init__(self, width: int, top: float) -> None:
        self.width, self.top = width, top

    def at(self, share: float) -> float:
        return round(self.width * min(1.0, max(0.0, share / self.top)), 2)


def _top(most: float) -> float:
    return next((top for top in (0.5, 1.0) if most <= top), 1.0)


def _gates(scale: _Scale, gates: tuple[tuple[float, str], ...], told: bool) -> list[str]:
    """Ticks for all gates; labels from the left, each only where the one before has ended; then the ends of the scale."""
    parts, free = [], 0.0
    end = f"{scale.top:.0%}"
    last = scale.width - _wide(end) - 8
    for gate, label in gates:
        x = scale.at(gate)
        parts.append(_tick(x, 36, 74, 1))
        for text in (label, label.split(" ")[0]):
            left, right = x - _wide(text) / 2, x + _wide(text) / 2
            if left >= free and right <= last:
                parts.append(_text(x, 90, text, "middle", TOKENS["ink-2"]))
                free = right + 10 if parts else right
                break
    if gates and scale.at(gates[0][0]) - _wide(gates[0][1]) / 2 > 14:
        parts.append(_text(0, 90, "0", "start", TOKENS["ink-2"]))
    parts.append(_text(scale.width, 90, end, "end", TOKENS["ink-2"]))
    return parts


def _claim(scale: _Scale, claimed: float, label: str, value_at: float, value: str, over: bool) -> str:
    x = min(max(scale.at(claimed), 11), scale.width - 11)
    colour = TOKENS["clay"] if over else TOKENS["ink-2"]
    crowded = abs(x - value_at) < (_wide(label) + _wide(value)) / 2 + 14
    diamond = f'<path d="M{x:g} 40l11 13-11 13-11-13z" fill="{TOKENS["ground"]}" stroke="{colour}" {_ROUND}/>'
    return diamond + _near(x, 12 if crowded else 28, label, scale.width, colour)


def _turned(part: str, width: int) -> str:
    """Shapes as in a mirror; texts at their mirrored place, still readable."""
    pieces = re.split(r"(<text .*?</text>)", part)
    shapes = (f'<g transform="matrix(-1 0 0 1 {width} 0)">{piece}</g>' if piece else "" for piece in pieces[::2])
    texts = (_turned_text(piece, width) for piece in pieces[1::2])
    return "".join(piece for pair in zip_longest(shapes, texts, fillvalue="") for piece in pair)


def _turned_text(text: str, width: int) -> str:
    text = re.sub(r'^<text x="([\d.-]+)"', lambda at: f'<text x="{round(width - float(at[1]), 2):g}"', text)
    anchor = {"start": "end", "end": "start"}
    return re.sub(r'text-anchor="(start|end)"', lambda was: f'text-anchor="{anchor[was[1]]}"', text, count=1)


_ROUND = 'stroke-width="1.75" stroke-linejoin="round"'


def _near(x: float, y: float, text: str, width: int, colour: str, *, strong: bool = False) -> str:
    half = _wide(text) / 2
    if x < half:
        return _text(0, y, text, "start", colour, strong=strong)
    if x > width - half:
        return _text(width, y, text, "end", colour, strong=strong)
    return _text(x, y, text, "middle", colour, strong=strong)


def _wide(text: str) -> float:
    """About how wide a text stands at 12 units: enough to keep labels apart."""
    return 6.7 * len(text)


def _rect(x: float, y: float, width: float, height: float, colour: str, more: str = "") -> str:
    return f'<rect x="{x:g}" y="{y}" width="{round(width, 2):g}" height="{height}" fill="{colour}"{more}/>'


def _tick(x: float, top: float, bottom: float, stroke: float) -> str:
    return f'<path d="M{x:g} {top}V{bottom}" stroke="{TOKENS["ink-2"]}" stroke-width="{stroke:g}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str, *, strong: bool = False) -> str:
    face = 'font-size="13" font-weight="600"' if strong else 'font-size="12"'
    return f'<text x="{round(x, 2):g}" y="{y}" text-anchor="{anchor}" {face} fill="{colour}">{said(text)}</text>'
