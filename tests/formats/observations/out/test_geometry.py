"""Geometries by RFC 7946: which way rings run, how many digits, what has no shape."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.observations.out.geometry import plain_geometry

SQUARE = [[0.0, 0.0], [0.0, 3.0], [3.0, 3.0], [3.0, 0.0], [0.0, 0.0]]  # with the clock
HOLE = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]  # against it


def doubled_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_the_outer_ring_runs_against_the_clock_and_holes_with_it() -> None:
    found = plain_geometry({"type": "Polygon", "coordinates": [SQUARE, HOLE]})
    assert found == {"type": "Polygon", "coordinates": [SQUARE[::-1], HOLE[::-1]]}
    assert plain_geometry(found) == found


def test_digits_are_six_a_third_axis_goes_and_an_open_ring_is_closed() -> None:
    ring = [[0.12345678, 1.0, 5.0], [0.12345679, 1.0, 5.0], [2.0, 1.0, 5.0], [2.0, 2.00000049, 5.0]]
    found = plain_geometry({"type": "Polygon", "coordinates": [ring]})
    assert found == {"type": "Polygon", "coordinates": [[[0.123457, 1.0], [2.0, 1.0], [2.0, 2.0], [0.123457, 1.0]]]}


@pytest.mark.parametrize(
    "geometry",
    [
        None, {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, {"type": "Polygon", "coordinates": [["a", "b"]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 1]]]]}, {"type": "Polygon", "coordinates": [[[None, 1], [2, 3], [4, 5]]]},
    ],
)  # fmt: skip
def test_what_has_no_shape_is_none(geometry: Any) -> None:
    assert plain_geometry(geometry) is None


def test_a_collection_is_its_polygons() -> None:
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    found = plain_geometry(
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}, polygon, polygon]}
    )
    assert found == {"type": "MultiPolygon", "coordinates": [[SQUARE[::-1]], [SQUARE[::-1]]]}


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=12))
def test_whatever_ring_comes_out_is_closed_and_against_the_clock(ring: list[tuple[float, float]]) -> None:
    found = plain_geometry({"type": "Polygon", "coordinates": [[list(corner) for corner in ring]]})
    if found:
        [made] = found["coordinates"]
        assert made[0] == made[-1] and len(made) >= 4
        assert all(corner == [round(corner[0], 6), round(corner[1], 6)] for corner in made)
        assert doubled_area([[x - made[0][0], y - made[0][1]] for x, y in made]) > -1e-9


def test_every_border_of_the_true_repositories_runs_as_it_should(real_data: Path) -> None:
    turned = 0
    for path in sorted((real_data / "open-sdg").glob("*/*/*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            found = plain_geometry(feature["geometry"])
            assert found, path
            polygons = [found["coordinates"]] if found["type"] == "Polygon" else found["coordinates"]
            for outer, *holes in polygons:
                assert doubled_area(outer) > 0 and all(doubled_area(hole) < 0 for hole in holes)
            turned += found != feature["geometry"]
    assert turned > 250  # most came the other way round
