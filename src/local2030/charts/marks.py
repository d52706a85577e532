"""The small marks of the house: solid is shown, hatched is not known, hollow is only claimed.

Each is a tiny SVG made of numbers alone, for the page (classes of the style sheet, no style attribute, so a strict
content policy holds) or for print (the same shapes with colours inside). Marks say nothing by themselves: a word always
stands beside them, so they are hidden from screen readers.
"""

from __future__ import annotations

from typing import Literal

from local2030.charts.fonts import SANS
from local2030.charts.palette import TOKENS, goal_colour
from local2030.charts.svg import PRINT_HATCH

Skin = Literal["page", "print"]
Nothing = Literal["missing", "not_applicable", "withheld", "cannot_tell", "not_due"]
Age = Literal["fresh", "ageing", "stale"]
Status = Literal["met", "on-track", "slow", "back", "unknown", "over", "todo", "fails"]
Numeral = Literal["proven", "possible", "claimed", "over", "unknown"]

T = TOKENS
_TEXT = f"{SANS}, IBM Plex Sans Arabic"
_PRINT: dict[str, str] = {
    "m-solid": f'fill="{T["petrol"]}"',
    "m-hatch": 'fill="url(#hatch)"',
    "m-band": f'fill="{T["petrol"]}" opacity=".3"',
    "m-over": f'fill="{T["ground"]}" stroke="{T["clay"]}" stroke-width="1.5" stroke-dasharray="3 2"',
    "m-hollow": f'fill="none" stroke="{T["ink-2"]}" stroke-width="1.5" stroke-dasharray="3 2"',
    "m-none": f'fill="{T["veil"]}"',
    "m-rail": f'fill="{T["veil"]}"',
    "m-line": f'stroke="{T["edge"]}" stroke-width="1"',
    "m-edge": f'stroke="{T["edge"]}" stroke-width="1"',
    "m-tick": f'stroke="{T["ink-2"]}" stroke-width="1"',
    "m-claim": f'fill="{T["ground"]}" stroke="{T["ink-2"]}" stroke-width="1.75" stroke-linejoin="round"',
    "m-claim over": f'fill="{T["ground"]}" stroke="{T["clay"]}" stroke-width="1.75" stroke-linejoin="round"',
    "m-text": f'fill="{T["ink-2"]}" font-family="{_TEXT}" font-size="12"',
    "m-strong": f'fill="{T["ink"]}" font-family="{_TEXT}" font-size="13" font-weight="600"',
    "m-clay-text": f'fill="{T["clay"]}" font-family="{_TEXT}" font-size="12"',
}
_STATUS: dict[str, tuple[str, str]] = {
    "met": ("petrol", "M7 0a7 7 0 1 1 0 14A7 7 0 0 1 7 0zM5.9 10.6 11 4.9 9.8 3.8 5.8 8.2 4 6.5 2.9 7.7z"),
    "on-track": ("on-track", "M7 1l6.5 11.5H.5z"),
    "slow": ("slow", "M0 5h8V1l6 6-6 6V9H0z"),
    "back": ("back", "M7 13 .5 1.5h13z"),
    "fails": ("back", "M7 5.6 11.6 1 13 2.4 8.4 7l4.6 4.6-1.4 1.4L7 8.4 2.4 13 1 11.6 5.6 7 1 2.4 2.4 1z"),
}


def track(
    claimed: int | None, proven: int | None, possible: int | None, state: str = "scored", *, skin: Skin = "page"
) -> str:
    """A criterion from 0 to 3: solid to what is proven, hatched tint to what is possible, a broken clay outline up to
    the claim, a rail beyond, and a notch where the claim is lower than what is shown.
    """
    if state == "not_applicable":
        return _svg(99, 16, _shape("path", "m-edge", skin, d="M39 8H60"), skin, "track mirror")
    told = state == "scored" and proven is not None
    low = proven or 0 if told else 0
    high = max(low, possible or 0) if told else 0
    parts = [_cell(step, low, high, claimed or 0, told, skin) for step in range(3)]
    if told and claimed is not None and claimed < low:
        parts.append(_shape("path", "m-line", skin, d=f"M{_n(33 * claimed + (0.75 if not claimed else -1.5))} 0V16"))
    return _svg(99, 16, "".join(parts), skin, "track mirror")


