"""Shapes and texts of a picture that is drawn by hand: in milliseconds, where many are asked for and none is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, isfinite, log10

from local2030.charts.palette import TOKENS
from local2030.charts.svg import said

Spot = tuple[float, float]
LETTER = 6.6  # about how wide a letter stands at 12 units


def sheet(width: float, height: float, parts: Iterable[str]) -> str:
    """The raw picture of the parts."""
    return f'<svg viewBox="0 0 {n(width)} {n(height)}">{"".join(parts)}</svg>'


def text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    colour: str = "ink-2",
    *,
    strong: bool = False,
    size: int = 12,
) -> str:
    """A text; `colour` is a token."""
    weight = ' font-weight="600"' if strong else ""
    face = f'text-anchor="{anchor}" font-size="{size}"{weight} fill="{TOKENS[colour]}"'
    return f'<text x="{n(x)}" y="{n(y)}" {face}>{said(words)}</text>'


def rect(x: float, y: float, width: float, height: float, colour: str, more: str = "") -> str:
    """A rectangle of a colour of the palette."""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(0.0, width))}" height="{n(max(0.0, height))}" fill="{colour}"{more}/>'


def rule(x: float, y: float, x2: float, y2: float, colour: str = "hair", stroke: float = 1, more: str = "") -> str:
    """A straight line."""
    return f'<path d="M{n(x)} {n(y)}L{n(x2)} {n(y2)}" stroke="{TOKENS[colour]}" stroke-width="{n(stroke)}" fill="none"{more}/>'


def line(spots: Sequence[Spot], colour: str, stroke: float, more: str = "") -> str:
    """A line through the spots."""
    if not spots:
        return ""
    way = "L".join(f"{n(x)} {n(y)}" for x, y in spots)
    look = f'stroke="{TOKENS[colour]}" stroke-width="{n(stroke)}" fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return f'<path d="M{way}" {look}{more}/>'


def area(spots: Sequence[Spot], colour: str, more: str = "") -> str:
    """A closed area; `colour` is a value of the palette."""
    way = "L".join(f"{n(x)} {n(y)}" for x, y in spots)
    return f'<path d="M{way}Z" fill="{colour}"{more}/>' if spots else ""


def disc(x: float, y: float, radius: float, colour: str, more: str = "") -> str:
    """A disc."""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{TOKENS[colour]}"{more}/>'


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers that span the values: a step of 1, 2, 2.5 or 5 times a power of ten.

    >>> ticks(3, 97)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    if not (isfinite(low) and isfinite(high)):
        return [0.0, 1.0]
    size = max(abs(low), abs(high))
    if high - low <= size * 1e-9 or size < 1e-30:
        beside = size / 2 if size >= 1e-30 else 0.5
        low, high = low - beside, high + beside
    raw = (high - low) / about
    power = 10.0 ** floor(log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= raw), 10 * power)
    first = floor(low / step)
    found = [_exact(first * step)]
    while found[-1] < high - step * 1e-9 and len(found) < 12:
        found.append(_exact((first + len(found)) * step))
    return found


def _exact(value: float) -> float:
    """Without the last bits that a product leaves over: 0.3 and not 0.30000000000000004."""
    return float(f"{value:.12g}")


def apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Heights as near to the wanted as may be, `least` from each other, inside the bounds if they have room."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    found = list(wanted)
    before = low - least
    for i in order:
        found[i] = max(found[i], before + least)
        before = found[i]
    over = before - high
    for i in reversed(order):
        if over <= 0:
            break
        found[i] -= over
        lower = [
            j for j in order if wanted[j] < wanted[i] or (wanted[j] == wanted[i] and order.index(j) < order.index(i))
        ]
        over = max((found[j] + least - found[i] for j in lower), default=0)
    return found


def n(value: float) -> str:
    """A number with at most two decimals."""
    return f"{round(float(value), 2):g}" if abs(value) < 1e5 else f"{value:.0f}"
