"""A map of places: each shape in its class, missing ones hatched, points as discs, the classes printed below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from local2030.charts.house import altair, picture
from local2030.charts.palette import HATCH, TOKENS, on_ramp, ramp
from local2030.charts.shapes import Point, Sheet, breadth

_KEY_ROOM = 34


class Value(NamedTuple):
    """What a shape shows: its value for the ramp, and the value as it is written."""

    value: float
    text: str


def place_picture(
    width: int,
    sheet: Sheet,
    values: dict[str, Value],
    points: Sequence[Point],
    *,
    breaks: Sequence[float],
    classes: Sequence[str],
    missing: str,
    missing_is_hatched: bool = True,
) -> str:
    """The raw picture. `values` by code of the shape; `classes` are the words of the five classes, `missing` of none.

    On a map of the world those without a value stay blank instead of hatched: nothing is missing there.
    """
    alt = altair()
    narrow = width < 500
    height = int(sheet.height) + _KEY_ROOM * (2 if narrow else 1)
    none = HATCH if missing_is_hatched else TOKENS["sunk"]
    flat = {"type": "identity", "scale": 1, "translate": [0, 0]}
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
            "properties": {"c": ramp(values[shape.code].value, breaks) if shape.code in values else none},
        }
        for shape in sheet.shapes
    ]
    layers = [_shapes(alt, features, flat, none if missing_is_hatched else "")]
    if points:
        rows = [{"x": x, "y": y} for x, y in points]
        discs = alt.Chart(alt.Data(values=rows)).mark_circle(
            size=26, color=TOKENS["ink"], opacity=1, stroke=TOKENS["ground"], strokeWidth=0.8
        )
        layers.append(discs.encode(longitude="x:Q", latitude="y:Q").project(**flat))
    layers += _labels(alt, sheet, values, breaks, width, flat)
    layers += _key(alt, [*classes, missing], sheet.height + 14, width, none, flat)
    return picture(alt.layer(*layers).properties(width=width - 6, height=height))


def _shapes(alt: Any, features: list[dict[str, Any]], flat: dict[str, Any], hatched: str) -> Any:
    empty = hatched and all(f["properties"]["c"] == hatched for f in features)
    line = TOKENS["edge"] if empty else TOKENS["ground"] if hatched else TOKENS["peer"]
    chart = alt.Chart(alt.Data(values=features)).mark_geoshape(stroke=line, strokeWidth=1 if hatched else 0.4)
    return chart.encode(color=alt.Color("properties.c:N", scale=None)).project(**flat)


def _labels(
    alt: Any, sheet: Sheet, values: dict[str, Value], breaks: Sequence[float], width: int, flat: dict[str, Any]
) -> list[Any]:
    """Names and values of the largest shapes of value that keep clear of each other and of the border."""
    size = 10 if width < 500 else 12
    taken: list[tuple[float, float, float, float]] = []
    rows: dict[str, list[dict[str, Any]]] = {TOKENS["ink"]: [], TOKENS["ground"]: []}
    for shape in sorted(sheet.shapes, key=lambda s: -values[s.code].value if s.code in values else 1):
        if shape.code not in values or len(taken) >= (6 if width < 500 else 12):
            continue
        value = values[shape.code]
        x, y = shape.label
        half = max(len(shape.name), len(value.text)) * size * 0.29
        beside = breadth(shape) < half
        x += half + breadth(shape) / 2 + 5 if beside else 0.0
        box = (x - half, y - size - 3, x + half, y + size + 3)
        if box[0] < 0 or box[2] > width - 6 or any(_cross(box, other) for other in taken):
            continue
        taken.append(box)
        ink = TOKENS["ink"] if beside else on_ramp(ramp(value.value, breaks))
        rows[ink].append({"x": x, "y": y, "n": shape.name, "t": value.text})
    layers = []
    for colour, found in rows.items():
        if found:
            base = alt.Chart(alt.Data(values=found))
            names = base.mark_text(fontSize=size, fontWeight=600, color=colour, dy=-size / 2 - 1)
            layers.append(names.encode(longitude="x:Q", latitude="y:Q", text="n:N").project(**flat))
            texts = base.mark_text(fontSize=size, color=colour, dy=size / 2 + 2)
            layers.append(texts.encode(longitude="x:Q", latitude="y:Q", text="t:N").project(**flat))
    return layers


def _key(alt: Any, words: Sequence[str], top: float, width: int, none: str, flat: dict[str, Any]) -> list[Any]:
    """The classes as a row of squares with their words, two rows when narrow."""
    colours = [TOKENS[f"seq-{i}"] for i in range(1, 6)] + [none]
    x, y = 2.0, top
    squares, texts = [], []
    for colour, word in zip(colours, words, strict=True):
        room = 22 + 7 * len(word) + 14
        if x + room - 14 > width - 6:
            x, y = 2.0, y + 22
        ring = [(x, y), (x + 16, y), (x + 16, y + 11), (x, y + 11), (x, y)]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        squares.append({"type": "Feature", "geometry": geometry, "properties": {"c": colour}})
        texts.append({"x": x + 22, "y": y + 6, "t": word})
        x += room
    boxes = alt.Chart(alt.Data(values=squares)).mark_geoshape(stroke=TOKENS["edge"], strokeWidth=0.5)
    said = alt.Chart(alt.Data(values=texts)).mark_text(align="left", baseline="middle", fontSize=12)
    return [
        boxes.encode(color=alt.Color("properties.c:N", scale=None)).project(**flat),
        said.encode(longitude="x:Q", latitude="y:Q", text="t:N").project(**flat),
    ]


def _cross(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