def stair(level: int | None, possible: int | None = None, claimed: int | None = None, *, skin: Skin = "page") -> str:
    """A programme's level in a list: three steps, solid, hatched or outlined as in `track`; all hatched when unknown."""
    parts = []
    for step in range(3):
        x, height = 11 * step, 7 * (step + 1)
        at = {"x": x, "y": 22 - height, "width": 9, "height": height}
        edge = {"x": x + 0.75, "y": 22.75 - height, "width": 7.5, "height": height - 1.5}
        if level is None:
            parts.append(_shape("rect", "m-hatch", skin, **at))
        elif step < level:
            parts.append(_shape("rect", "m-solid", skin, **at))
        elif step < (possible or 0):
            parts.append(_shape("rect", "m-hatch", skin, **at) + _shape("rect", "m-band", skin, **at))
        else:
            parts.append(_shape("rect", "m-none", skin, x=x, y=20, width=9, height=2))
        if level is not None and level <= step < (claimed or 0):
            over = "m-over" if step >= (possible or 0) else "m-over m-through"
            parts.append(_shape("rect", over, skin, **edge))
    return _svg(32, 22, "".join(parts), skin, "stair mirror")


def mini_band(
    low: float | None, high: float | None, claimed: float | None = None, *, top: float = 0.5, skin: Skin = "page"
) -> str:
    """A share for a table row: solid to the low bound, hatched tint to the high one, hollow diamond at the claim."""
    parts = [_shape("rect", "m-rail", skin, x=0, y=7, width=140, height=4, rx=1)]
    if low is None or high is None:
        parts = [_shape("rect", "m-hatch", skin, x=0, y=4, width=140, height=10)]
    else:
        a, b = (140 * min(1.0, max(0.0, value) / top) for value in (low, high))
        ticks = "".join(f"M{_n(140 * gate / top)} 4V14" for gate in (0.15, 0.25))
        parts.append(_shape("path", "m-tick", skin, d=ticks, opacity=0.55))
        parts.append(_shape("rect", "m-solid", skin, x=0, y=4, width=a, height=10))
        if b > a:
            gap = {"x": a, "y": 4, "width": b - a, "height": 10}
            parts.append(_shape("rect", "m-hatch", skin, **gap) + _shape("rect", "m-band", skin, **gap))
    if claimed is not None:
        over = high is not None and claimed > high
        x = 140 * min(1.0, max(0.0, claimed) / top)
        parts.append(
            _shape("path", "m-claim over" if over else "m-claim", skin, d=f"M{_n(x)} 2.5l5.5 6.5-5.5 6.5-5.5-6.5z")
        )
    return _svg(140, 18, "".join(parts), skin, "mini-band mirror")


def nothing(kind: Nothing, *, skin: Skin = "page") -> str:
    """What is not a number: a hatched box (missing, cannot tell), a dash (not applicable), a bar (withheld), a dot."""
    shapes = {
        "missing": _box(skin),
        "cannot_tell": _box(skin),
        "not_applicable": _shape("path", "m-tick", skin, d="M3 7h12"),
        "withheld": _shape("rect", "", skin, x=0, y=3, width=18, height=8, fill=_ink("ink-2", skin)),
        "not_due": _shape("circle", "", skin, cx=9, cy=7, r=2, fill=_ink("ink-3", skin)),
    }
    return _svg(18, 14, shapes[kind], skin, "nil-mark")


def numeral(level: int | None, kind: Numeral = "proven", *, skin: Skin = "page") -> str:
    """The large figure of a level: solid when proven, hatched when only possible, outlined when only claimed."""
    petrol, clay, ink = (_ink(name, skin) for name in ("petrol", "clay", "ink-2"))
    paint = {
        "proven": f'fill="{petrol}"',
        "possible": f'fill="url(#hatch)" stroke="{petrol}" stroke-width="1.75"',
        "claimed": f'fill="none" stroke="{ink}" stroke-width="1.75" stroke-dasharray="4 2.5"',
        "over": f'fill="none" stroke="{clay}" stroke-width="1.75" stroke-dasharray="4 2.5"',
        "unknown": "",
    }[kind]
    if level is None or kind == "unknown":
        box = 'x="1" y="4" width="42" height="58" rx="2"'
        return _svg(44, 66, f'<rect {box} fill="url(#hatch)" stroke="{_ink("edge", skin)}"/>', skin, "big")
    face = f' font-family="{SANS}"' if skin == "print" else ""
    text = f'<text x="0" y="63" font-size="84" font-weight="600" letter-spacing="-3"{face} {paint}>{int(level)}</text>'
    return _svg(50 if kind == "possible" else 47, 66, text, skin, "big")


