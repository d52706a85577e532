"""Where each dollar went, drawn from giver to receiver: a tree of bands as wide as their amounts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS

Kind = Literal["local", "national", "international", "kept", "unknown"]

_NODE = {
    "local": TOKENS["petrol"],
    "national": TOKENS["seq-3"],
    "international": TOKENS["peer"],
    "kept": TOKENS["edge"],
    "unknown": HATCH,
}
_LINK = {
    "local": TOKENS["seq-2"],
    "national": TOKENS["seq-1"],
    "international": TOKENS["veil"],
    "kept": TOKENS["veil"],
    "unknown": HATCH,
}
_STEPS = 9


class Receiver(NamedTuple):
    """One kind of receiver: its label, what it got (over zero), how the amount is written, and its group."""

    label: str
    amount: float
    text: str
    kind: Kind
    group: str


@lru_cache(maxsize=64)
def flow(
    width: int, source: tuple[str, str], receivers: tuple[Receiver, ...], groups: tuple[tuple[str, str], ...]
) -> str:
    """The raw picture: one giver, then the groups (left out when narrow), then the receivers, each dollar once.

    `source` and `groups` are (label, amount as text); a group with one receiver is not labelled twice.
    """
    alt = altair()

    narrow = width < 500
    bands, nodes = _laid_out(receivers, groups, source, narrow)
    height = max(150, int(_bottom(nodes)))
    across = alt.Scale(domain=[0, width - 6], nice=False)
    down = alt.Scale(domain=[_bottom(nodes), 0], nice=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    colour = alt.Color("c:N", scale=None)
    links = alt.Chart(alt.Data(values=bands)).mark_area(interpolate="monotone")
    links = links.encode(x=x, y=y, y2="y2:Q", detail="k:Q", color=colour)
    boxes = alt.Chart(alt.Data(values=nodes)).mark_rect()
    boxes = boxes.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=colour)
    rims = alt.Chart(alt.Data(values=[n for n in nodes if n["c"] == HATCH]))
    rims = rims.mark_rect(filled=False, stroke=TOKENS["edge"], strokeWidth=1).encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
    layers = [links, boxes, rims, *_labels(alt, nodes, across, down)]
    return picture(alt.layer(*layers).properties(width=width - 6, height=height))


def _laid_out(
    receivers: tuple[Receiver, ...], groups: tuple[tuple[str, str], ...], source: tuple[str, str], narrow: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Bands and boxes in units of the picture; small receivers keep room for their label."""
    total = sum(receiver.amount for receiver in receivers)
    per, thick = min(300.0 if narrow else 330.0, 60.0 + 70.0 * len(receivers)) / total, 8
    columns = (0, 120, 120) if narrow else (0, 290, 540)
    room, y = 30, 2.0
    ends: list[float] = []
    for receiver in receivers:
        size = receiver.amount * per
        pad = max(0.0, (room - size) / 2)
        ends.append(y + pad)
        y += max(room, size) + 8
    height = y - 6
    bands: list[dict[str, Any]] = []
    at = start = (height - total * per) / 2
    nodes = [_node(columns[0], thick, start, total * per, TOKENS["ink-2"], *source)]
    for name, text in groups:
        members = [(r, end) for r, end in zip(receivers, ends, strict=True) if r.group == name]
        size = sum(r.amount for r, _ in members) * per
        middle = (members[0][1] + members[-1][1] + members[-1][0].amount * per) / 2 - size / 2
        kind = members[0][0].kind
        if not narrow:
            bands += _band(len(bands), columns[0] + thick, columns[1], at, middle, size, _LINK[kind])
            label = (name, text) if len(members) > 1 else ("", "")
            nodes.append(_node(columns[1], thick, middle, size, _NODE[kind], *label))
        inner = middle
        for receiver, end in members:
            size = receiver.amount * per
            if narrow:
                bands += _band(len(bands), columns[0] + thick, columns[2], at, end, size, _LINK[kind])
            else:
                bands += _band(len(bands), columns[1] + thick, columns[2], inner, end, size, _LINK[kind])
            nodes.append(_node(columns[2], thick, end, size, _NODE[kind], receiver.label, receiver.text))
            inner, at = inner + size, at + size
    return bands, nodes


def _band(key: int, x0: float, x1: float, y0: float, y1: float, size: float, colour: str) -> list[dict[str, Any]]:
    rows = []
    for step in range(_STEPS):
        t = step / (_STEPS - 1)
        y = y0 + (y1 - y0) * t * t * (3 - 2 * t)
        rows.append(
            {"k": key, "x": round(x0 + (x1 - x0) * t, 1), "y": round(y, 1), "y2": round(y + size, 1), "c": colour}
        )
    return rows


def _node(x: float, thick: float, y: float, size: float, colour: str, label: str, text: str) -> dict[str, Any]:
    size = max(size, 1.0)
    middle = round(y + size / 2, 1)
    return {"x": x, "x2": x + thick, "y": round(y, 1), "y2": round(y + size, 1), "c": colour, "n": label, "t": text,
            "lx": x + thick + 8, "m": middle}  # fmt: skip


def _labels(alt: Any, nodes: list[dict[str, Any]], across: Any, down: Any) -> list[Any]:
    rows = alt.Data(values=[node for node in nodes if node["n"]])
    at = {"x": alt.X("lx:Q", scale=across, axis=None), "y": alt.Y("m:Q", scale=down, axis=None)}
    look = {"align": "left", "baseline": "middle"}
    names = alt.Chart(rows).mark_text(dy=-7, fontWeight=600, color=TOKENS["ink"], **look).encode(text="n:N", **at)
    amounts = alt.Chart(rows).mark_text(dy=8, color=TOKENS["ink-2"], **look).encode(text="t:N", **at)
    return [names, amounts]


def _bottom(nodes: list[dict[str, Any]]) -> float:
    return max(max(float(node["y2"]), float(node["m"]) + 15) for node in nodes) + 2
