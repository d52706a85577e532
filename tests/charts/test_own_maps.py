"""Own boundaries snapped to a grid: neighbours keep one border, few corners, nothing odd breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from local2030.charts.shaded_map import round_breaks, shaded_map
from local2030.charts.snapped import smaller, snapped_sheet


def square(code: str, x: float, y: float, size: float = 1.0) -> dict[str, Any]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {
        "type": "Feature",
        "properties": {"c": code, "n": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_neighbours_keep_one_border() -> None:
    sheet = snapped_sheet(collection(square("a", 0, 0), square("b", 1, 0)), "c", "n", 400, 400)
    a, b = ({x for ring in o.rings for x, _y in ring} for o in sheet.outlines)
    assert max(a) == min(b)


def test_a_tiny_place_is_a_speck_and_not_gone() -> None:
    sheet = snapped_sheet(collection(square("big", 0, 0, 10), square("tiny", 3, 3, 0.0001)), "c", "n", 300, 300)
    assert [o.code for o in sheet.outlines if o.rings] == ["big", "tiny"]


def test_a_smaller_sheet_is_the_same_map() -> None:
    sheet = snapped_sheet(collection(square("a", 0, 0), square("b", 1, 0)), "c", "n", 760, 400)
    half = smaller(sheet, 0.5)
    assert half.height == pytest.approx(sheet.height / 2) and len(half.outlines) == 2
    widest = max(x for o in half.outlines for ring in o.rings for x, _y in ring) * half.grid
    assert widest == pytest.approx(
        max(x for o in sheet.outlines for r in o.rings for x, _y in r) * sheet.grid / 2, abs=2
    )


@pytest.mark.parametrize(
    "features",
    [[], [{"type": "Feature", "properties": None, "geometry": None}],
     [{"type": "Feature", "properties": {"c": "p"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}],
     [square("m", 500_000, 4_700_000, 1000)]],
)  # fmt: skip
def test_what_is_no_degrees_or_no_area_does_no_harm(features: list[Any]) -> None:
    sheet = snapped_sheet(collection(*features), "c", "n", 300, 300)
    assert "<svg" in shaded_map(300, sheet, {}, (), [], "none")


def test_places_without_a_value_are_hatched_and_the_key_says_so() -> None:
    sheet = snapped_sheet(collection(square("a", 0, 0), square("b", 1, 0)), "c", "n", 400, 400)
    raw = shaded_map(400, sheet, {"a": 3.0}, (), ["3"], "no <value>", chosen="b")
    assert "#fefefd" in raw and "no &lt;value&gt;" in raw


@pytest.mark.parametrize(
    "values", [[], [1.0], [1.0, 1.0], [1.0, 2.0], [0.001, 0.002, 0.003], [-5.0, 0.0, 5.0, 1e9], [5.0] * 9 + [6.0]]
)
def test_classes_part_inside_the_values(values: list[float]) -> None:
    breaks = round_breaks(values) if values else ()
    assert list(breaks) == sorted(set(breaks)) and len(breaks) <= 4
    assert all(min(values) < edge <= max(values) for edge in breaks)