def chip(age: Age, *, skin: Skin = "page") -> str:
    """How old a source is: full disc fresh, half disc ageing, broken clay ring stale by its own rhythm."""
    ink, clay = _ink("ink-2", skin), _ink("clay", skin)
    ring = f'<circle cx="5" cy="5" r="4.25" fill="none" stroke="{ink}" stroke-width="1.5"/>'
    shapes = {
        "fresh": f'<circle cx="5" cy="5" r="5" fill="{ink}"/>',
        "ageing": f'{ring}<path d="M.75 5a4.25 4.25 0 0 0 8.5 0z" fill="{ink}"/>',
        "stale": f'<circle cx="5" cy="5" r="4.25" fill="none" stroke="{clay}" stroke-width="1.5" stroke-dasharray="2.4 1.6"/>',
    }
    return _svg(10, 10, shapes[age], skin, "chip")


def status(kind: Status, *, skin: Skin = "page") -> str:
    """A status by its shape: disc with tick, triangles, arrow, cross, hatched square, broken ring."""
    if kind in _STATUS:
        token, d = _STATUS[kind]
        body = f'<path fill-rule="evenodd" d="{d}" fill="{_current(token, skin)}"/>'
    elif kind == "unknown":
        ink = _current("ink-3", skin)
        body = (
            f'<rect x=".75" y=".75" width="12.5" height="12.5" fill="none" stroke="{ink}" stroke-width="1.2"/>'
            f'<path d="M1 8l7-7M1 13 13 1M6 13l7-7" stroke="{ink}" stroke-width="1.2" fill="none"/>'
        )
    else:
        dash = ' stroke-dasharray="3 1.9"' if kind == "over" else ""
        ink = _current("clay" if kind == "over" else "ink-2", skin)
        body = f'<circle cx="7" cy="7" r="5.8" fill="none" stroke="{ink}" stroke-width="1.8"{dash}/>'
    return _svg(14, 14, body, skin, "status-mark")


def goal(number: int, *, skin: Skin = "page") -> str:
    """The square of a goal in its official colour, with its number; nothing else may wear these colours."""
    ground, ink = goal_colour(number)
    face = f' font-family="{SANS}"' if skin == "print" else ""
    text = f'<text x="12" y="16.5" text-anchor="middle" font-size="12.5" font-weight="600"{face} fill="{ink}">{number}</text>'
    return _svg(24, 24, f'<rect width="24" height="24" rx="3" fill="{ground}"/>{text}', skin, "goal-mark")


def _cell(step: int, low: int, high: int, claimed: int, told: bool, skin: Skin) -> str:
    x = 33 * step
    full = {"x": x, "y": 2, "width": 30, "height": 12, "rx": 1.5}
    edge = {"x": x + 0.75, "y": 2.75, "width": 28.5, "height": 10.5, "rx": 1.5}
    if not told:
        hollow = _shape("rect", "m-hollow m-through", skin, **edge) if step < claimed else ""
        return _shape("rect", "m-hatch", skin, **edge) + hollow
    if step < low:
        return _shape("rect", "m-solid", skin, **full)
    hatched = step < high
    under = _shape("rect", "m-hatch", skin, **full) + _shape("rect", "m-band", skin, **full) if hatched else ""
    if step < claimed:
        return under + _shape("rect", "m-over m-through" if hatched else "m-over", skin, **edge)
    return under or _shape("rect", "m-none", skin, x=x, y=7, width=30, height=2, rx=1)


def _box(skin: Skin) -> str:
    edge = _ink("edge", skin)
    return f'<rect x=".5" y=".5" width="17" height="13" fill="url(#hatch)" stroke="{edge}"/>'


def _ink(token: str, skin: Skin) -> str:
    return f"var(--{token})" if skin == "page" else TOKENS[token]


def _current(token: str, skin: Skin) -> str:
    return "currentColor" if skin == "page" else TOKENS[token]


def _shape(tag: str, cls: str, skin: Skin, **attributes: float | str) -> str:
    """One shape; `m-through` leaves it unfilled, so that what lies under the outline is seen."""
    open_ = ' fill-opacity="0"' if cls.endswith("m-through") else ""
    cls = cls.removesuffix(" m-through")
    given = "".join(f' {name}="{_n(value)}"' for name, value in attributes.items())
    if not cls:
        return f"<{tag}{given}/>"
    look = f'class="{cls}"' if skin == "page" else _PRINT[cls]
    return f"<{tag} {look}{open_}{given}/>"


def _svg(width: float, height: float, body: str, skin: Skin, cls: str) -> str:
    if skin == "page":
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        return f'<svg class="{cls}" {size} aria-hidden="true" focusable="false">{body}</svg>'
    hatch = PRINT_HATCH if "url(#hatch)" in body else ""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{hatch}{body}</svg>'


def _n(value: float | str) -> str:
    """A number with at most two decimals; texts are only ever our own paths and keywords."""
    return value if isinstance(value, str) else f"{round(float(value), 2):g}"
