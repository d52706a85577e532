"""A map of areas that are reached and of points in them: solid discs and rings, what each means printed below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import TOKENS
from local2030.charts.shapes import Sheet

_FLAT = {"type": "identity", "scale": 1, "translate": [0, 0]}


class Spot(NamedTuple):
    """A point of the picture with its name; a ring where it is not solid."""

    x: float
    y: float
    name: str
    is_solid: bool


def area_picture(
    width: int, sheet: Sheet, reached: frozenset[str], spots: Sequence[Spot], words: tuple[str, str, str, str]
) -> str:
    """The raw picture. `words`: what a reached shape, another shape, a disc and a ring mean."""
    alt, narrow = altair(), width < 500
    room = 50 if narrow else 28
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
            "properties": {"c": TOKENS["seq-2"] if shape.code in reached else TOKENS["sunk"]},
        }
        for shape in sheet.shapes
    ]
    ground = alt.Chart(alt.Data(values=features)).mark_geoshape(stroke=TOKENS["peer"], strokeWidth=0.4)
    layers = [ground.encode(color=alt.Color("properties.c:N", scale=None)).project(**_FLAT)]
    layers += _discs(alt, spots)
    if not narrow or len(spots) == 1:
        layers += _names(alt, spots, width)
    layers += _key(alt, words, sheet.height + 14, width)
    return picture(alt.layer(*layers).properties(width=width - 6, height=int(sheet.height) + room))


def _discs(alt: Any, spots: Sequence[Spot]) -> list[Any]:
    layers = []
    for is_solid in (False, True):
        rows = [{"x": spot.x, "y": spot.y} for spot in spots if spot.is_solid is is_solid]
        if rows:
            fill = TOKENS["petrol"] if is_solid else TOKENS["ground"]
            discs = alt.Chart(alt.Data(values=rows)).mark_circle(
                size=58, color=fill, opacity=1, stroke=TOKENS["petrol"], strokeWidth=1.8
            )
            layers.append(discs.encode(longitude="x:Q", latitude="y:Q").project(**_FLAT))
    return layers


def _names(alt: Any, spots: Sequence[Spot], width: int) -> list[Any]:
    """Names beside their points, on the side where there is room; those that would cross another are left out."""
    taken: list[tuple[float, float, float, float]] = []
    rows = []
    for spot in sorted(spots, key=lambda spot: not spot.is_solid):
        name = spot.name if len(spot.name) < 40 else spot.name[:39] + "…"
        wide = len(name) * 6.6
        right = spot.x + 8 + wide < width - 8
        x = spot.x + 8 if right else spot.x - 8 - wide
        box = (x, spot.y - 8, x + wide, spot.y + 8)
        if x < 0 or any(_cross(box, other) for other in taken):
            continue
        taken.append(box)
        rows.append({"x": x, "y": spot.y, "t": name})
    if not rows:
        return []
    base = alt.Chart(alt.Data(values=rows))
    layers = []
    for more in ({"stroke": TOKENS["ground"], "strokeWidth": 3}, {}):
        texts = base.mark_text(
            align="left", baseline="middle", fontSize=12, fontWeight=600, color=TOKENS["ink"], **more
        )
        layers.append(texts.encode(longitude="x:Q", latitude="y:Q", text="t:N").project(**_FLAT))
    return layers


def _key(alt: Any, words: tuple[str, str, str, str], top: float, width: int) -> list[Any]:
    x, y = 2.0, top
    squares, discs, texts = [], [], []
    for number, word in enumerate(words):
        room = 22 + 6.6 * len(word) + 16
        if x + room - 16 > width - 6:
            x, y = 2.0, y + 20
        if number < 2:
            ring = [(x, y), (x + 16, y), (x + 16, y + 11), (x, y + 11), (x, y)]
            colour = TOKENS["seq-2"] if number == 0 else TOKENS["sunk"]
            geometry = {"type": "Polygon", "coordinates": [ring]}
            squares.append({"type": "Feature", "geometry": geometry, "properties": {"c": colour}})
        else:
            discs.append(Spot(x + 8, y + 6, "", number == 2))
        texts.append({"x": x + 22, "y": y + 6, "t": word})
        x += room
    boxes = alt.Chart(alt.Data(values=squares)).mark_geoshape(stroke=TOKENS["edge"], strokeWidth=0.5)
    said = alt.Chart(alt.Data(values=texts)).mark_text(align="left", baseline="middle", fontSize=12)
    return [
        boxes.encode(color=alt.Color("properties.c:N", scale=None)).project(**_FLAT),
        *_discs(alt, discs),
        said.encode(longitude="x:Q", latitude="y:Q", text="t:N").project(**_FLAT),
    ]


def _cross(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
